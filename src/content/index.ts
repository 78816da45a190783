/**
 * Content: `application/mimi-content` (draft-ietf-mimi-content-08) as values, strictly in and out, and the readings of
 * it that bridges use.
 *
 * codec.ts is the whole structure over a deterministic CBOR of its own; message.ts is what a bridge says and reads
 * (text, emote, notice, retraction); readable-text.ts is what becomes of everything that has no reading of its own.
 * @module
 */
export type * from './contract.ts';
export { contentLimit, decodeContent, encodeContent } from './codec.ts';
export { InvalidContent } from './invalid-content.ts';
export type { ContentRule } from './invalid-content.ts';
export { encodeRetraction, encodeText, readMessage } from './message.ts';
export type { EncodedMessage } from './message.ts';
export { readableLine } from './readable-text.ts';
