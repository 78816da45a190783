import { messageIdBytes } from '../../identifiers/index.ts';
import type { CborReader } from '../codec/cbor-reader.ts';
import { CborWriter, major } from '../codec/cbor-writer.ts';
import { readMessageId } from '../codec/content.ts';
import { InvalidContent } from '../invalid-content.ts';
import type { ExternalMessageId, LastSeen, SenderTimestamp } from './contract.ts';

const longestSubject = 4096;
/** More are a sign of malice (more-extensions, Security Considerations). */
const mostLastSeen = 65535;

/** Map keys of the fractions of a second, with the first count that is a whole second. */
const fractions = [
  { key: -3, unit: 'milliseconds', end: 1e3 },
  { key: -6, unit: 'microseconds', end: 1e6 },
  { key: -9, unit: 'nanoseconds', end: 1e9 },
] as const;

export function readSenderTimestamp(reader: CborReader): SenderTimestamp {
  const counts = new Map<number, number>();
  reader.map((key) => {
    const known = fractions.find((one) => one.key === key);
    if (typeof key !== 'number' || (key !== 1 && !known)) {
      throw new InvalidContent('structure', 'a timestamp with an unknown field');
    }
    counts.set(key, reader.uint(known ? known.end - 1 : Number.MAX_SAFE_INTEGER));
  });
  const seconds = counts.get(1);
  if (seconds === undefined || counts.size > 2) {
    throw new InvalidContent('structure', 'a timestamp without seconds, or with two fractions of them');
  }
  const finest = fractions.find(({ key }) => counts.has(key));
  return { seconds, fraction: finest ? { unit: finest.unit, count: counts.get(finest.key) ?? 0 } : null };
}

export function writeSenderTimestamp(writer: CborWriter, { seconds, fraction }: SenderTimestamp): void {
  const integer = (value: number): Uint8Array => new CborWriter().integer(value).finish();
  const fields = [{ key: integer(1), value: integer(seconds) }];
  const known = fractions.find(({ unit }) => unit === fraction?.unit);
  if (known && fraction) fields.push({ key: integer(known.key), value: integer(fraction.count) });
  writer.map(fields);
}

export function readExternalMessageId(reader: CborReader): ExternalMessageId {
  reader.array(2);
  const id = reader.bytes();
  if (reader.peek() === major.text) return { id, scope: reader.text() };
  const scope = reader.uint(Number.MAX_SAFE_INTEGER);
  if (scope === 0) throw new InvalidContent('structure', 'an enterprise number is above 0');
  return { id, scope };
}

export function writeExternalMessageId(writer: CborWriter, { id, scope }: ExternalMessageId): void {
  writer.array(2).bytes(id);
  if (typeof scope === 'string') writer.text(scope);
  else writer.integer(scope);
}

export function readSubject(reader: CborReader): string {
  const subject = reader.text();
  const octets = Buffer.byteLength(subject);
  if (octets < 1 || octets > longestSubject) throw new InvalidContent('structure', 'a subject has 1 to 4096 octets');
  return subject;
}

/** Ids of both kinds in one list are refused (more-extensions, Security Considerations). */
export function readLastSeen(reader: CborReader): LastSeen {
  const count = reader.arrayLength();
  if (count > mostLastSeen) throw new InvalidContent('structure', `at most ${mostLastSeen} last messages`);
  const all = <T>(read: (reader: CborReader) => T): T[] => Array.from({ length: count }, () => read(reader));
  return count > 0 && reader.peek() === major.array
    ? { type: 'external', ids: all(readExternalMessageId) }
    : { type: 'messages', ids: all(readMessageId) };
}

export function writeLastSeen(writer: CborWriter, lastSeen: LastSeen): void {
  writer.array(lastSeen.ids.length);
  if (lastSeen.type === 'messages') for (const id of lastSeen.ids) writer.bytes(messageIdBytes(id));
  else for (const id of lastSeen.ids) writeExternalMessageId(writer, id);
}
