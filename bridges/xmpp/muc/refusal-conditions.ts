import type { Outcome, RefusalRule } from '../../../src/rooms/index.ts';
import { type Condition, refusal, type StanzaRefusal } from './stanza-error.ts';

/**
 * What the hub's refusals are in XMPP: the condition that XEP-0045 names where it names one. Entering and everything
 * else differ, because the XEP names its own conditions for entering (§7.2).
 */
const conditions = {
  banned: 'forbidden',
  'not-a-participant': 'not-acceptable',
  'no-open-join': 'registration-required',
  'lacks-capability': 'forbidden',
  'no-voice': 'forbidden',
  'role-change-not-authorized': 'forbidden',
  outranked: 'not-allowed',
  'role-unknown': 'bad-request',
  'role-minimum': 'conflict',
  'role-maximum': 'resource-constraint',
  'room-full': 'service-unavailable',
  'target-not-a-participant': 'item-not-found',
  'target-is-participant': 'conflict',
  'target-is-self': 'conflict',
  'ban-role-missing': 'not-allowed',
  'fixed-membership': 'not-allowed',
  'parent-room': 'registration-required',
  'parent-whole': 'not-allowed',
  'gateways-refused': 'not-allowed',
  'gateways-present': 'conflict',
  'pseudonyms-refused': 'not-acceptable',
  'single-device': 'not-allowed',
  'logging-required': 'not-allowed',
  'join-links-limited': 'conflict',
  'removal-pending': 'forbidden',
  'group-exists': 'conflict',
  'room-ended': 'gone',
  'operational-policy': 'not-allowed',
  'outside-envelope': 'not-acceptable',
  immutable: 'not-allowed',
  'invalid-component': 'bad-request',
  'invalid-combination': 'bad-request',
  'no-such-room': 'item-not-found',
  'room-exists': 'conflict',
  'creation-not-allowed': 'not-allowed',
  'too-many-rooms': 'resource-constraint',
  'message-too-long': 'policy-violation',
  'unknown-message': 'item-not-found',
  'not-your-message': 'forbidden',
  'invalid-name': 'bad-request',
} satisfies Record<RefusalRule, Condition>;

/** A refused outcome as a stanza's error. */
export function stanzaRefusal(outcome: Outcome & { readonly type: 'refused' }): StanzaRefusal {
  return refusal(conditions[outcome.rule], outcome.text);
}
