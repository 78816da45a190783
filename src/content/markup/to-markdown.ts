/** GFM-MIMI (draft-ietf-mimi-content §7.1.1): the `<` of anything that could be an HTML tag is written `&lt;`. */
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemToMarkdown } from 'mdast-util-gfm-task-list-item';
import { toMarkdown as serialise } from 'mdast-util-to-markdown';
import type { Info, State } from 'mdast-util-to-markdown';
import type * as mdast from 'mdast';
import type { Markup } from './contract.ts';
import { mdastOf } from './to-mdast.ts';

const extensions = [
  gfmTableToMarkdown({ tablePipeAlign: false }),
  gfmStrikethroughToMarkdown(),
  gfmTaskListItemToMarkdown(),
];

export function toMarkdown(markup: Markup): string {
  return serialise(mdastOf(markup), {
    extensions,
    bullet: '-',
    emphasis: '_',
    rule: '-',
    handlers: { text },
  }).trimEnd();
}

/** The library escapes `<` by a backslash; the draft wants a character reference. */
function text(node: mdast.Text, _: mdast.Parents | undefined, state: State, info: Info): string {
  const safe = state.safe(node.value, info);
  const pieces: string[] = [];
  for (let at = 0; at < safe.length; at += 1) {
    if (safe[at] !== '\\') {
      pieces.push(safe.charAt(at));
      continue;
    }
    at += 1;
    pieces.push(safe[at] === '<' ? '&lt;' : `\\${safe.charAt(at)}`);
  }
  return pieces.join('');
}
