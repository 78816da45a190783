/**
 * Formatted text: read from Markdown (GFM-MIMI), HTML, Message Styling and XHTML-IM into one tree, and written from it.
 *
 * Readers give null beyond their limits of size, nesting and cost, which are checked before a parser sees the text: the
 * plain text is used then. Writers take a tree of any reader, or one that was built by hand no deeper than those.
 * Trees and what they can say are in contract.ts; who is mentioned how, and which picture is which file, the caller says.
 * @module
 */
export type * from './contract.ts';
export { Formatting } from './formatting.ts';
export { fromHtml } from './from-html.ts';
export { fromMarkdown } from './from-markdown.ts';
export { fromMarked } from './from-marked.ts';
export { fromStyling } from './from-styling.ts';
export { fromXhtml } from './from-xhtml.ts';
export { inlinesOf, mapInlines } from './map-inlines.ts';
export { codePoints } from './marked-writer.ts';
export { fromPlain, isFormatted } from './plain.ts';
export { partsReferenced, usersLinked } from './references.ts';
export { toHtml } from './to-html.ts';
export { toMarkdown } from './to-markdown.ts';
export { toMarked, toPlain, toStyling } from './to-marked.ts';
