import { InvalidMessage } from '../invalid-message.ts';
import { type CipherSuite, deriveTreeSecret } from '../suites/index.ts';

/** Key and nonce of one message (RFC 9420 §9.1). */
export interface MessageKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** One sender's hash ratchet of one kind: the next generation's secret, and keys of generations that were skipped. */
export interface Ratchet {
  readonly secret: Uint8Array;
  readonly generation: number;
  readonly skipped: ReadonlyMap<number, MessageKey>;
}

/** Limits on work and on what is kept (RFC 9420 §9.2, §15.3). */
export interface RatchetLimits {
  readonly maxForward: number;
  readonly maxSkipped: number;
}

export const highestGeneration = 0xffff_ffff;

export function newRatchet(secret: Uint8Array): Ratchet {
  return { secret, generation: 0, skipped: new Map() };
}

/** Key of the ratchet's generation, and the secret of the next one. */
export function step(
  suite: CipherSuite,
  ratchet: Pick<Ratchet, 'secret' | 'generation'>,
): { key: MessageKey; next: Uint8Array } {
  const { secret, generation } = ratchet;
  return {
    key: {
      key: deriveTreeSecret(suite, secret, 'key', generation, suite.keyLength),
      nonce: deriveTreeSecret(suite, secret, 'nonce', generation, suite.nonceLength),
    },
    next: deriveTreeSecret(suite, secret, 'secret', generation, suite.hashLength),
  };
}

/**
 * The key of one generation, and the ratchet that no longer has it. Throws `InvalidMessage`: `generation-too-far`
 * before any work is done, `generation-used` when the key was handed out or dropped.
 */
export function takeKey(
  suite: CipherSuite,
  ratchet: Ratchet,
  generation: number,
  limits: RatchetLimits,
): { readonly key: MessageKey; readonly ratchet: Ratchet } {
  if (generation < ratchet.generation) {
    const key = ratchet.skipped.get(generation);
    if (key === undefined) throw new InvalidMessage('generation-used', `generation ${generation}`);
    const skipped = new Map(ratchet.skipped);
    skipped.delete(generation);
    return { key, ratchet: { ...ratchet, skipped } };
  }
  if (generation - ratchet.generation > limits.maxForward)
    throw new InvalidMessage('generation-too-far', `${generation - ratchet.generation} ahead`);
  const skipped = new Map(ratchet.skipped);
  let secret = ratchet.secret;
  for (let at = ratchet.generation; ; at++) {
    const { key, next } = step(suite, { secret, generation: at });
    if (secret !== ratchet.secret) secret.fill(0);
    secret = next;
    if (at === generation) {
      dropOldest(skipped, limits.maxSkipped);
      return { key, ratchet: { secret, generation: at + 1, skipped } };
    }
    skipped.set(at, key);
    dropOldest(skipped, limits.maxSkipped);
  }
}

/** Maps keep the order of insertion, and generations were inserted in ascending order. */
function dropOldest(skipped: Map<number, MessageKey>, keep: number): void {
  for (const generation of skipped.keys()) {
    if (skipped.size <= keep) return;
    skipped.delete(generation);
  }
}
