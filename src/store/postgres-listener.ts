import type { Client } from 'pg';

const firstDelayMs = 100;
const maxDelayMs = 5_000;

type Listener = (payload: string) => void;

/**
 * One connection that stays: it listens for all channels and holds the advisory locks that show that we live. When it breaks it is made again, and then every listener is called with
 * an empty payload, since notifications may have been missed meanwhile.
 */
export class PostgresListener {
  readonly #connect: () => Client;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #locks = new Set<bigint>();
  #client: Promise<Client> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #delay = firstDelayMs;
  #closed = false;

  constructor(connect: () => Client) {
    this.#connect = connect;
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    let listeners = this.#listeners.get(channel);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(channel, listeners);
    }
    listeners.add(listener);
    const client = await this.#connected();
    await client.query(`LISTEN "${channel}"`);
    return async () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#client === null || this.#closed) return;
      this.#listeners.delete(channel);
      await (await this.#client).query(`UNLISTEN "${channel}"`);
    };
  }

  /** Takes an advisory lock and keeps it, over lost connections too. */
  async holdLock(key: bigint): Promise<void> {
    this.#locks.add(key);
    await (await this.#connected()).query('SELECT pg_advisory_lock($1)', [key]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    if (client === null) return;
    const open = await client.catch(() => null); // never came to stand: nothing to close
    await open?.end();
  }

  #connected(): Promise<Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Client> {
    const client = this.#connect();
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(payload ?? '');
    });
    let lost = false;
    const onLoss = (): void => {
      if (lost) return;
      lost = true;
      this.#client = null;
      this.#reconnectLater();
    };
    client.on('error', onLoss);
    client.on('end', onLoss);
    try {
      await client.connect();
    } catch (error) {
      onLoss();
      throw error;
    }
    this.#delay = firstDelayMs;
    return client;
  }

  #reconnectLater(): void {
    if (this.#closed || this.#timer !== null) return;
    if (this.#listeners.size === 0 && this.#locks.size === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#resume();
      },
      this.#delay * (0.5 + Math.random()),
    );
    this.#delay = Math.min(this.#delay * 2, maxDelayMs);
  }

  async #resume(): Promise<void> {
    try {
      const client = await this.#connected();
      for (const channel of this.#listeners.keys()) await client.query(`LISTEN "${channel}"`);
      for (const key of this.#locks) await client.query('SELECT pg_advisory_lock($1)', [key]);
    } catch {
      // The loss has scheduled the next attempt; pollers and writers report that the database is away.
      return;
    }
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener('');
  }
}
