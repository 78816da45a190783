import type { Block, Inline, Markup } from './contract.ts';
import { joined } from './tidy-inlines.ts';

type Change = (node: Inline) => readonly Inline[];

/** The tree with other inline nodes: `change` sees the inner ones first, and says what stands in place of a node. */
export function mapInlines(markup: Markup, change: Change): Markup {
  return { type: 'root', children: markup.children.map((block) => mapBlock(block, change)) };
}

function mapBlock(block: Block, change: Change): Block {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, children: mapped(block.children, change) };
    case 'blockquote':
      return { ...block, children: block.children.map((child) => mapBlock(child, change)) };
    case 'list':
      return {
        ...block,
        children: block.children.map((item) => ({
          ...item,
          children: item.children.map((child) => mapBlock(child, change)),
        })),
      };
    case 'table':
      return {
        ...block,
        children: block.children.map((row) => ({
          ...row,
          children: row.children.map((cell) => ({ ...cell, children: mapped(cell.children, change) })),
        })),
      };
    case 'code':
    case 'thematicBreak':
      return block;
  }
}

function mapped(nodes: readonly Inline[], change: Change): readonly Inline[] {
  return joined(
    nodes.flatMap((node) => change('children' in node ? { ...node, children: mapped(node.children, change) } : node)),
  );
}

/** Every inline node, the outer ones first. */
export function inlinesOf(markup: Markup): readonly Inline[] {
  const found: Inline[] = [];
  const collect = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      found.push(node);
      if ('children' in node) collect(node.children);
    }
  };
  const visit = (block: Block): void => {
    switch (block.type) {
      case 'paragraph':
      case 'heading': {
        collect(block.children);
        return;
      }
      case 'blockquote': {
        block.children.forEach(visit);
        return;
      }
      case 'list': {
        block.children.forEach((item) => item.children.forEach(visit));
        return;
      }
      case 'table': {
        block.children.forEach((row) => row.children.forEach((cell) => collect(cell.children)));
        return;
      }
      case 'code':
      case 'thematicBreak':
        return undefined;
    }
  };
  markup.children.forEach(visit);
  return found;
}
