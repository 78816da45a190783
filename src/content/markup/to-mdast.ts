import type * as mdast from 'mdast';
import type { Block, Inline, Markup } from './contract.ts';

/** A copy that the libraries may change. */
export function mdastOf(markup: Markup): mdast.Root {
  return { type: 'root', children: markup.children.map(blockOf) };
}

type MdastBlock = mdast.BlockContent;

function blockOf(block: Block): MdastBlock {
  switch (block.type) {
    case 'paragraph':
      return { type: 'paragraph', children: block.children.map(inlineOf) };
    case 'heading':
      return { type: 'heading', depth: block.depth, children: block.children.map(inlineOf) };
    case 'thematicBreak':
      return { type: 'thematicBreak' };
    case 'blockquote':
      return { type: 'blockquote', children: block.children.map(blockOf) };
    case 'code':
      return { type: 'code', lang: block.lang, value: block.value };
    case 'list':
      return {
        ...block,
        children: block.children.map((item) => ({ ...item, children: item.children.map(blockOf) })),
      };
    case 'table':
      return {
        type: 'table',
        align: [...block.align],
        children: block.children.map((row) => ({
          type: 'tableRow',
          children: row.children.map((cell) => ({ type: 'tableCell', children: cell.children.map(inlineOf) })),
        })),
      };
  }
}

function inlineOf(node: Inline): mdast.PhrasingContent {
  switch (node.type) {
    case 'emphasis':
    case 'strong':
    case 'delete':
    case 'link':
      return { ...node, children: node.children.map(inlineOf) };
    case 'text':
    case 'inlineCode':
    case 'break':
    case 'image':
      return { ...node };
  }
}
