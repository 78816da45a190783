import type { MinDefaultMaxTime, OperationalPolicy } from '../components/contract.ts';

// PC-14: how long things may live, by an operational policy; its times are seconds (draft-ietf-mimi-room-policy §7.1).

/** Seconds since 1970, as in RFC 9420 §7.2. */
export interface Lifetime {
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

const span = ({ notBefore, notAfter }: Lifetime): bigint => notAfter - notBefore;

/** Whether a key package is meant to live no longer than the room allows. */
export const isKeyPackageLifetimeAllowed = (policy: OperationalPolicy, lifetime: Lifetime): boolean =>
  span(lifetime) <= policy.maxKeyPackageLifetime;

/** The same of a leaf's credential, such as a certificate. */
export const isCredentialLifetimeAllowed = (policy: OperationalPolicy, lifetime: Lifetime): boolean =>
  span(lifetime) <= policy.maxCredentialLifetime;

/** Whether the resumption PSK of an epoch is due to be forgotten. @param age seconds since the epoch began */
export const isResumptionPskExpired = (policy: OperationalPolicy, age: bigint): boolean =>
  age > policy.resumptionPskLifetime;

/** A number of seconds within the room's bounds: what a user wants, or the room's default. */
export function timeWithin({ minimum, default: usual, maximum }: MinDefaultMaxTime, wanted?: bigint): bigint {
  const time = wanted ?? usual;
  if (time < minimum) return minimum;
  return time > maximum ? maximum : time;
}

/**
 * Whether a member renews its leaf: it is too early, it should, or it must and may be taken out.
 * @param age seconds since it did so last
 */
export function leafUpdateDue(
  { leafNodeUpdateTime: time }: OperationalPolicy,
  age: bigint,
): 'early' | 'due' | 'overdue' {
  if (age > time.maximum) return 'overdue';
  return age >= time.default ? 'due' : 'early';
}

/** An unused message key of a sender. */
export interface UnusedKey {
  readonly generation: number;
  /** Seconds since it was derived. */
  readonly age: bigint;
}

/**
 * Unused keys of one sender that are kept: none beyond its time, and of the others the youngest as many as the room
 * allows, since a late message is the likelier the younger its key.
 */
export function keptKeys(
  policy: OperationalPolicy,
  keys: readonly UnusedKey[],
  lifetime = timeWithin(policy.senderNonceKeypairLifetime),
): readonly UnusedKey[] {
  const alive = keys.filter(({ age }) => age <= lifetime).sort((a, b) => b.generation - a.generation);
  return alive.slice(0, policy.maxKeypairs);
}

/** Whether a message that can't be read yet goes on waiting. @param waiting how many wait already, without it */
export function mayBuffer(
  policy: OperationalPolicy,
  message: { readonly age: bigint; readonly waiting: number },
): boolean {
  return message.age <= timeWithin(policy.bufferIncomingMessageTime) && message.waiting < policy.maxBufferedMessages;
}
