import type { UserUri } from '../../../identifiers/index.ts';
import { emotePrefix } from '../../emote.ts';
import { fromHtml, fromPlain, toPlain } from '../../markup/index.ts';
import type { Inline, Markup } from '../../markup/index.ts';
import type { MatrixLookup } from '../contract.ts';
import { textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { mentionedIn, withMentions } from './mention.ts';

/** Something said in Matrix: with formatting, or (`isPlain`) the very characters of the body. */
export interface MatrixText {
  readonly markup: Markup;
  readonly isPlain: boolean;
  readonly plain: string;
}

/**
 * The text of a content with `body` and, where it has one, `formatted_body`. Quotations that old clients put in front
 * of answers are taken off (FX-07), mentions are MIMI's.
 */
export function textIn(content: Json, isReply: boolean, sender: UserUri, lookup: MatrixLookup): MatrixText {
  const body = textAt(content, 'body') ?? '';
  const said = isReply ? withoutQuotation(body) : body;
  const formatted = formattedIn(content);
  const read = formatted ?? fromPlain(said);
  const markup = withMentions(read, mentionedIn(content), sender, lookup);
  const isPlain = formatted === null && markup === read;
  return { markup, isPlain, plain: isPlain ? said : toPlain(markup) };
}

function formattedIn(content: Json): Markup | null {
  const html = textAt(content, 'format') === 'org.matrix.custom.html' ? textAt(content, 'formatted_body') : undefined;
  if (html === undefined || html.trim() === '') return null;
  // Beyond the limits of a reader the body is used, which is the readable form of the same.
  const markup = fromHtml(html);
  return markup === null || markup.children.length === 0 ? null : markup;
}

/**
 * Lines of the answered message ("Fallbacks for rich replies", removed in v1.13): never a quotation of somebody's own, and
 * never all that is said.
 */
function withoutQuotation(body: string): string {
  if (!body.startsWith('> <@') && !body.startsWith('> * <@')) return body;
  const lines = body.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('>'));
  const rest = first < 0 ? '' : lines.slice(lines[first] === '' ? first + 1 : first).join('\n');
  return rest.trim() === '' ? body : rest;
}

/** An emote as text that makes sense without knowing emotes. */
export function asEmote(text: MatrixText): MatrixText {
  const { markup, isPlain, plain } = text;
  return { markup: prefixed(markup, { type: 'text', value: emotePrefix }), isPlain, plain: emotePrefix + plain };
}

function prefixed(markup: Markup, prefix: Inline): Markup {
  const [first, ...rest] = markup.children;
  const children = first?.type === 'paragraph' ? [prefix, ...first.children] : [prefix];
  const others = first === undefined || first.type === 'paragraph' ? rest : markup.children;
  return { ...markup, children: [{ type: 'paragraph', children }, ...others] };
}

export const isBlank = (part: MatrixText): boolean => part.plain.trim() === '';
