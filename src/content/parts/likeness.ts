/** How much two texts say the same, for alternatives that may deceive (draft-ietf-mimi-content §9.5, CF-24). */

/**
 * Texts that are less alike say different things, to readers of every network. The draft names no number; this one is
 * above what two texts of one language have in common by chance, and far below what HTML and Markdown of one text have.
 */
export const alikeEnough = 0.5;

/** Letters that are compared at most: a difference further behind is none of the first impression. Blanks are no letters. */
const compared = 4096;

const isLetterOrDigit = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Letters, digits and pictures: the signs of Markdown and of lists say nothing. */
export function lettersOf(text: string): readonly string[] {
  return Array.from(text.normalize('NFKC').toLowerCase()).filter((letter) => isLetterOrDigit.test(letter));
}

/** Blanks and signs in any number before the first letter hide no difference; fillers are letters that nobody sees. */
const firstLettersOf = (text: string): readonly string[] =>
  lettersOf(
    text
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+|[\u115F\u1160\u3164\uFFA0]+/gu, ' ')
      .slice(0, 2 * compared),
  ).slice(0, compared);

function pairsOf(letters: readonly string[]): Map<string, number> {
  const pairs = new Map<string, number>();
  letters.forEach((letter, at) => {
    const pair = letter + (letters[at + 1] ?? '');
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  return pairs;
}

/**
 * From 0 (nothing in common) to 1 (the same letters): the share of common pairs of letters, in any order.
 * @returns compares other texts with this one
 */
export function likenessTo(text: string): (other: string) => number {
  const letters = firstLettersOf(text);
  const pairs = pairsOf(letters);
  return (other) => {
    const theirs = firstLettersOf(other);
    if (letters.length + theirs.length === 0) return 1;
    let common = 0;
    for (const [pair, count] of pairsOf(theirs)) common += Math.min(count, pairs.get(pair) ?? 0);
    return (2 * common) / (letters.length + theirs.length);
  };
}
