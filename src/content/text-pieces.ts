/**
 * Cuts a text into pieces of so many octets (FX-01), which are the text again when they are put together: after a line or
 * a word where there is one near the end, never inside a character. No pieces for no text.
 * @param octetsOf octets of one character in the network's encoding
 */
export function textPieces(text: string, limit: number, octetsOf: (character: string) => number): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(text, start, limit, octetsOf);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function endOfPiece(text: string, start: number, limit: number, octetsOf: (character: string) => number): number {
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
