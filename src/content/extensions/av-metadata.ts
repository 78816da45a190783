import type { CborReader } from '../codec/cbor-reader.ts';
import { CborWriter } from '../codec/cbor-writer.ts';
import { InvalidContent } from '../invalid-content.ts';
import type { AvMetadata } from './contract.ts';

/** Properties of draft-mahy-mimi-av-metadata, "AV Metadata Extensions". */
const property = { part: 1, type: 2, width: 3, height: 4, duration: 5, preview: 6, text: 7, rotation: 8 } as const;
const types = ['audio', 'image', 'video'] as const;
const rotations = [0, 90, 180, 270] as const;
const highestPart = 0xffff;

/** An entry for each part; those of media types that came later are left out, unknown properties too. */
export function readAvMetadata(reader: CborReader): readonly AvMetadata[] {
  const entries: AvMetadata[] = [];
  for (let left = reader.arrayLength(); left > 0; left -= 1) {
    const entry = readEntry(reader);
    if (entry) entries.push(entry);
  }
  return entries;
}

function readEntry(reader: CborReader): AvMetadata | null {
  const numbers = new Map<number, number>();
  let accessibilityText: string | null = null;
  reader.map((key) => {
    if (key === property.text) accessibilityText = reader.text();
    else if (typeof key === 'number' && key >= property.part && key <= property.rotation) {
      const most = key === property.part || key === property.preview ? highestPart : Number.MAX_SAFE_INTEGER;
      numbers.set(key, reader.uint(most));
    } else reader.item(2);
  });
  const part = numbers.get(property.part);
  const typeNumber = numbers.get(property.type);
  if (part === undefined || typeNumber === undefined) {
    throw new InvalidContent('structure', 'AV metadata without part or type');
  }
  const type = types[typeNumber - 1];
  const turned = numbers.get(property.rotation);
  const rotation = rotations.find((degrees) => degrees === turned);
  if (turned !== undefined && rotation === undefined) {
    throw new InvalidContent('structure', 'a rotation is 0, 90, 180 or 270');
  }
  if (!type) return null;
  return {
    part,
    type,
    width: numbers.get(property.width) ?? null,
    height: numbers.get(property.height) ?? null,
    duration: numbers.get(property.duration) ?? null,
    preview: numbers.get(property.preview) ?? null,
    accessibilityText,
    rotation: rotation ?? null,
  };
}

const integer = (value: number): Uint8Array => new CborWriter().integer(value).finish();

/** @throws {@link InvalidContent} for what is no whole number */
export function writeAvMetadata(writer: CborWriter, entries: readonly AvMetadata[]): void {
  writer.array(entries.length);
  for (const entry of entries) {
    const numbers = [
      [property.part, entry.part],
      [property.type, types.indexOf(entry.type) + 1],
      [property.width, entry.width],
      [property.height, entry.height],
      [property.duration, entry.duration],
      [property.preview, entry.preview],
      [property.rotation, entry.rotation],
    ] as const;
    const fields = numbers.flatMap(([key, value]) =>
      value === null ? [] : [{ key: integer(key), value: integer(value) }],
    );
    if (entry.accessibilityText !== null) {
      fields.push({ key: integer(property.text), value: new CborWriter().text(entry.accessibilityText).finish() });
    }
    writer.map(fields);
  }
}
