import type { Clock } from '../../../src/store/index.ts';

/** Milliseconds: what was written in the last so many is no backlog. */
const fresh = 2_000;
/** Milliseconds after the backlog's end in which a transaction may still be left out. */
const settling = 10_000;

/**
 * Notices that a homeserver has left out a transaction. Synapse does so when it recovers from an outage of ours: what is
 * written in the moment in which it finds nothing more to make up for is stored, and not sent before the next outage,
 * while what comes afterwards is sent at once. Its transactions are numbered, so the gap can be seen. The numbers are
 * shared with other application services, which leave harmless gaps; hence gaps count only until the backlog of a break
 * is over, and the first transaction some seconds later has shown whether something before it is missing.
 */
export class SkippedTransactions {
  readonly #clock: Clock;
  #newest: number | null = null;
  #watching = true;
  /** When something came that was no backlog. */
  #freshSince: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The homeserver or we were away. */
  broke(): void {
    this.#watching = true;
    this.#freshSince = null;
  }

  /**
   * @param id of a transaction that has come; not a number: never a gap
   * @param writtenAt of its newest event, milliseconds since 1970; null: it has none
   * @returns whether one before it may not have come
   */
  precede(id: string, writtenAt: number | null): boolean {
    const gap = this.#isGap(id);
    if (!this.#watching) return false;
    const now = this.#clock();
    if (writtenAt !== null && writtenAt > now - fresh) this.#freshSince ??= now;
    if (this.#freshSince !== null && now - this.#freshSince >= settling) this.#watching = false;
    return gap;
  }

  #isGap(id: string): boolean {
    if (!/^\d{1,15}$/.test(id)) return false;
    const number = Number(id);
    const before = this.#newest;
    this.#newest = number;
    return before !== null && number !== before && number !== before + 1;
  }
}
