/**
 * From the trees that the parsers build to the kinds of nodes that a message can have. Whatever else a tree holds
 * becomes text or goes; nothing of it is silently active.
 */
import type * as mdast from 'mdast';
import { isPartUrl } from '../links/index.ts';
import type { Block, Heading, Inline, List, ListItem, Markup, Table } from './contract.ts';
import { markupLimits } from './limits.ts';
import { tidy } from './tidy-inlines.ts';

/** Definitions of reference-style links (`[label]: url`), and how much text they may still put into the tree. */
interface Definitions {
  readonly byLabel: ReadonlyMap<string, mdast.Definition>;
  /** Characters: a short reference to a long target is a way to make much of little. */
  budget: number;
}

/** @returns null when the tree is nested too deeply, or a table is much larger than its text: short rows are filled up. */
export function markupOf(tree: mdast.Root): Markup | null {
  const byLabel = new Map<string, mdast.Definition>();
  const waiting: { readonly node: mdast.Nodes; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > markupLimits.nesting) return null;
    if (node.type === 'table' && node.children.length * (node.align?.length ?? 0) > markupLimits.cells) return null;
    if (node.type === 'definition' && !byLabel.has(node.identifier)) byLabel.set(node.identifier, node);
    if ('children' in node) for (const child of node.children) waiting.push({ node: child, depth: depth + 1 });
  }
  return { type: 'root', children: blocksOf(tree.children, { byLabel, budget: markupLimits.size }) };
}

const isInline = (node: mdast.Nodes): node is mdast.PhrasingContent =>
  ['text', 'emphasis', 'strong', 'delete', 'inlineCode', 'break', 'link', 'image', 'html'].includes(node.type) ||
  ['linkReference', 'imageReference', 'footnoteReference'].includes(node.type);

/** Inline nodes between blocks stand in a paragraph of their own. */
function blocksOf(nodes: readonly mdast.Nodes[], definitions: Definitions): Block[] {
  const blocks: Block[] = [];
  let loose: mdast.PhrasingContent[] = [];
  const close = (): void => {
    const children = saying(loose, definitions);
    if (children.some((child) => child.type !== 'text' || child.value.trim() !== '')) {
      blocks.push({ type: 'paragraph', children });
    }
    loose = [];
  };
  for (const node of nodes) {
    if (isInline(node)) {
      loose.push(node);
      continue;
    }
    close();
    blocks.push(...blockOf(node, definitions));
  }
  close();
  return blocks;
}

function blockOf(node: mdast.Nodes, definitions: Definitions): readonly Block[] {
  switch (node.type) {
    case 'paragraph':
      return [{ type: 'paragraph', children: saying(node.children, definitions) }];
    case 'heading':
      return [headingOf(node, definitions)];
    case 'thematicBreak':
      return [{ type: 'thematicBreak' }];
    case 'blockquote':
      return [{ type: 'blockquote', children: blocksOf(node.children, definitions) }];
    case 'list':
      return [listOf(node, definitions)];
    case 'code':
      return [{ type: 'code', lang: node.lang ?? null, value: node.value }];
    case 'table':
      return [tableOf(node, definitions)];
    case 'definition':
      return [];
    default:
      return 'children' in node ? blocksOf(node.children, definitions) : [];
  }
}

const headingOf = (node: mdast.Heading, definitions: Definitions): Heading => ({
  type: 'heading',
  depth: node.depth,
  children: saying(node.children, definitions),
});

function listOf(node: mdast.List, definitions: Definitions): List {
  const ordered = node.ordered === true;
  return {
    type: 'list',
    ordered,
    start: ordered ? (node.start ?? 1) : null,
    spread: node.spread === true,
    children: node.children.map(
      (item): ListItem => ({
        type: 'listItem',
        checked: item.checked ?? null,
        spread: item.spread === true,
        children: blocksOf(item.children, definitions),
      }),
    ),
  };
}

const tableOf = (node: mdast.Table, definitions: Definitions): Table => ({
  type: 'table',
  align: (node.align ?? []).map((align) => align ?? null),
  children: node.children.map((row) => ({
    type: 'tableRow',
    children: row.children.map((cell) => ({ type: 'tableCell', children: saying(cell.children, definitions) })),
  })),
});

/** What a block says. */
const saying = (nodes: readonly mdast.PhrasingContent[], definitions: Definitions): readonly Inline[] =>
  tidy(inlinesOf(nodes, definitions));

const inlinesOf = (nodes: readonly mdast.PhrasingContent[], definitions: Definitions): readonly Inline[] =>
  nodes.flatMap((node) => inlineOf(node, definitions));

function inlineOf(node: mdast.PhrasingContent, definitions: Definitions): readonly Inline[] {
  switch (node.type) {
    case 'text':
    case 'html':
      return [{ type: 'text', value: node.value }];
    case 'emphasis':
    case 'strong':
    case 'delete':
      return [{ type: node.type, children: inlinesOf(node.children, definitions) }];
    case 'inlineCode':
      return [{ type: 'inlineCode', value: node.value }];
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      return linkOf(node.url, node.title ?? null, inlinesOf(node.children, definitions));
    case 'linkReference': {
      const children = inlinesOf(node.children, definitions);
      const definition = taken(node.identifier, definitions);
      return definition ? linkOf(definition.url, definition.title ?? null, children) : children;
    }
    case 'image':
      return imageOf(node.url, node.title ?? null, node.alt ?? '');
    case 'imageReference': {
      const definition = taken(node.identifier, definitions);
      return definition
        ? imageOf(definition.url, definition.title ?? null, node.alt ?? '')
        : [{ type: 'text', value: node.alt ?? '' }];
    }
    case 'footnoteReference':
      return [{ type: 'text', value: `[${node.identifier}]` }];
  }
}

function taken(label: string, definitions: Definitions): mdast.Definition | null {
  const definition = definitions.byLabel.get(label);
  if (!definition) return null;
  const cost = definition.url.length + (definition.title?.length ?? 0);
  if (cost > definitions.budget) return null;
  definitions.budget -= cost;
  return definition;
}

function linkOf(url: string, title: string | null, children: readonly Inline[]): readonly Inline[] {
  if (url === '') return children;
  return [{ type: 'link', url, title, children: children.length > 0 ? children : [{ type: 'text', value: url }] }];
}

/** Pictures from anywhere are links: loading them would tell a stranger who reads, and when. */
function imageOf(url: string, title: string | null, alt: string): readonly Inline[] {
  if (isPartUrl(url) || url.startsWith('mxc://')) return [{ type: 'image', url, title, alt }];
  const text = alt === '' ? url : alt;
  return url === '' ? [{ type: 'text', value: text }] : linkOf(url, title, [{ type: 'text', value: text }]);
}
