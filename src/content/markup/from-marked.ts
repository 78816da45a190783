/** Text whose stretches mean something (XEP-0372, XEP-0394) as a tree. */
import type { Inline, Mark, MarkedText, Markup } from './contract.ts';
import { joined } from './tidy-inlines.ts';

/** Marks at most; a text with more of them is shown without. */
const markLimit = 500;

/**
 * Mentions, links and looks of lines; marks of blocks, empty ones, those beyond the text and those that overlap another
 * without one lying in the other are left out.
 */
export function fromMarked({ text, marks }: MarkedText): Markup {
  const characters = Array.from(text);
  const usable = marks.length > markLimit ? [] : nested(marks, characters.length);
  const children = within(characters, usable, 0, characters.length);
  return { type: 'root', children: children.length === 0 ? [] : [{ type: 'paragraph', children }] };
}

function nested(marks: readonly Mark[], length: number): readonly Mark[] {
  const open: Mark[] = [];
  const sorted = marks
    .filter(({ start, end, meaning }) => start >= 0 && start < end && end <= length && isInline(meaning.type))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter((mark) => {
    while ((open.at(-1)?.end ?? length) <= mark.start) open.pop();
    const outer = open.at(-1);
    const kept =
      outer === undefined || (mark.end <= outer.end && !['code', 'mention', 'link'].includes(outer.meaning.type));
    if (kept) open.push(mark);
    return kept && open.length <= 20;
  });
}

const isInline = (type: Mark['meaning']['type']): boolean => type !== 'code-block' && type !== 'quote';

function within(characters: readonly string[], marks: readonly Mark[], from: number, to: number): Inline[] {
  const nodes: Inline[] = [];
  let at = from;
  for (let index = 0; index < marks.length; ) {
    const mark = marks[index];
    if (!mark) break;
    let next = index + 1;
    while (next < marks.length && (marks[next]?.start ?? to) < mark.end) next += 1;
    nodes.push(...textNodes(characters.slice(at, mark.start).join('')));
    nodes.push(marked(characters, mark, marks.slice(index + 1, next)));
    at = mark.end;
    index = next;
  }
  nodes.push(...textNodes(characters.slice(at, to).join('')));
  return joined(nodes);
}

function marked(characters: readonly string[], mark: Mark, inner: readonly Mark[]): Inline {
  const { meaning, start, end } = mark;
  switch (meaning.type) {
    case 'mention':
      return { type: 'link', url: meaning.user, title: null, children: within(characters, [], start, end) };
    case 'link':
      return { type: 'link', url: meaning.url, title: null, children: within(characters, [], start, end) };
    case 'code':
      return { type: 'inlineCode', value: characters.slice(start, end).join('') };
    case 'emphasis':
    case 'strong':
    case 'delete':
      return { type: meaning.type, children: within(characters, inner, start, end) };
    case 'code-block':
    case 'quote':
      return { type: 'text', value: characters.slice(start, end).join('') };
  }
}

/** Line ends are breaks. */
export function textNodes(text: string): readonly Inline[] {
  return text.split('\n').flatMap((line, at): readonly Inline[] => {
    const said: readonly Inline[] = line === '' ? [] : [{ type: 'text', value: line }];
    return at === 0 ? said : [{ type: 'break' }, ...said];
  });
}
