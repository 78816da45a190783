/** Valid encodings to begin with: those of test/vectors/wire. */
import { readdirSync, readFileSync } from 'node:fs';
import { unhex } from '../interop/wire.ts';

const folder = new URL('../vectors/wire/', import.meta.url);

interface Vector {
  readonly of?: string;
  readonly hex?: string;
  readonly decoded?: unknown;
}

const vectors = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const parsed: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      return [file.slice(0, -'.json'.length), Array.isArray(parsed) ? (parsed as Vector[]) : []] as const;
    }),
);

/** Those of one struct; an error where a file has none. */
export function examples(file: string, of?: string): Uint8Array[] {
  const found = (vectors.get(file) ?? []).filter((one) => one.of === of && one.decoded !== undefined);
  if (found.length === 0) throw new Error(`no vectors of ${file} ${of ?? ''}`);
  return found.flatMap(({ hex }) => (hex === undefined || hex === '' ? [] : [unhex(hex)]));
}
