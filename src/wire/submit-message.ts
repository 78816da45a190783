import { submitResponseCodes } from './codes.ts';
import type { SubmitMessageRequest, SubmitMessageResponse } from './contract.ts';
import { optionalFrank } from './frank.ts';
import { bodyLimits } from './limits.ts';
import { message } from './mls-messages.ts';
import { code, codecOf, person, protocol, time } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.4';
const responseCode = code(submitResponseCodes, section);
/** Handshakes are submitted to `update`, never here (MF-01). */
const appMessage = message('application', section);

/** Body of POST submitMessage. */
export const submitMessageRequest = codecOf<SubmitMessageRequest>({
  section,
  limit: bodyLimits.medium,
  write: (writer, request) => {
    protocol.write(writer);
    appMessage.write(writer, request.appMessage);
    person.write(writer, request.sendingUri);
  },
  read: (reader) => {
    protocol.read(reader);
    return { appMessage: appMessage.read(reader), sendingUri: person.read(reader) };
  },
});

/** Answer to POST submitMessage. */
export const submitMessageResponse = codecOf<SubmitMessageResponse>({
  section,
  limit: bodyLimits.small,
  write: (writer, response) => {
    protocol.write(writer);
    responseCode.write(writer, response.code);
    if (response.code === 'accepted') {
      time.write(writer, response.acceptedTimestamp);
      optionalFrank.write(writer, response.frank);
    }
    if (response.code === 'epochTooOld') writer.uint64(response.currentEpoch);
  },
  read: (reader) => {
    protocol.read(reader);
    const status = responseCode.read(reader);
    switch (status) {
      case 'accepted':
        return { code: status, acceptedTimestamp: time.read(reader), frank: optionalFrank.read(reader) };
      case 'notAllowed':
        return { code: status };
      case 'epochTooOld':
        return { code: status, currentEpoch: reader.uint64() };
    }
  },
});
