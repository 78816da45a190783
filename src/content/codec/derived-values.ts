import { messageIdBytes } from '../../identifiers/index.ts';
import type { DerivedValues } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';
import { CborReader } from './cbor-reader.ts';
import { CborWriter, major } from './cbor-writer.ts';
import { contentLimit, readMessageId } from './content.ts';

/** Tag 1001 (RFC 9581 §3), before the map that says the time. */
const extendedTime = Buffer.from('d903e9', 'hex');

/**
 * Decodes what is kept beside a message (draft-ietf-mimi-content §4.6, MessageDerivedValues).
 * @throws {@link InvalidContent}
 */
export function decodeDerivedValues(bytes: Uint8Array): DerivedValues {
  if (bytes.length > contentLimit) throw new InvalidContent('too-big', `at most ${contentLimit} octets`);
  const reader = new CborReader(bytes);
  reader.array(7);
  const values = {
    messageId: readMessageId(reader),
    hubAcceptedTimestamp: readTimestamp(reader),
    mlsGroupId: reader.bytes(),
    senderLeafIndex: reader.uint(0xffffffff),
    senderClient: reader.text(),
    sender: reader.text(),
    room: reader.text(),
  };
  reader.end();
  return values;
}

function readTimestamp(reader: CborReader): DerivedValues['hubAcceptedTimestamp'] {
  if (reader.peek() !== major.tag) return { type: 'milliseconds', since1970: reader.uint64() };
  // As deep as a value of an extension may be: the draft sets no other limit.
  const value = reader.item(4);
  const [content = 0] = value.subarray(extendedTime.length);
  if (Buffer.compare(value.subarray(0, extendedTime.length), extendedTime) !== 0 || content >> 5 !== major.map) {
    throw new InvalidContent('structure', 'a timestamp is a number or an extended time (tag 1001)');
  }
  return { type: 'extended', value };
}

/** @throws {@link InvalidContent} for values that could not be decoded again */
export function encodeDerivedValues(values: DerivedValues): Uint8Array {
  const { hubAcceptedTimestamp: time } = values;
  const writer = new CborWriter().array(7).bytes(messageIdBytes(values.messageId));
  if (time.type === 'milliseconds') writer.uint64(time.since1970);
  else writer.raw(time.value);
  writer.bytes(values.mlsGroupId).integer(values.senderLeafIndex);
  const bytes = writer.text(values.senderClient).text(values.sender).text(values.room).finish();
  decodeDerivedValues(bytes);
  return bytes;
}
