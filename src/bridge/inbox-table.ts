import { createHash } from 'node:crypto';
import type { NetworkName } from '../rooms/index.ts';
import type { Database, SealedColumn, Vault } from '../store/index.ts';
import type { InboundItem, InboxItem, Json } from './contract.ts';

/** A waiting row. */
export interface StoredItem {
  readonly id: bigint;
  readonly identity: string;
  readonly lane: string;
  readonly payload: Json;
  readonly receivedAt: number;
}

/** An item whose payload is sealed and that can be inserted. */
export interface SealedItem {
  readonly item: InboundItem;
  readonly identity: Uint8Array;
  readonly payload: Uint8Array;
}

interface Row {
  readonly id: bigint;
  readonly identity: Uint8Array;
  readonly lane: string;
  readonly payload: Uint8Array;
  readonly received_at: bigint;
}

/** What the payload is sealed with: its identity in JSON beside the payload, since the row only has the hash. */
interface Envelope {
  readonly identity: string;
  readonly payload: Json;
}

function place(network: string, identity: Uint8Array): string {
  return `bridge_inbox/${network}/${Buffer.from(identity).toString('hex')}`;
}

function digestOf(identity: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(identity).digest());
}

/** For key rotation. */
export const sealedInboxColumn: SealedColumn = {
  table: 'bridge_inbox',
  column: 'payload',
  key: ['id', 'network', 'identity'],
  place: ([, network, identity]) => place(network as string, identity as Uint8Array),
};

/**
 * A repeated identity whose time has passed counts as new. One statement: the database decides what is new and gives the
 * ids in the order of arrival.
 */
const insert = `
  WITH incoming AS (
    SELECT * FROM unnest($3::bytea[], $4::bigint[], $5::text[], $6::bytea[])
      WITH ORDINALITY AS i (identity, expires_at, lane, payload, position)
  ), fresh AS (
    INSERT INTO bridge_seen AS seen (network, identity, seen_at, expires_at)
    SELECT $1, identity, $2, expires_at FROM incoming
    ON CONFLICT (network, identity) DO UPDATE SET seen_at = excluded.seen_at, expires_at = excluded.expires_at
    WHERE seen.expires_at <= $2
    RETURNING identity
  )
  INSERT INTO bridge_inbox (network, identity, lane, payload, received_at)
  SELECT $1, identity, lane, payload, $2 FROM incoming JOIN fresh USING (identity) ORDER BY position
  RETURNING id, identity`;

interface Inserted {
  readonly id: bigint;
  readonly identity: Uint8Array;
}

function arrivedOf(items: readonly SealedItem[], rows: readonly Inserted[], now: number): readonly InboxItem[] {
  const byIdentity = new Map(items.map(({ identity, item }) => [Buffer.from(identity).toString('hex'), item]));
  return rows.map(({ id, identity }) => {
    const item = byIdentity.get(Buffer.from(identity).toString('hex'));
    if (item === undefined) throw new Error('the inbox returned a row that was not inserted');
    return { ...item, id, receivedAt: now, tries: 1 };
  });
}

/** The inbox's rows of one network. */
export class InboxTable {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #network: NetworkName;

  constructor(database: Database, vault: Vault, network: NetworkName) {
    this.#database = database;
    this.#vault = vault;
    this.#network = network;
  }

  seal(item: InboundItem): SealedItem {
    const identity = digestOf(item.identity);
    const envelope: Envelope = { identity: item.identity, payload: item.payload };
    const payload = this.#vault.seal(Buffer.from(JSON.stringify(envelope)), place(this.#network, identity));
    return { item, identity, payload };
  }

  /**
   * Stores items; no identity may be in `items` twice. `committed` gets those that are new, in order, when they are
   * durable and before any that are stored later. Resolves with their ids.
   */
  async insert(
    items: readonly SealedItem[],
    now: number,
    committed: (items: readonly InboxItem[]) => void,
  ): Promise<readonly bigint[]> {
    const { rows } = await this.#database.write<Inserted>(
      insert,
      [
        this.#network,
        now,
        items.map(({ identity }) => identity),
        items.map(({ item }) => (item.windowMs === undefined ? null : now + item.windowMs)),
        items.map(({ item }) => item.lane),
        items.map(({ payload }) => payload),
      ],
      (inserted) => committed(arrivedOf(items, inserted.rows, now)),
    );
    return rows.map(({ id }) => id);
  }

  /** Waiting rows after `id`, oldest first. */
  async waitingAfter(id: bigint, limit: number): Promise<readonly StoredItem[]> {
    const rows = await this.#database.read<Row>(
      `SELECT id, identity, lane, payload, received_at FROM bridge_inbox
       WHERE network = $1 AND id > $2 AND error IS NULL ORDER BY id LIMIT $3`,
      [this.#network, id, limit],
    );
    return rows.map((row) => {
      const bytes = this.#vault.open(row.payload, place(this.#network, row.identity));
      const { identity, payload } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Envelope;
      return { id: row.id, identity, lane: row.lane, payload, receivedAt: Number(row.received_at) };
    });
  }

  /** How many wait, and the newest id of them (0 when none does). */
  async countWaiting(): Promise<{ readonly count: number; readonly newest: bigint }> {
    const [row] = await this.#database.read<{ count: bigint; newest: bigint | null }>(
      'SELECT count(*) AS count, max(id) AS newest FROM bridge_inbox WHERE network = $1 AND error IS NULL',
      [this.#network],
    );
    return { count: Number(row?.count ?? 0n), newest: row?.newest ?? 0n };
  }

  async forget(identity: string): Promise<void> {
    const values = [this.#network, digestOf(identity)];
    await this.#database.write('DELETE FROM bridge_seen WHERE network = $1 AND identity = $2', values);
  }

  async remove(ids: readonly bigint[]): Promise<void> {
    await this.#database.write('DELETE FROM bridge_inbox WHERE id = ANY($1::bigint[])', [ids]);
  }

  /** Keeps rows that can't be handled, with the reasons, out of the way. */
  async markFailed(reasons: ReadonlyMap<bigint, string>): Promise<void> {
    await this.#database.write(
      `UPDATE bridge_inbox SET error = reason FROM unnest($1::bigint[], $2::text[]) AS failed (id, reason)
       WHERE bridge_inbox.id = failed.id`,
      [[...reasons.keys()], [...reasons.values()]],
    );
  }
}
