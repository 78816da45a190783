/**
 * What parsing Markdown costs. The parser keeps open containers for every line, tries every delimiter against those before
 * it and looks for the end of code spans up to the end of the text: a few KB of the right characters take seconds. So
 * they are counted first, in one pass. Weights are microseconds, measured on the parser with the worst texts of each kind
 * (test/unit/content/markup/cost.test.ts has them).
 */
import { markupLimits } from './limits.ts';

const weights = {
  character: 0.45,
  line: 14,
  /** A line that may begin a block. */
  block: 45,
  /** A container that is open in a line. */
  container: 6,
  /** A character that may begin or end something within a line. */
  inline: 8,
  /** A pair of delimiter runs of one paragraph. */
  delimiterPair: 0.022,
  /** A code span that may never close, for each character of the text. */
  openSpan: 0.01,
} as const;

/** Microseconds for the texts of one message. */
const budget = 30_000;

/** Characters that begin a block where they stand first; digits begin lists. */
const blockStarts = new Set('>-+*#|=[`~:0123456789');
/** What a character is, by its code: those beyond ASCII mean nothing. */
const [inline, delimiter] = [1, 2];
const kinds = new Uint8Array(128);
for (const sign of '[]()!&\\<@|`"\'') kinds[sign.charCodeAt(0)] = inline;
for (const sign of '*_~') kinds[sign.charCodeAt(0)] = delimiter;
/** Signs of a container before what a line says. */
const containers = new Set('>-+*.)');
const beforeContent = new Set(' \t>-+*.)0123456789');

class Counter {
  cost = 0;
  #delimiterRuns = 0;
  #containers = 0;
  #inParagraph = false;

  line(text: string): void {
    const open = containersOf(text);
    const isBlank = text.trim() === '';
    // A line without signs may go on with the paragraph before it, in whichever container that stands.
    if (isBlank) this.#closeParagraph();
    else this.#containers = this.#inParagraph ? Math.max(open, this.#containers) : open;
    this.#inParagraph = !isBlank;
    this.cost += weights.line + weights.container * this.#containers;
    if (blockStarts.has(text.trimStart().charAt(0))) this.cost += weights.block;
    this.#inlines(text);
  }

  finish(openSpans: number, length: number): number {
    this.#closeParagraph();
    return this.cost + weights.character * length + weights.openSpan * openSpans * length;
  }

  get isTooDeep(): boolean {
    return this.#containers > markupLimits.nesting;
  }

  #inlines(text: string): void {
    let previous = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const kind = code < kinds.length ? kinds[code] : 0;
      if (kind === delimiter && code !== previous) this.#delimiterRuns += 1;
      if (kind === inline) this.cost += weights.inline;
      previous = code;
    }
  }

  /** Delimiters of one paragraph never meet those of another. */
  #closeParagraph(): void {
    this.cost += weights.inline * this.#delimiterRuns + weights.delimiterPair * this.#delimiterRuns ** 2;
    this.#delimiterRuns = 0;
  }
}

/** Containers that may be open in a line: two blanks are the least that one takes, or one sign. */
function containersOf(text: string): number {
  let blanks = 0;
  let signs = 0;
  for (let at = 0; at < text.length && beforeContent.has(text.charAt(at)); at += 1) {
    const character = text.charAt(at);
    if (character === '\t') blanks += 4;
    else if (character === ' ') blanks += 1;
    else if (containers.has(character)) signs += 1;
  }
  return signs + Math.floor(blanks / 2);
}

/**
 * Code spans that may be looked for up to the end: the last one of each length of its fence, and each whose fence lost a
 * backtick to an escape, for no closing fence loses one.
 */
function openSpansOf(text: string): number {
  const lengths = new Set<number>();
  let escaped = 0;
  for (let start = text.indexOf('`'); start >= 0; ) {
    if (text[start - 1] === '\\') escaped += 1;
    let end = start + 1;
    while (text[end] === '`') end += 1;
    lengths.add(end - start);
    start = text.indexOf('`', end);
  }
  return lengths.size + escaped;
}

/** @returns a share of what is spent on one message at most; above 1 for a text that is not parsed. */
export function markdownCost(text: string): number {
  if (text.length > markupLimits.size) return Number.POSITIVE_INFINITY;
  const counter = new Counter();
  for (let start = 0; start <= text.length; ) {
    const end = lineEnd(text, start);
    counter.line(text.slice(start, end));
    if (counter.isTooDeep || counter.cost > budget) return Number.POSITIVE_INFINITY;
    start = end + 1;
  }
  return counter.finish(openSpansOf(text), text.length) / budget;
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
