/** HTML of messages (Matrix: `org.matrix.custom.html`; MIMI: `text/html`) as a tree. */
import type { Root } from 'hast';
import { fromHtml as parse } from 'hast-util-from-html';
import type { Markup } from './contract.ts';
import { fromHast } from './from-hast.ts';
import { htmlCost } from './html-cost.ts';

/** @returns null beyond the limits of size, nesting and cost: then the plain text that came with it is used. */
export function fromHtml(html: string): Markup | null {
  if (htmlCost(html) > 1) return null;
  const tree: Root = parse(html, { fragment: true });
  return fromHast(tree);
}
