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
const withoutTables = [gfmStrikethrough(), gfmTaskListItem(), noHtml];
const withTables = [gfmTable(), ...withoutTables];
const mdastExtensions = [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTaskListItemFromMarkdown()];

/** @returns null beyond the limits of size, nesting and cost: then the text stands as it was written. */
export function fromMarkdown(text: string): Markup | null {
  return markdownCost(text) > 1 ? null : parsedMarkdown(text);
}

/** Without a look at what it costs: whoever calls it has done that. @returns null for a tree that is nested too deeply. */
export function parsedMarkdown(text: string): Markup | null {
  // The parser tries every paragraph as the head of a table first, which takes an eighth of its time.
  const extensions = mayHaveTable(text) ? withTables : withoutTables;
  return markupOf(parse(text, { extensions, mdastExtensions }));
}

/** What stands below the head of a table, in whatever it stands. */
const delimiterRow = /^[\t >|:*+.)\d-]+$/;

const mayHaveTable = (text: string): boolean =>
  text.includes('-') &&
  text.split(/[\r\n]/).some((line) => line.includes('-') && /[|:]/.test(line) && delimiterRow.test(line));
