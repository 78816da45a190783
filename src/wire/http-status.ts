import type { EndpointName } from './directory/contract.ts';
import type { WireRule } from './invalid-wire.ts';

/** What every body is sent as; on reading, any type will do (decision WF-03). */
export const bodyMediaType = 'application/octet-stream';

/**
 * HTTP status of a request that was taken. Where the answer has a code of its own, the status is 200 whatever that code
 * says (decision WF-03); the others answer with no body.
 */
export const statusOfTaken = {
  keyMaterial: 200,
  update: 200,
  notify: 201,
  submitMessage: 200,
  groupInfo: 200,
  requestConsent: 201,
  updateConsent: 201,
  identifierQuery: 200,
  reportAbuse: 201,
  proxyDownload: 200,
} as const satisfies Record<EndpointName, 200 | 201>;

/**
 * HTTP status of a request that breaks a rule (PV-12). `unknown-protocol` has a code of its own where key material is
 * asked for (PV-13); what only documents and configuration can break is 400 here, so that the table has no gap.
 */
export const statusOfRule = {
  malformed: 400,
  'too-large': 413,
  'unknown-protocol': 400,
  'unknown-code': 400,
  identifier: 400,
  text: 400,
  timestamp: 400,
  dictionary: 400,
  'empty-list': 400,
  'mls-message': 400,
  'embedded-tree': 400,
  inconsistent: 400,
  'foreign-group': 400,
  signature: 403,
  'cipher-suite': 400,
  encryption: 400,
  frank: 400,
  'ratchet-tree': 400,
  directory: 400,
  template: 400,
  'code-point': 400,
  host: 403,
  'asset-url': 403,
} as const satisfies Record<WireRule, 400 | 403 | 413>;

/** Refusals that no struct has a code for (PV-12). */
export const otherStatuses = {
  /** The peer may not do this. */
  forbidden: 403,
  /** A room or user that is unknown, where the answer has no code for it. */
  notFound: 404,
  /** The request is for a provider that is not served here. */
  misdirected: 421,
  /** With Retry-After. */
  tooManyRequests: 429,
} as const;

/**
 * What a follower's answer to notify means for the queue to it (decision WF-15): `accepted` moves on; `room-gone` closes
 * the queue once the participant list shows nobody of that provider; `retry` later; `retry-slowly`, and raise an alarm,
 * because the request itself was refused.
 */
export type NotifyOutcome = 'accepted' | 'room-gone' | 'retry' | 'retry-slowly';

/** @param status HTTP status of the answer to notify */
export function notifyOutcome(status: number): NotifyOutcome {
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 404 || status === 410) return 'room-gone';
  // The peer is there, but busy: nothing is wrong with the request (RFC 9110 §15.5.9, RFC 6585 §4).
  if (status === 408 || status === 429) return 'retry';
  return status >= 400 && status < 500 ? 'retry-slowly' : 'retry';
}
