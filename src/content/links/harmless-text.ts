/** Text of strangers that stands beside ours: without characters that are not seen but change what is. */

/** Line and paragraph separators and everything that turns the direction of what follows, or takes no room. */
const unseen: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
];

/** Tags (U+E0000) draw flags behind a black flag and hide text everywhere else. */
const tags = [0xe0000, 0xe007f] as const;
const blackFlag = 0x1f3f4;

const within = (code: number, [first, last]: readonly [number, number]): boolean => code >= first && code <= last;

/** Joiners belong to emoji and to scripts beyond the Latin, Greek and Cyrillic ones; between letters of those they only hide. */
const joins = (code: number | undefined): boolean => code !== undefined && code >= 0x0530 && !isJoiner(code);

const joiner = 0x200d;
const isJoiner = (code: number): boolean => code === 0x200c || code === joiner;

/**
 * A name or the text of a link without control characters (line ends and tabs stay), overrides and marks of direction,
 * and characters of no width that are not part of an emoji or of a script that needs them.
 */
export function withoutTricks(text: string): string {
  const seen = withoutUnseen(text);
  let before: number | undefined;
  return seen
    .filter((character, at) => {
      const code = character.codePointAt(0) ?? 0;
      const isKept = !isJoiner(code) || (joins(before) && (code === joiner || joins(seen[at + 1]?.codePointAt(0))));
      if (isKept) before = code;
      return isKept;
    })
    .join('');
}

function withoutUnseen(text: string): readonly string[] {
  let flagged = false;
  return Array.from(text).filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (within(code, tags)) return flagged;
    flagged = code === blackFlag;
    return !(code >= 0xd800 && code <= 0xdfff) && !unseen.some((range) => within(code, range));
  });
}

/** Blanks of every width and line ends; of U+2800 and U+1D159 nothing is seen either, and U+FEFF has no width. */
const blanks = /[[\s\u0085\u2800\u{1D159}]--\ufeff]+/gv;

/**
 * A name or words of a stranger as they stand within a line of ours: one line, nothing unseen in it, and runs of blanks
 * as one, which else would move what follows to where another line begins.
 */
export const onOneLine = (text: string): string =>
  withoutTricks(text.replaceAll(blanks, ' ')).replaceAll(blanks, ' ').trim();
