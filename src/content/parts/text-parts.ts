/** Something said as parts (draft-ietf-mimi-content §7.1, §7.2). */
import { dispositions } from '../contract.ts';
import type { Part } from '../contract.ts';
import { inlinesOf, isFormatted, toMarkdown, toPlain } from '../markup/index.ts';
import type { Markup } from '../markup/index.ts';
import { lettersOf } from './likeness.ts';

const plainType = 'text/plain;charset=utf-8';
const markdownType = 'text/markdown;variant=GFM-MIMI';

/** Pieces and signs of a formatted text: more of them take longer to write down, and to read, than anybody waits. */
const mostInlines = 3000;
const mostSigns = 8192;

/**
 * Whether something is formatted, and may be said as Markdown: readers would show its signs else.
 * @param text the text itself, with whatever signs it has
 */
export function affordsMarkdown(markup: Markup, text: string): boolean {
  if (!isFormatted(markup) || inlinesOf(markup).length > mostInlines) return false;
  return text.length <= mostSigns || (text.match(/[!-/:-@[-`{-~]/g)?.length ?? 0) <= mostSigns;
}

/** How the parts of something said are there. */
export interface SaidAs {
  /** Empty, or BCP 47 tags with commas between them. */
  readonly language?: string;
  readonly disposition?: number;
  /** The network's own form of the message, for those who know it (CF-23). */
  readonly vendor?: Part | null;
}

/**
 * Text without formatting is one part of plain text, formatted text one of Markdown; the network's own plain text stands
 * beside it only where its letters say something else than the Markdown does.
 * @param plain what the network shows to readers without formatting; null where that is what the markup says
 */
export function textParts(
  markup: Markup,
  plain: string | null,
  { language = '', disposition, vendor }: SaidAs = {},
): Part {
  const as = { disposition: disposition ?? dispositions.render, language };
  const single = (contentType: string, text: string): Part => ({
    ...as,
    type: 'single',
    contentType,
    content: Buffer.from(text, 'utf8'),
  });
  const formatted = isFormatted(markup) ? [single(markdownType, toMarkdown(markup))] : [];
  const isAlone = formatted.length === 0;
  const saysElse = !isAlone && plain !== null && !sameLetters(toPlain(markup), plain);
  const bare = isAlone || saysElse ? [single(plainType, plain ?? toPlain(markup))] : [];
  const parts = [...formatted, ...bare, ...(vendor ? [vendor] : [])];
  const [only] = parts;
  return parts.length === 1 && only ? only : { ...as, type: 'multi', semantics: 'choose-one', parts };
}

const sameLetters = (one: string, other: string): boolean => lettersOf(one).join('') === lettersOf(other).join('');
