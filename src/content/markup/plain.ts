/** Text without formatting as a tree, and whether a tree has any. */
import type { Markup } from './contract.ts';
import { fromMarked } from './from-marked.ts';

/** Every line and every blank stays. */
export const fromPlain = (text: string): Markup => fromMarked({ text, marks: [] });

/** Whether plain text would lose something of it: more than paragraphs of text and line ends. */
export function isFormatted(markup: Markup): boolean {
  return !markup.children.every(
    (block) =>
      block.type === 'paragraph' && block.children.every((node) => node.type === 'text' || node.type === 'break'),
  );
}
