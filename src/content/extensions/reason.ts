import type { CborReader } from '../codec/cbor-reader.ts';
import { InvalidContent } from '../invalid-content.ts';

/** Characters of a reason that is sent on; what is longer is cut. */
const longestSent = 1000;
const mostOctets = 4096;

/** Why something is taken back, as somebody wrote it in a network; null for nothing. */
export function reasonIn(text: string | null | undefined): string | null {
  // Cut first: a character is two units of a string at most, and what is written may be of any length.
  const characters = Array.from((text ?? '').trim().slice(0, 2 * longestSent + 2));
  if (characters.length === 0) return null;
  if (characters.length <= longestSent) return characters.join('');
  return `${characters.slice(0, longestSent - 1).join('')}…`;
}

export function readReason(reader: CborReader): string {
  const reason = reader.text();
  const octets = Buffer.byteLength(reason);
  if (octets < 1 || octets > mostOctets) throw new InvalidContent('structure', 'a reason has 1 to 4096 octets');
  return reason;
}
