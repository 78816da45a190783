/**
 * Links, mentions and names that strangers wrote: where a link may lead, whether its text says so, and text without
 * characters that deceive the eye.
 * @module
 */
export type * from './contract.ts';
export { onOneLine, withoutTricks } from './harmless-text.ts';
export { judgeLink, withoutFlag } from './judge-link.ts';
export { isPartUrl, linkTarget, mentionOf, partOfUrl, partUrl } from './targets.ts';
