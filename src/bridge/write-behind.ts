import { backoff } from './backoff.ts';

/**
 * Gathers small writes and makes them durable soon, many at once: while one write is on its way, the next gather. For
 * writes that may be lost in a crash since what they record is repeatable (a confirmed position, a handled item).
 */
export class WriteBehind<Key, Value> {
  readonly #write: (entries: ReadonlyMap<Key, Value>) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #pending = new Map<Key, Value>();
  #running: Promise<void> | null = null;
  #closing = false;
  #wake: (() => void) | null = null;

  /** `write` is repeated until it succeeds; `onFailure` hears of each failure. */
  constructor(write: (entries: ReadonlyMap<Key, Value>) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  /** The newest value of a key counts. */
  put(key: Key, value: Value): void {
    this.#pending.set(key, value);
    this.#running ??= this.#run();
  }

  forget(key: Key): void {
    this.#pending.delete(key);
  }

  /** Resolves when everything put before is durable. */
  async flush(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Like `flush`, but gives up when the database is away: what is lost is done again after the restart. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.flush();
  }

  async #run(): Promise<void> {
    // What the same turn of the event loop brings goes into one write.
    await new Promise((resolve) => setImmediate(resolve));
    let failures = 0;
    while (this.#pending.size > 0) {
      const entries = this.#pending;
      this.#pending = new Map();
      try {
        await this.#write(entries);
        failures = 0;
      } catch (error) {
        this.#onFailure(error);
        if (this.#closing) break;
        for (const [key, value] of entries) if (!this.#pending.has(key)) this.#pending.set(key, value);
        await this.#pause(backoff(failures++, null));
      }
    }
    this.#running = null;
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
