/**
 * From a tree of HTML to formatted text. Only what the tree of formatted text can say comes through: elements and
 * attributes that are not named here have no way in, and the colours and sizes that no other network has are left out.
 */
import type { Element, Nodes, Root } from 'hast';
import type { Block, Heading, Inline, ListItem, Markup, Table, TableRow } from './contract.ts';
import { InlineCollector, isShown, textIn } from './html-inline.ts';
import type { Wrapper } from './html-inline.ts';
import { markupLimits } from './limits.ts';
import { saidBy } from './runs.ts';
import { taskSigns } from './task-signs.ts';
import { tidy } from './tidy-inlines.ts';

/** Blocks that have a form of their own; of others the content counts, on lines of its own. */
const blockNames = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 ' +
    'h5 h6 header hr html li main nav ol p pre section summary table caption tbody td tfoot th thead tr ul'
  ).split(' '),
);

/** What one text has of everything that could be made much of by little. */
interface Reading {
  /** Elements with a block somewhere inside. */
  readonly withBlocks: ReadonlySet<Nodes>;
  /** Characters that links may still take: one around many blocks is a link in each of them. */
  urlBudget: number;
}

/** @returns null when the tree is nested too deeply, or a table is too large. */
export function fromHast(tree: Root): Markup | null {
  const withBlocks = blocksWithin(tree);
  if (withBlocks === null) return null;
  const reading = { withBlocks, urlBudget: 2 * markupLimits.size };
  return { type: 'root', children: flow(tree.children, [], reading) };
}

const childrenOf = (node: Nodes): readonly Nodes[] => ('children' in node ? node.children : []);

const isBlock = (node: Nodes): boolean => node.type === 'element' && blockNames.has(node.tagName);

/** Null for a tree that is too deep for walks that call themselves. */
function blocksWithin(tree: Root): ReadonlySet<Nodes> | null {
  const found = new Set<Nodes>();
  const path: Nodes[] = [];
  const waiting: { readonly node: Nodes; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > 2 * markupLimits.nesting) return null;
    path.length = depth;
    if (isBlock(node)) {
      for (let outer = path.pop(); outer && !found.has(outer); outer = path.pop()) found.add(outer);
      path.length = 0;
    }
    path[depth] = node;
    for (const child of childrenOf(node)) waiting.push({ node: child, depth: depth + 1 });
  }
  return found;
}

/** Blocks of mixed content: what stands in lines between blocks is a paragraph. */
function flow(nodes: readonly Nodes[], wrappers: readonly Wrapper[], reading: Reading): Block[] {
  const blocks: Block[] = [];
  let collector = new InlineCollector(wrappers);
  const close = (): void => {
    const children = collector.finish();
    if (children.length > 0) blocks.push({ type: 'paragraph', children });
    collector = new InlineCollector(wrappers);
  };
  for (const node of nodes) {
    if (node.type === 'text') {
      collector.text(node.value);
    } else if (node.type === 'element' && isShown(node)) {
      if (!blockNames.has(node.tagName) && !reading.withBlocks.has(node)) {
        collector.element(node, takeUrl(node, reading));
        continue;
      }
      close();
      blocks.push(...blocksOf(node, wrappers, reading));
    }
  }
  close();
  return blocks;
}

/** Whether a link may be one: each takes of the budget. */
function takeUrl(node: Element, reading: Reading): boolean {
  const { href } = node.properties;
  reading.urlBudget -= typeof href === 'string' ? href.length : 0;
  return reading.urlBudget >= 0;
}

function blocksOf(node: Element, wrappers: readonly Wrapper[], reading: Reading): readonly Block[] {
  const within = (): Block[] => flow(node.children, wrappers, reading);
  switch (node.tagName) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return [{ type: 'heading', depth: Number(node.tagName[1]) as Heading['depth'], children: inLine(within()) }];
    case 'hr':
      return [{ type: 'thematicBreak' }];
    case 'pre':
      return [codeOf(node)];
    case 'blockquote':
      return nonEmpty(within(), (children) => ({ type: 'blockquote', children }));
    case 'ul':
    case 'ol':
      return nonEmpty(itemsOf(node, wrappers, reading), (children) => listOf(node, children));
    case 'dt':
    case 'summary':
      return nonEmpty(tidy([{ type: 'strong', children: inLine(within()) }]), (children) => ({
        type: 'paragraph',
        children,
      }));
    case 'table':
      return tableOf(node, wrappers, reading);
    default: {
      const wrapper = wrapperOf(node);
      return flow(node.children, wrapper === null ? wrappers : [...wrappers, wrapper], reading);
    }
  }
}

const wrapperNames: Readonly<Record<string, Wrapper>> = {
  b: { type: 'strong' },
  strong: { type: 'strong' },
  em: { type: 'emphasis' },
  i: { type: 'emphasis' },
  u: { type: 'emphasis' },
  del: { type: 'delete' },
  s: { type: 'delete' },
  strike: { type: 'delete' },
};

/** A look of lines that goes around blocks is the look of the lines in each of them. */
const wrapperOf = (node: Element): Wrapper | null =>
  Object.hasOwn(wrapperNames, node.tagName) ? (wrapperNames[node.tagName] ?? null) : null;

function nonEmpty<Child>(children: readonly Child[], block: (children: readonly Child[]) => Block): readonly Block[] {
  return children.length === 0 ? [] : [block(children)];
}

function codeOf(node: Element): Block {
  const [only] = node.children.filter((child) => child.type === 'element' || textIn(child).trim() !== '');
  const classes = only?.type === 'element' && only.tagName === 'code' ? only.properties['className'] : null;
  const names = Array.isArray(classes) ? classes.map(String) : [];
  const named = names.find((name) => name.startsWith('language-'))?.slice('language-'.length) ?? '';
  const value = textIn(node);
  const lang =
    named === '' || Array.from(named).some((letter) => letter.trim() === '' || letter === '`') ? null : named;
  return { type: 'code', lang, value: value.endsWith('\n') ? value.slice(0, -1) : value };
}

function listOf(node: Element, children: readonly ListItem[]): Block {
  const ordered = node.tagName === 'ol';
  const { start } = node.properties;
  const first = typeof start === 'number' && start >= 0 && start <= 999_999_999 ? Math.trunc(start) : 1;
  const spread = children.some((item) => item.spread);
  return { type: 'list', ordered, start: ordered ? first : null, spread, children };
}

/** Items; what stands between them belongs to an item of its own. */
function itemsOf(node: Element, wrappers: readonly Wrapper[], reading: Reading): ListItem[] {
  const items: ListItem[] = [];
  let loose: Nodes[] = [];
  const add = (nodes: readonly Nodes[]): void => {
    const children = flow(nodes, wrappers, reading);
    const spread = children.filter((child) => child.type === 'paragraph').length > 1;
    if (children.length > 0) items.push(task({ type: 'listItem', checked: checkedIn(nodes), spread, children }));
  };
  for (const child of node.children) {
    if (child.type === 'element' && child.tagName === 'li') {
      add(loose);
      loose = [];
      add(child.children);
    } else {
      loose.push(child);
    }
  }
  add(loose);
  return items;
}

/** The box of a task list stands first in its item, or first in the item's paragraph. */
function checkedIn(nodes: readonly Nodes[]): boolean | null {
  const first = nodes.find((node) => node.type === 'element' || textIn(node).trim() !== '');
  if (first?.type !== 'element') return null;
  if (first.tagName === 'p') return checkedIn(first.children);
  if (first.tagName !== 'input' || first.properties['type'] !== 'checkbox') return null;
  return first.properties['checked'] === true;
}

/** A sign for a box at the start of an item is one. */
function task(item: ListItem): ListItem {
  const [first, ...others] = item.children;
  if (first?.type !== 'paragraph') return item;
  const [text, ...rest] = first.children;
  if (text?.type !== 'text') return item;
  const sign = [taskSigns.open, taskSigns.done].find((one) => text.value.startsWith(one.trimEnd()));
  if (sign === undefined) return item;
  const value = text.value.slice(sign.trimEnd().length).trimStart();
  const children: readonly Inline[] = value === '' ? rest : [{ type: 'text', value }, ...rest];
  return { ...item, checked: sign === taskSigns.done, children: [{ ...first, children }, ...others] };
}

/** A table that would be too large is its cells, one below the other. */
function tableOf(node: Element, wrappers: readonly Wrapper[], reading: Reading): readonly Block[] {
  const caption = node.children.filter((child) => child.type === 'element' && child.tagName === 'caption');
  const rows = rowsIn(node).map((row) => row.children.filter(isCell));
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const before = flow(caption, wrappers, reading);
  if (columns === 0) return before;
  if (columns * rows.length > markupLimits.cells) return [...before, ...flow(rows.flat(), wrappers, reading)];
  const children = rows.map(
    (cells): TableRow => ({
      type: 'tableRow',
      children: cells.map((cell) => ({ type: 'tableCell', children: inLine(flow(cell.children, wrappers, reading)) })),
    }),
  );
  return [...before, { type: 'table', align: alignOf(rows[0] ?? [], columns), children }];
}

const isCell = (node: Nodes): node is Element =>
  node.type === 'element' && (node.tagName === 'td' || node.tagName === 'th');

function rowsIn(node: Element): readonly Element[] {
  return node.children.flatMap((child): readonly Element[] => {
    if (child.type !== 'element') return [];
    if (child.tagName === 'tr') return [child];
    return ['thead', 'tbody', 'tfoot'].includes(child.tagName) ? rowsIn(child) : [];
  });
}

function alignOf(head: readonly Element[], columns: number): Table['align'] {
  return Array.from({ length: columns }, (_, at) => {
    const align = head[at]?.properties['align'];
    return align === 'left' || align === 'right' || align === 'center' ? align : null;
  });
}

/** Blocks where only lines may stand: one below the other, without what only blocks can say. */
function inLine(blocks: readonly Block[]): readonly Inline[] {
  return blocks.flatMap((block, at): readonly Inline[] => {
    const said = lineOf(block);
    return at === 0 || said.length === 0 ? said : [{ type: 'break' }, ...said];
  });
}

function lineOf(block: Block): readonly Inline[] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return block.children;
    case 'blockquote':
      return inLine(block.children);
    case 'list':
      return inLine(block.children.flatMap((item) => item.children));
    case 'code':
      return [{ type: 'inlineCode', value: block.value.split('\n').join(' ') }];
    case 'table':
      return [
        {
          type: 'text',
          value: block.children.map((row) => row.children.map((cell) => saidBy(cell.children)).join(' ')).join(' '),
        },
      ];
    case 'thematicBreak':
      return [];
  }
}
