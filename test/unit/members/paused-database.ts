import { RetryLater } from '../../../src/rooms/index.ts';
import type { Database, Transaction } from '../../../src/store/index.ts';

/** A statement whose answer is held back, once. */
export interface Pause {
  /** Resolves when it is durable; nobody has heard of it yet. */
  readonly reached: Promise<void>;
  release(): void;
}

interface Watched {
  readonly text: string;
  readonly then: 'hold' | 'fail';
  readonly reached: PromiseWithResolvers<undefined>;
  readonly released: PromiseWithResolvers<undefined>;
}

/** A database whose answers come as late as a test wants them, or that is away at a chosen statement. */
export class PausedDatabase {
  readonly #raw: Database;
  #watched: readonly Watched[] = [];

  constructor(raw: Database) {
    this.#raw = raw;
  }

  /** Holds back the answer to the next transaction with a statement that contains the text. */
  hold(text: string): Pause {
    const { reached, released } = this.#watch(text, 'hold');
    return { reached: reached.promise, release: () => released.resolve(undefined) };
  }

  /** The database is away when the next statement that contains the text comes: nothing of it is done. */
  failAt(text: string): Promise<void> {
    return this.#watch(text, 'fail').reached.promise;
  }

  #watch(text: string, then: Watched['then']): Watched {
    const watched = {
      ...{ text, then },
      ...{ reached: Promise.withResolvers<undefined>(), released: Promise.withResolvers<undefined>() },
    };
    this.#watched = [...this.#watched, watched];
    return watched;
  }

  #meet(sql: string): Watched | null {
    const met = this.#watched.find(({ text }) => sql.includes(text)) ?? null;
    if (met?.then !== 'fail') return met;
    this.#forget(met);
    throw new RetryLater('the database is away');
  }

  #forget(met: Watched): void {
    this.#watched = this.#watched.filter((other) => other !== met);
    met.reached.resolve(undefined);
  }

  async #within<T>(
    run: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    let met: Watched | null = null;
    const result = await run((tx) => {
      met = null;
      return work({
        query: (sql, values) => {
          met = this.#meet(sql) ?? met;
          return tx.query(sql, values);
        },
        savepoint: (inner) => tx.savepoint(inner),
        afterCommit: (action) => tx.afterCommit(action),
      });
    });
    await this.#waitAt(met);
    return result;
  }

  async #waitAt(met: Watched | null): Promise<void> {
    if (met === null) return;
    this.#forget(met);
    await met.released.promise;
  }

  process(): Database {
    const raw = this.#raw;
    return {
      kind: raw.kind,
      read: (sql, values) => raw.read(sql, values),
      transaction: (work) => this.#within((inner) => raw.transaction(inner), work),
      grouped: (work) => this.#within((inner) => raw.grouped(inner), work),
      write: async (sql, values, committed) => {
        const met = this.#meet(sql);
        const result = await raw.write(sql, values, committed);
        await this.#waitAt(met);
        return result;
      },
      sweep: () => raw.sweep(),
      notify: (tx, channel, payload) => raw.notify(tx, channel, payload),
      listen: (channel, listener) => raw.listen(channel, listener),
      showPresence: (holder) => raw.showPresence(holder),
      close: () => Promise.resolve(),
    };
  }
}
