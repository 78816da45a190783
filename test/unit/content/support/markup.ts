import fc from 'fast-check';
import type { Block, Inline, ListItem, Markup } from '../../../../src/content/markup/index.ts';

/** Words of several scripts, with signs that formats give a meaning. */
const words = [
  'hello',
  'wörld',
  'שלום',
  '你好',
  '👩‍👩‍👧',
  '2*3',
  'a_b',
  '~x',
  '`',
  '<b>',
  '&amp;',
  '1.',
  '#',
  '>',
  '|',
  '[x]',
  '(y)',
  '\\',
  '!',
];
const word = fc.constantFrom(...words);
const line = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
const safeWord = fc.constantFrom('hello', 'wörld', 'שלום', '你好', '👍');
const safeLine = fc.array(safeWord, { minLength: 1, maxLength: 3 }).map((list) => list.join(' '));
const url = fc.constantFrom(
  'https://example.com/a',
  'mimi://example.com/u/alice',
  'mailto:bob@example.com',
  'https://example.com/?q=(1)',
);

type Look = 'emphasis' | 'strong' | 'delete';

/** Lines whose looks stand between blanks, none twice inside one another: what every format can say. */
function inlines(
  text: fc.Arbitrary<string>,
  looks: readonly Look[] = ['emphasis', 'strong', 'delete'],
): fc.Arbitrary<Inline[]> {
  const plain = text.map((value): Inline => ({ type: 'text', value }));
  const code = safeLine.map((value): Inline => ({ type: 'inlineCode', value }));
  const link = fc
    .record({ url, value: safeLine })
    .map((o): Inline => ({ type: 'link', url: o.url, title: null, children: [{ type: 'text', value: o.value }] }));
  const looked = looks.map((type) =>
    inlines(
      text,
      looks.filter((one) => one !== type),
    ).map((children): Inline => ({ type, children })),
  );
  return fc
    .array(fc.oneof({ maxDepth: 3, depthIdentifier: 'inline' }, plain, code, link, ...looked), {
      minLength: 1,
      maxLength: 3,
    })
    .map((nodes) => nodes.flatMap((node, at): Inline[] => (at === 0 ? [node] : [{ type: 'text', value: ' ' }, node])))
    .map(joined);
}

function joined(nodes: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.type === 'text' && last?.type === 'text')
      result[result.length - 1] = { type: 'text', value: last.value + node.value };
    else result.push(node);
  }
  return result;
}

const paragraph = (text: fc.Arbitrary<string>): fc.Arbitrary<Block> =>
  fc.array(inlines(text), { minLength: 1, maxLength: 2 }).map((lines) => ({
    type: 'paragraph',
    children: lines.flatMap((nodes, at): Inline[] => (at === 0 ? nodes : [{ type: 'break' }, ...nodes])),
  }));

function blocks(text: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Block[]> {
  const code = fc
    .record({ lang: fc.constantFrom(null, 'js'), value: fc.constantFrom('a < b', 'x\n  y', '*not bold*', '') })
    .map((o): Block => ({ type: 'code', ...o }));
  const heading = fc
    .record({ depth: fc.constantFrom(1, 2, 3, 4, 5, 6), children: inlines(text) })
    .map((o): Block => ({ type: 'heading', depth: o.depth as 1, children: o.children }));
  const table = fc
    .array(fc.array(inlines(safeLine), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 })
    .map(
      (rows): Block => ({
        type: 'table',
        align: [null, null],
        children: rows.map((cells) => ({
          type: 'tableRow',
          children: cells.map((children) => ({ type: 'tableCell', children })),
        })),
      }),
    );
  const leaf: fc.Arbitrary<Block>[] = [paragraph(text), paragraph(text), code, heading, table];
  const nested: fc.Arbitrary<Block>[] = depth === 0 ? [] : [quote(text, depth), list(text, depth)];
  return fc.array(fc.oneof(...leaf, ...nested), { minLength: 1, maxLength: 3 }).map(apart);
}

const quote = (text: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Block> =>
  blocks(text, depth - 1).map((children) => ({ type: 'blockquote', children }));

const list = (text: fc.Arbitrary<string>, depth: number): fc.Arbitrary<Block> =>
  fc
    .record({
      start: fc.constantFrom(null, 1, 7),
      checked: fc.constantFrom(null, null, true, false),
      items: fc.array(fc.tuple(paragraph(text), depth > 1 ? list(text, depth - 1) : fc.constant(null)), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    .map(
      ({ start, checked, items }): Block => ({
        type: 'list',
        ordered: start !== null,
        start,
        spread: false,
        children: items.map(
          ([first, inner]): ListItem => ({
            type: 'listItem',
            checked,
            spread: false,
            children: inner === null ? [first] : [first, inner],
          }),
        ),
      }),
    );

/** Lists and quotations beside their like would be one. */
const apart = (list: readonly Block[]): Block[] =>
  list.filter((block, at) => at === 0 || block.type !== list[at - 1]?.type || block.type === 'paragraph');

/** Formatted text as people write it, of everything that Markdown and HTML have in common. */
export const anyMarkup: fc.Arbitrary<Markup> = blocks(line, 2).map((children) => ({ type: 'root', children }));

/** The same without signs that mean something in a plain text: what can be said in Message Styling too. */
export const safeMarkup: fc.Arbitrary<Markup> = fc
  .array(paragraph(safeLine), { minLength: 1, maxLength: 3 })
  .map((children) => ({ type: 'root', children }));
