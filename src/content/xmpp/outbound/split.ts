import { textPieces } from '../../text-pieces.ts';

/**
 * Octets of one body as XML. Servers take stanzas of 64 KiB at least and of 256 KiB by default; the rest is for markup,
 * references and addresses.
 */
export const bodyLimit = 48 * 1024;

/** Octets of the entities that stand for what XML needs itself. */
const escaped: ReadonlyMap<string, number> = new Map([
  ['&', 5],
  ['<', 4],
  ['>', 4],
  ['"', 6],
  ["'", 6],
]);

function octetsOf(character: string): number {
  return escaped.get(character) ?? Buffer.byteLength(character, 'utf8');
}

/** Octets of a text as XML. */
export function xmlOctets(text: string): number {
  let octets = Buffer.byteLength(text, 'utf8');
  for (const [sign] of text.matchAll(/[&<>"']/g)) octets += octetsOf(sign) - 1;
  return octets;
}

/** A text in pieces that each fit into a body; one at least. */
export function splitBody(text: string, limit: number = bodyLimit): readonly string[] {
  return xmlOctets(text) <= limit ? [text] : textPieces(text, limit, octetsOf);
}
