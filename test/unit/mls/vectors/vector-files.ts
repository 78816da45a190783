import { readFileSync } from 'node:fs';

/** The official test vectors of the MLS working group (mlswg/mls-implementations), one JSON array a file. */
export function vectors<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`../../../vectors/mls/${name}.json`, import.meta.url), 'utf8')) as T[];
}

export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
