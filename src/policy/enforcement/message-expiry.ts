import type { MessageExpirationPolicy } from '../components/contract.ts';
import { componentDefaults } from '../components/defaults.ts';

/** How long a message lives; `seconds` null means for ever. */
export type Expiry =
  | { readonly outcome: 'as-asked'; readonly seconds: number | null }
  | { readonly outcome: 'raised' | 'lowered' | 'default'; readonly seconds: number }
  /** Its author meant it to vanish, and here it would not: it is not sent without asking. */
  | { readonly outcome: 'refused' };

/**
 * The expiry of a message that is to be sent (draft-ietf-mimi-room-policy §6.8, PC-10): kept within the room's bounds,
 * and given where one is required; then the room's default or, without one, the longest that is allowed.
 * @param asked seconds from sending on; null for a message that stays
 */
export function expiryOf(policy: MessageExpirationPolicy | undefined, asked: number | null): Expiry {
  const { expiring, minimum, maximum, default: preferred } = policy ?? componentDefaults.expiration;
  if (asked === null) {
    if (expiring === 'required') return { outcome: 'default', seconds: preferred ?? maximum };
    return { outcome: 'as-asked', seconds: null };
  }
  if (expiring === 'forbidden') return { outcome: 'refused' };
  if (asked < minimum) return { outcome: 'raised', seconds: minimum };
  if (asked > maximum) return { outcome: 'lowered', seconds: maximum };
  return { outcome: 'as-asked', seconds: asked };
}

/** Whether a message that came keeps to the room's policy. */
export function keepsExpiryPolicy(policy: MessageExpirationPolicy | undefined, seconds: number | null): boolean {
  return expiryOf(policy, seconds).outcome === 'as-asked';
}
