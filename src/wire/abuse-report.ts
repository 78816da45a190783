import type { Reader, Writer } from '../mls/index.ts';
import type { AbuseReport, AbusiveMessage } from './contract.ts';
import { demand } from './invalid-wire.ts';
import { frank } from './frank.ts';
import { bodyLimits } from './limits.ts';
import { codecOf, dictionary, person, text, time } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.9';

function writeMessage(writer: Writer, reported: AbusiveMessage): void {
  writer.opaque(reported.content);
  frank.write(writer, reported.frank);
  time.write(writer, reported.acceptedTimestamp);
}

const readMessage = (reader: Reader): AbusiveMessage => ({
  content: reader.opaque(),
  frank: frank.read(reader),
  acceptedTimestamp: time.read(reader),
});

/** Body of POST reportAbuse. There is no answer but the HTTP status. */
export const abuseReport = codecOf<AbuseReport>({
  section,
  limit: bodyLimits.medium,
  write: (writer, report) => {
    person.orNone.write(writer, report.reportingUser);
    person.write(writer, report.allegedAbuser);
    writer.uint8(report.reasonCode);
    text.write(writer, report.note);
    writer.vector(report.messages, writeMessage);
    dictionary.write(writer, report.extensions);
  },
  read: (reader) => ({
    reportingUser: person.orNone.read(reader),
    allegedAbuser: person.read(reader),
    reasonCode: reader.uint8(),
    note: text.read(reader),
    messages: reader.vector(readMessage),
    extensions: dictionary.read(reader),
  }),
  check: ({ reasonCode }) => {
    const octet = Number.isInteger(reasonCode) && reasonCode >= 0 && reasonCode <= 0xff;
    demand(octet, 'unknown-code', section, 'a reason code is one octet');
  },
});
