import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';

/**
 * Entries that a list of a policy may have: the drafts set no limit, and no room needs more. What strangers send is
 * refused when it is reached, before it has cost much.
 */
const mostEntries = 10_000;

/** `T<V>` of at most 10,000, or fewer. @throws InvalidPolicy `malformed` */
export function readList<T>(reader: Reader, readItem: (reader: Reader) => T, most = mostEntries): readonly T[] {
  let count = 0;
  return reader.vector((inner) => {
    count++;
    if (count > most) throw new InvalidPolicy('malformed', `a list has more than ${most} entries`);
    return readItem(inner);
  });
}

/** What {@link readList} reads. @throws InvalidPolicy `malformed` */
export function writeList<T>(
  writer: Writer,
  items: readonly T[],
  writeItem: (writer: Writer, item: T) => void,
  most = mostEntries,
): void {
  if (items.length > most) throw new InvalidPolicy('malformed', `a list has more than ${most} entries`);
  writer.vector(items, writeItem);
}

export function writeUint8s(writer: Writer, values: readonly number[]): void {
  writeList(writer, values, (inner, value) => inner.uint8(value));
}

export const readUint8s = (reader: Reader): readonly number[] => readList(reader, (inner) => inner.uint8());

export function writeUint16s(writer: Writer, values: readonly number[]): void {
  writeList(writer, values, (inner, value) => inner.uint16(value));
}

export const readUint16s = (reader: Reader): readonly number[] => readList(reader, (inner) => inner.uint16());

export function writeUint32s(writer: Writer, values: readonly number[]): void {
  writeList(writer, values, (inner, value) => inner.uint32(value));
}

export const readUint32s = (reader: Reader): readonly number[] => readList(reader, (inner) => inner.uint32());
