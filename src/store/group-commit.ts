import type { Transaction } from './contract.ts';

interface Waiting {
  readonly work: (tx: Transaction) => Promise<unknown>;
  /** Does the same without a transaction around it; null: it needs one. */
  readonly alone: (() => Promise<unknown>) | null;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Enough that the commit's cost no longer counts, few enough that the first of a group does not wait long for the last. */
const maxGroup = 64;

type Settled = { readonly value: unknown } | { readonly error: unknown };

class OneFailed extends Error {}

/**
 * Coalesces short writes: while one transaction commits, callers gather for the next. A group first runs without
 * savepoints, since failures are rare and a savepoint costs two round trips; if one of it fails, the group is undone and
 * run again with a savepoint each, so that only the failing caller fails. `work` may therefore run twice.
 */
export class GroupCommit {
  readonly #transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>) {
    this.#transaction = transaction;
  }

  run<T>(work: (tx: Transaction) => Promise<T>, alone: (() => Promise<T>) | null = null): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, alone, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, maxGroup);
      this.#waiting = this.#waiting.slice(maxGroup);
      await this.#commit(group);
    }
    this.#running = false;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (first?.alone && group.length === 1) {
      // The next group waits for it, and its failure is its caller's.
      await first.alone().then(first.resolve, first.reject);
      return;
    }
    try {
      const values = await this.#transaction(async (tx) => {
        const results: unknown[] = [];
        for (const item of group) results.push(await attempted(item, tx, group.length > 1));
        return results;
      });
      group.forEach((item, index) => item.resolve(values[index]));
    } catch (error) {
      if (error instanceof OneFailed) await this.#commitApart(group);
      else for (const item of group) item.reject(error);
    }
  }

  async #commitApart(group: readonly Waiting[]): Promise<void> {
    try {
      const settled = await this.#transaction(async (tx) => {
        const results: Settled[] = [];
        for (const item of group) results.push(await settledIn(tx, item));
        return results;
      });
      group.forEach((item, index) => {
        const result = settled[index];
        if (result === undefined || 'error' in result) item.reject(result?.error);
        else item.resolve(result.value);
      });
    } catch (error) {
      for (const item of group) item.reject(error);
    }
  }
}

async function attempted(item: Waiting, tx: Transaction, shared: boolean): Promise<unknown> {
  try {
    return await item.work(tx);
  } catch (error) {
    // Alone, there is nobody to protect: the caller's own error is the transaction's.
    throw shared ? new OneFailed('an item of a group failed', { cause: error }) : error;
  }
}

async function settledIn(tx: Transaction, item: Waiting): Promise<Settled> {
  try {
    return { value: await tx.savepoint(() => item.work(tx)) };
  } catch (error) {
    return { error };
  }
}
