/**
 * The parts of a message: which of them a network uses (choose.ts), what they say to it (read-parts.ts), and how
 * something said is made into parts (text-parts.ts).
 * @module
 */
export type * from './contract.ts';
export { factsOf } from './file-facts.ts';
export { alikeEnough } from './likeness.ts';
export { readParts } from './read-parts.ts';
export { affordsMarkdown, textParts } from './text-parts.ts';
export type { SaidAs } from './text-parts.ts';
