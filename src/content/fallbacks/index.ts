/**
 * Readable texts for what a network, or a reader, can't show (FX-28). Each says which stretch of it is there for such
 * readers only, so that others can leave it out (XEP-0428).
 * @module
 */
export type * from './contract.ts';
export { deletionFallback, differingNotice, editFallback, reactionFallback, unlikeFallback } from './deeds.ts';
export { nameInText, quotedLine, replyFallback, somebody } from './quote.ts';
export type { Quoted } from './quote.ts';
export { fallbackBefore, withoutRanges } from './text-range.ts';
export {
  describePart,
  fileFallback,
  fileLine,
  locationFallback,
  pollFallback,
  readableSize,
  sessionFallback,
} from './things.ts';
export type { FileFacts } from './things.ts';
