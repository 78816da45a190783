/**
 * Octets of an event's content. An event has at most 65,536 ("Size limits"); the rest is for the envelope, which
 * federation's signatures and references make several kilobytes.
 */
export const contentLimit = 56_000;

export function octetsOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

/**
 * Cuts a text into pieces of so many octets as JSON (FX-01): after a line or a word where there is one near the end,
 * never inside a character.
 */
export function splitText(text: string, limit: number): readonly string[] {
  if (octetsOf(text) <= limit) return [text];
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(text, start, limit - 2);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function endOfPiece(text: string, start: number, limit: number): number {
  let [end, octets] = [start, 0];
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    octets += octetsOf(character) - 2;
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
