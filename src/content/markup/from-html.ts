/** HTML of messages (Matrix: `org.matrix.custom.html`; MIMI: `text/html`) as a tree. */
import type { Root } from 'hast';
import { fromHtml as parse } from 'hast-util-from-html';
import type { Markup } from './contract.ts';
import { fromHast } from './from-hast.ts';
import { htmlCost } from './html-cost.ts';

/** @returns null beyond the limits of size, nesting and cost: then the plain text that came with it is used. */
export function fromHtml(html: string): Markup | null {
  return htmlCost(html) > 1 ? null : parsedHtml(html);
}

/** hast takes names of elements for selectors: this one would be a template, whose content it then misses and throws. */
const falseTemplate = /<template[#.]/i;

/**
 * Without a look at what it costs: whoever calls it has done that.
 * @returns null for a tree that is nested too deeply, and for elements that no tree can have
 */
export function parsedHtml(html: string): Markup | null {
  if (falseTemplate.test(html)) return null;
  const tree: Root = parse(html, { fragment: true });
  return fromHast(tree);
}
