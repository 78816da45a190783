/**
 * Our RFC 9420 engine: strict codec, ratchet tree, key schedule, secret tree, framing, and two views of a group: the
 * hub's (public tree only) and the hosted members' (many leaves, one state).
 * Start at contract.ts; the checks are in validation/, one file a section of the RFC.
 * @module
 */
export type * from './contract.ts';
export { InvalidMessage } from './invalid-message.ts';
export { type Rule, sectionOf, unseenByHub } from './rules.ts';
