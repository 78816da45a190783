/**
 * Claims: what a credential says of its holder, in the form that preauthorisation compares (draft-ietf-mimi-room-policy §4).
 * @module
 */
import type { PreauthorizedEntry } from '../contract.ts';

/** One claim of a credential. Compared octet for octet: the draft has exact matches only. */
export type Claim = PreauthorizedEntry['claims'][number];
