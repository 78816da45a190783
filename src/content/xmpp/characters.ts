import type { TextRange } from '../fallbacks/contract.ts';

/** What XML 1.0 §2.2 does not allow; one of these on a stream ends the stream. */
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Text that XML can carry: what it can't becomes U+FFFD, lone surrogates too. Carriage returns, which readers of XML make
 * line ends of (§2.11), become so here, with as many characters as before: what counts characters counts the same.
 */
export function legalXml(text: string): string {
  return text.replaceAll('\r\n', ' \n').replaceAll('\r', '\n').replace(illegal, '\uFFFD');
}

/** Index into the string (UTF-16) of the code point with that number; the string's length where it has fewer. */
export function indexOfCodePoint(text: string, number: number): number {
  let index = 0;
  for (let left = number; left > 0 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

/** Ranges put into order, within the text, overlapping ones joined. */
export function orderedRanges(ranges: readonly TextRange[], length: number): readonly TextRange[] {
  const inside = ranges
    .map(({ start, end }) => ({ start: Math.min(start, length), end: Math.min(end, length) }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start);
  const joined: TextRange[] = [];
  for (const range of inside) {
    const last = joined.at(-1);
    if (last !== undefined && range.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else joined.push(range);
  }
  return joined;
}
