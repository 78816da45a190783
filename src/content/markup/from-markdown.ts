/** GFM-MIMI (draft-ietf-mimi-content §7.1.1): GFM without literal autolinks, and HTML is text. */
import { fromMarkdown as parse } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import type { Markup } from './contract.ts';
import { markupOf } from './from-mdast.ts';
import { markdownCost } from './markdown-cost.ts';

const noHtml = { disable: { null: ['htmlFlow', 'htmlText'] } };
const extensions = [gfmTable(), gfmStrikethrough(), gfmTaskListItem(), noHtml];
const mdastExtensions = [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTaskListItemFromMarkdown()];

/** @returns null beyond the limits of size, nesting and cost: then the text stands as it was written. */
export function fromMarkdown(text: string): Markup | null {
  if (markdownCost(text) > 1) return null;
  return markupOf(parse(text, { extensions, mdastExtensions }));
}
