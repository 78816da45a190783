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
  let octets = 0;
  for (const character of text) octets += octetsOf(character);
  return octets;
}

/**
 * Cuts a text into pieces that fit (FX-01), which are the text again when they are put together: after a line or a word
 * where there is one near the end, never inside a character.
 */
export function splitBody(text: string, limit: number = bodyLimit): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(text, start, limit);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces.length === 0 ? [''] : pieces;
}

function endOfPiece(text: string, start: number, limit: number): number {
  let [end, octets] = [start, 0];
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    octets += octetsOf(character);
    if (octets > limit && end > start) break;
    end += character.length;
  }
  if (end === text.length) return end;
  const nearEnd = start + Math.ceil((end - start) * 0.75);
  const line = text.lastIndexOf('\n', end - 1);
  if (line >= nearEnd) return line + 1;
  const word = text.lastIndexOf(' ', end - 1);
  return word >= nearEnd ? word + 1 : end;
}
