import type { Clock } from '../../../src/store/index.ts';

/** Milliseconds after a break in which a homeserver may still be recovering: Synapse waits for minutes between tries. */
const recovering = 3_600_000;

/**
 * Notices that a homeserver has left out a transaction. Synapse does so when it recovers from an outage of ours: what is
 * written in the moment in which it finds nothing more to make up for is stored, and not sent before the next outage,
 * while what comes afterwards is sent at once. Its transactions are numbered, so the gap can be seen. The numbers are
 * shared with other application services, which leave harmless gaps; hence only the time after a break is looked at.
 */
export class SkippedTransactions {
  readonly #clock: Clock;
  #watchUntil: number;
  #newest: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#watchUntil = clock() + recovering;
  }

  /** The homeserver or we were away. */
  broke(): void {
    this.#watchUntil = this.#clock() + recovering;
  }

  /** @param id of a transaction that has come; not a number: never a gap. @returns whether one before it may not have */
  precede(id: string): boolean {
    if (!/^\d{1,15}$/.test(id)) return false;
    const number = Number(id);
    const before = this.#newest;
    this.#newest = number;
    return before !== null && number !== before && number !== before + 1 && this.#clock() < this.#watchUntil;
  }
}
