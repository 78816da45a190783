import { AsyncLocalStorage } from 'node:async_hooks';
import { RetryLater } from '../rooms/index.ts';
import type { Database, Result, SqlValue, Transaction } from './contract.ts';
import { isConnectionLoss, isContention, translated } from './database-errors.ts';
import type { Engine, Session } from './engine.ts';
import { GroupCommit } from './group-commit.ts';

const maxContentionTries = 8;

/** NOTIFY takes identifiers; a fixed form spares quoting rules that differ between the engines. */
const channelForm = /^[a-z][a-z0-9_]{0,50}$/;

class OpenTransaction implements Transaction {
  readonly #session: Session;
  readonly #actions: (() => void)[] = [];
  #savepoints = 0;
  /** A failed statement aborts the whole transaction (or up to the savepoint): committing then would silently undo. */
  #failure: { readonly error: unknown } | null = null;
  #open = true;

  constructor(session: Session) {
    this.#session = session;
  }

  get open(): boolean {
    return this.#open;
  }

  async query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Result<Row>> {
    if (!this.#open) throw new Error('A transaction was used after its end: await everything inside it.');
    try {
      return await this.#session.query<Row>(sql, values);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const name = `savepoint_${++this.#savepoints}`;
    const actions = this.#actions.length;
    await this.query(`SAVEPOINT ${name}`);
    try {
      const value = await work();
      if (this.#failure !== null) throw this.#failure.error;
      await this.query(`RELEASE SAVEPOINT ${name}`);
      return value;
    } catch (error) {
      // A lost connection or a deadlock ends the whole transaction; a savepoint can't save it.
      if (isConnectionLoss(error) || isContention(error)) throw error;
      this.#failure = null;
      this.#actions.length = actions;
      await this.query(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  afterCommit(action: () => void): void {
    this.#actions.push(action);
  }

  async commit(): Promise<readonly (() => void)[]> {
    if (this.#failure !== null) throw this.#failure.error;
    this.#open = false;
    await this.#session.query('COMMIT');
    return this.#actions;
  }

  async rollback(): Promise<void> {
    this.#open = false;
    await this.#session.query('ROLLBACK');
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** The contract's Database over either engine. */
export class EngineDatabase implements Database {
  readonly kind: 'postgres' | 'pglite';
  readonly #engine: Engine;
  readonly #groups: GroupCommit;
  readonly #current = new AsyncLocalStorage<OpenTransaction>();

  constructor(engine: Engine) {
    this.kind = engine.kind;
    this.#engine = engine;
    this.#groups = new GroupCommit((work) => this.#transaction(work));
  }

  async read<Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]> {
    this.#refuseInside('read');
    try {
      return await this.#engine.withSession(async (session) => (await session.query<Row>(sql, values)).rows);
    } catch (error) {
      throw translated(error, this.#engine.address);
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#refuseInside('transaction');
    return this.#transaction(work);
  }

  async grouped<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#refuseInside('grouped');
    return this.#groups.run(work);
  }

  async write<Row>(
    sql: string,
    values: readonly SqlValue[],
    committed: (result: Result<Row>) => void = () => undefined,
  ): Promise<Result<Row>> {
    this.#refuseInside('write');
    return this.#groups.run(
      async (tx) => {
        const result = await tx.query<Row>(sql, values);
        tx.afterCommit(() => committed(result));
        return result;
      },
      async () => {
        const result = await this.#repeated((session) => session.query<Row>(sql, values));
        this.#current.exit(() => committed(result));
        return result;
      },
    );
  }

  async notify(tx: Transaction, channel: string, payload: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [checkedChannel(channel), payload]);
  }

  async listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>> {
    try {
      return await this.#engine.listen(checkedChannel(channel), listener);
    } catch (error) {
      throw translated(error, this.#engine.address);
    }
  }

  async sweep(): Promise<void> {
    if (this.kind === 'postgres') return;
    const tables = await this.read<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = current_schema()`,
    );
    // One by one: whoever waits for the only session gets it in between.
    for (const { name } of tables) await this.#engine.withSession((session) => session.execute(`VACUUM ${name}`));
  }

  async showPresence(key: bigint): Promise<void> {
    try {
      await this.#engine.showPresence(key);
    } catch (error) {
      throw translated(error, this.#engine.address);
    }
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { value, actions } = await this.#repeated((session) => this.#attempt(session, work));
    // Outside of the transaction's context: what they start is not part of it.
    this.#current.exit(() => {
      for (const action of actions) action();
    });
    return value;
  }

  /** Until no other transaction gets in its way. */
  async #repeated<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#engine.withSession(work);
      } catch (error) {
        if (!isContention(error)) throw translated(error, this.#engine.address);
        if (tries === maxContentionTries)
          throw new RetryLater('Other transactions kept getting in the way of this one.', { cause: error });
        await pause(2 ** tries * (0.5 + Math.random()));
      }
    }
  }

  async #attempt<T>(
    session: Session,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<{ readonly value: T; readonly actions: readonly (() => void)[] }> {
    await session.query('BEGIN');
    const tx = new OpenTransaction(session);
    try {
      const value = await this.#current.run(tx, () => work(tx));
      return { value, actions: await tx.commit() };
    } catch (error) {
      if (!isConnectionLoss(error)) await tx.rollback();
      throw error;
    }
  }

  /**
   * The embedded engine has one session, and a pool can be used up by transactions that each wait for a second
   * connection: both would wait forever, so it is refused at once on both.
   */
  #refuseInside(method: string): void {
    if (this.#current.getStore()?.open === true)
      throw new Error(`database.${method} inside a transaction: use its tx, or do it after the transaction.`);
  }
}

function checkedChannel(channel: string): string {
  if (!channelForm.test(channel)) throw new Error(`"${channel}" can't be a notification channel`);
  return channel;
}
