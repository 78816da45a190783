/**
 * Content: `application/mimi-content` (draft-ietf-mimi-content-08) as values, strictly in and out, and what becomes of
 * it in networks.
 *
 * codec/ is the whole structure over a deterministic CBOR of its own, extensions/ what the known extensions say.
 * message.ts makes a message of a draft and takes one in; readable-text.ts is what becomes of everything that has no
 * reading of its own.
 * @module
 */
export type * from './contract.ts';
export type * from './extensions/contract.ts';
export type * from './networks/contract.ts';
export { contentLimit, decodeContent, encodeContent } from './codec/content.ts';
export { languageTags } from './codec/language.ts';
export { parseMediaType } from './codec/media-type.ts';
export type { MediaType } from './codec/media-type.ts';
export { deriveSalt, frankingTag } from './codec/salt.ts';
export { extensionKeys, knownExtensions, writeExtensions } from './extensions/known.ts';
export { InvalidContent } from './invalid-content.ts';
export type { ContentRule } from './invalid-content.ts';
export { composeMessage, draftOf, encodeRetraction, encodeText, readMessage, receiveMessage } from './message.ts';
export type { EncodedMessage } from './message.ts';
export { readableLine } from './readable-text.ts';
