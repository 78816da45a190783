import type { UserUri } from '../../../src/identifiers/index.ts';

/** Milliseconds for which an invitation can be declined. */
const lifetime = 3_600_000;
/** Invitations of one room that are remembered at most; the oldest go first. */
const limit = 1000;

/**
 * Who invited whom into a room lately, in memory: the room passes on a decline only as the answer to an invitation, or
 * anybody could have it send words to its occupants.
 */
export class Invitations {
  /** Oldest first. */
  readonly #madeAt = new Map<string, number>();

  /** @param now milliseconds since 1970 */
  made(inviter: UserUri, invited: UserUri, now: number): void {
    const key = keyOf(inviter, invited);
    this.#madeAt.delete(key);
    this.#madeAt.set(key, now);
    for (const [oldest, at] of this.#madeAt) {
      if (this.#madeAt.size <= limit && now - at < lifetime) break;
      this.#madeAt.delete(oldest);
    }
  }

  stands(inviter: UserUri, invited: UserUri, now: number): boolean {
    const at = this.#madeAt.get(keyOf(inviter, invited));
    return at !== undefined && now - at < lifetime;
  }

  /** It was answered, and is answered once. */
  answered(inviter: UserUri, invited: UserUri): void {
    this.#madeAt.delete(keyOf(inviter, invited));
  }
}

const keyOf = (inviter: UserUri, invited: UserUri) => JSON.stringify([inviter, invited]);
