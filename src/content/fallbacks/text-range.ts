/** Stretches of texts in code points, as XEP-0426 counts them. */
import { codePoints } from '../markup/index.ts';
import type { FallbackText, TextRange } from './contract.ts';

/** A fallback before what is said, both on lines of their own. */
export function fallbackBefore(fallback: string, said: string): FallbackText {
  const head = said === '' ? fallback : `${fallback}\n`;
  return { text: head + said, fallback: { start: 0, end: codePoints(head) } };
}

/** A text that stands there for readers without the feature only. */
export const wholeFallback = (text: string): FallbackText => ({ text, fallback: { start: 0, end: codePoints(text) } });

/** Ranges that are looked at: nobody marks more. */
const mostRanges = 100;

/**
 * A text without its marked stretches, so that no reader with the feature sees them, and none is quoted again. Ranges may
 * overlap, be empty, reversed or lie beyond the text; what is left of them within it counts.
 */
export function withoutRanges(text: string, ranges: readonly TextRange[]): string {
  const characters = Array.from(text);
  const sound = ranges
    .slice(0, mostRanges)
    .map(({ start, end }) => ({ start: within(start, characters.length), end: within(end, characters.length) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of sound) {
    if (start > at) kept.push(characters.slice(at, start).join(''));
    at = Math.max(at, end);
  }
  kept.push(characters.slice(at).join(''));
  return kept.join('');
}

const within = (position: number, length: number): number =>
  Number.isNaN(position) ? 0 : Math.min(Math.max(Math.trunc(position), 0), length);
