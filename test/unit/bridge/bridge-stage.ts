import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type AttachedNetwork, attachNetwork, type Gateway } from '../../../src/bridge/index.ts';
import type { RoomUri } from '../../../src/identifiers/index.ts';
import { createLog, createMetrics, type ReadableMetrics } from '../../../src/observe/index.ts';
import { type Database, type Leases, openLeases, openVault } from '../../../src/store/index.ts';
import { ScriptedNetwork, ScriptedRooms } from './scripted-network.ts';

const log = createLog({ level: 'silent' });
const vault = openVault([{ id: 'test', key: new Uint8Array(32).fill(7) }]);

export const balcony = 'mimi://example.org/r/balcony' as RoomUri;
export const tomb = 'mimi://example.org/r/tomb' as RoomUri;

const openTimeoutMs = 120_000;

/** A database with one network to attach; everything is fresh for each test of the surrounding `describe`. */
export class BridgeStage {
  now = 1_000;
  rooms = new ScriptedRooms();
  network = new ScriptedNetwork();
  attached: AttachedNetwork | null = null;
  #metrics: ReadableMetrics = createMetrics();
  #opened: { readonly database: Database; leases: Leases | null } | null = null;

  constructor(open: () => Promise<Database>) {
    beforeAll(async () => {
      this.#opened = { database: await open(), leases: null };
    }, openTimeoutMs);
    afterAll(() => this.#opened?.database.close());
    beforeEach(() => this.#reset());
    afterEach(async () => {
      await this.detach();
      await this.#opened?.leases?.close();
    });
  }

  get database(): Database {
    if (this.#opened === null) throw new Error('not opened');
    return this.#opened.database;
  }

  begin(): AttachedNetwork {
    const leases = this.#opened?.leases;
    if (leases === null || leases === undefined) throw new Error('not opened');
    const { rooms, database } = this;
    return attachNetwork(this.network, {
      rooms,
      database,
      vault,
      leases,
      clock: () => this.now,
      log,
      metrics: this.#metrics,
    });
  }

  async attach(): Promise<Gateway> {
    this.attached = this.begin();
    await this.attached.ready;
    if (this.network.gateway === null) throw new Error('not started');
    return this.network.gateway;
  }

  async detach(): Promise<void> {
    await this.attached?.stop();
    this.attached = null;
  }

  /** Another network object on the same database, as after a restart. */
  async reattach(): Promise<Gateway> {
    await this.detach();
    this.network = new ScriptedNetwork();
    return this.attach();
  }

  handledTexts(): readonly string[] {
    return this.network.handled.map(({ payload }) => (payload as { text: string }).text);
  }

  /** The metric's line, with its value at the end. */
  async metric(name: string): Promise<string> {
    return (await this.#metrics.text()).split('\n').find((line) => line.startsWith(name)) ?? 'absent';
  }

  async inboxRows(): Promise<number> {
    const [row] = await this.database.read<{ count: bigint }>('SELECT count(*) AS count FROM bridge_inbox');
    return Number(row?.count);
  }

  async #reset(): Promise<void> {
    if (this.#opened === null) throw new Error('not opened');
    await this.database.transaction((tx) =>
      tx.query('TRUNCATE bridge_seen, bridge_inbox, bridge_link, bridge_native_id, lease'),
    );
    this.#opened.leases = await openLeases(this.database, { log });
    this.now = 1_000;
    this.rooms = new ScriptedRooms();
    this.network = new ScriptedNetwork();
    this.#metrics = createMetrics();
  }
}
