/** Message Styling (XEP-0393): every text has a reading, and none of them costs more than one pass a span. */
import type { Block, Inline, Markup } from './contract.ts';
import { joined } from './tidy-inlines.ts';
import { markupLimits } from './limits.ts';

/** @returns null when the text is too long to be formatted. */
export function fromStyling(text: string): Markup | null {
  if (text.length > markupLimits.size) return null;
  return { type: 'root', children: blocksOf(text.split('\n'), 0) };
}

const fence = '```';
const isQuote = (line: string): boolean => line.startsWith('>');

/** §6.2: quotations may be nested; beyond a few levels their signs are text. */
const quoteNesting = 10;

function blocksOf(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const close = (): void => {
    blocks.push(...paragraphsOf(plain));
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (line.startsWith(fence)) {
      close();
      const end = next(lines, at, (one) => one.trimEnd() === fence);
      const inside = lines.slice(at + 1, end);
      blocks.push({ type: 'code', lang: null, value: inside.join('\n') });
      at = end + 1;
    } else if (isQuote(line) && depth < quoteNesting) {
      close();
      const end = next(lines, at, (one) => !isQuote(one));
      blocks.push({ type: 'blockquote', children: blocksOf(lines.slice(at, end).map(unquoted), depth + 1) });
      at = end;
    } else {
      plain.push(line);
      at += 1;
    }
  }
  close();
  return blocks;
}

/** The first line behind `at` that is such, or the end. */
function next(lines: readonly string[], at: number, isSuch: (line: string) => boolean): number {
  let index = at + 1;
  while (index < lines.length && !isSuch(lines[index] ?? '')) index += 1;
  return index;
}

const unquoted = (line: string): string => (line.startsWith('> ') ? line.slice(2) : line.slice(1));

/** Lines of plain blocks: a blank line parts paragraphs, every other line end is one. */
function paragraphsOf(lines: readonly string[]): Block[] {
  const paragraphs: Block[] = [];
  let children: Inline[] = [];
  const close = (): void => {
    if (children.length > 0) paragraphs.push({ type: 'paragraph', children });
    children = [];
  };
  for (const line of lines) {
    if (line.trim() === '') {
      close();
      continue;
    }
    if (children.length > 0) children.push({ type: 'break' });
    children.push(...spansOf(line));
  }
  close();
  return paragraphs;
}

const kinds = { '*': 'strong', _: 'emphasis', '~': 'delete' } as const;
type Sign = keyof typeof kinds | '`';
const isSign = (character: string | undefined): character is Sign =>
  character === '*' || character === '_' || character === '~' || character === '`';
const isBlank = (character: string | undefined): boolean => character === undefined || character.trim() === '';

/** §6.1: where a span that opens at `at` closes; -1 for nowhere. The first place is taken. */
function closing(line: string, at: number, end: number): number {
  const sign = line[at] ?? '';
  if (at + 1 >= end || isBlank(line[at + 1]) || line[at + 1] === sign) return -1;
  for (let close = line.indexOf(sign, at + 1); close >= 0 && close < end; close = line.indexOf(sign, close + 1)) {
    if (close > at + 1 && !isBlank(line[close - 1])) return close;
  }
  return -1;
}

function spansOf(line: string, from = 0, end = line.length, opened = true): Inline[] {
  const nodes: Inline[] = [];
  /** Signs that close nowhere in the rest: looked for once. */
  const hopeless = new Set<string>();
  let text = from;
  for (let at = from; at < end; at += 1) {
    const sign = line[at];
    const mayOpen = at === from ? opened : isBlank(line[at - 1]);
    if (!isSign(sign) || !mayOpen || hopeless.has(sign)) continue;
    const close = closing(line, at, end);
    if (close < 0) {
      if (!isBlank(line[at + 1]) && line[at + 1] !== sign) hopeless.add(sign);
      continue;
    }
    if (at > text) nodes.push({ type: 'text', value: line.slice(text, at) });
    nodes.push(
      sign === '`'
        ? { type: 'inlineCode', value: line.slice(at + 1, close) }
        : { type: kinds[sign], children: spansOf(line, at + 1, close) },
    );
    text = close + 1;
    at = close;
  }
  if (end > text) nodes.push({ type: 'text', value: line.slice(text, end) });
  return joined(nodes);
}
