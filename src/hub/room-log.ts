import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { parseDomain, parseUserUri } from '../identifiers/index.ts';
import type { LogEntry, RoomLog } from '../provider/index.ts';
import type { Database, Transaction } from '../store/index.ts';
import type { OpenRoom } from './open-room.ts';

/** What is to stand in the log, before its turn gives it position and time. */
export type Appended = Omit<LogEntry, 'position' | 'acceptedAt' | 'source'>;

interface LogRow {
  position: bigint;
  kind: LogEntry['kind'];
  accepted_at: bigint;
  hash: Uint8Array;
  content: Uint8Array;
  welcome: Uint8Array | null;
  sender: string | null;
  source: string;
}

/** Somebody was faster: decide again on the room's new version. */
export const moved = Symbol('the room has another version');

/**
 * Takes the next positions of a room's log for entries that change the room, if its version is still the one that was
 * decided on. The row stays locked until the transaction ends, so positions have no gaps.
 */
export async function appendChange(
  tx: Transaction,
  room: OpenRoom,
  source: ProviderDomain,
  entries: readonly Appended[],
  now: number,
): Promise<readonly LogEntry[] | typeof moved> {
  const turn = await tx.query<{ log_length: bigint; last_accepted_at: bigint }>(
    `UPDATE room SET version = version + 1, log_length = log_length + $3, last_accepted_at = GREATEST(last_accepted_at, $4)
     WHERE id = $1 AND version = $2 AND destroyed_at IS NULL RETURNING log_length, last_accepted_at`,
    [room.id, room.version, entries.length, now],
  );
  const [row] = turn.rows;
  if (!row) return moved;
  return insertEntries(
    tx,
    { id: room.id, length: Number(row.log_length), at: Number(row.last_accepted_at) },
    source,
    entries,
  );
}

/** Rows of entries whose positions end at `length`. */
export async function insertEntries(
  tx: Transaction,
  turn: { readonly id: bigint; readonly length: number; readonly at: number },
  source: ProviderDomain,
  entries: readonly Appended[],
): Promise<readonly LogEntry[]> {
  const first = turn.length - entries.length + 1;
  const inserted = await tx.query(
    `INSERT INTO room_log (room_id, position, kind, accepted_at, hash, content, sender, source)
     SELECT $1, $2::bigint + n - 1, kind, $3, hash, content, NULL, $4
     FROM unnest($5::text[], $6::bytea[], $7::bytea[]) WITH ORDINALITY AS entry (kind, hash, content, n)`,
    [
      turn.id,
      first,
      turn.at,
      source,
      entries.map((e) => e.kind),
      entries.map((e) => e.hash),
      entries.map((e) => e.content),
    ],
  );
  if (inserted.affected !== entries.length) throw new Error('Not every log entry was stored');
  for (const [index, { welcome }] of entries.entries()) {
    if (welcome === null) continue;
    await tx.query('UPDATE room_log SET welcome = $3 WHERE room_id = $1 AND position = $2', [
      turn.id,
      first + index,
      welcome,
    ]);
  }
  return entries.map((entry, index) => ({ ...entry, position: first + index, acceptedAt: turn.at, source }));
}

/** When something with these bytes was accepted before; null when it was not. */
export async function acceptedBefore(database: Database, room: OpenRoom, hash: Uint8Array): Promise<number | null> {
  const rows = await database.read<{ accepted_at: bigint }>(
    'SELECT accepted_at FROM room_log WHERE room_id = $1 AND hash = $2',
    [room.id, hash],
  );
  return rows[0] ? Number(rows[0].accepted_at) : null;
}

function entryOf(row: LogRow): LogEntry {
  return {
    position: Number(row.position),
    kind: row.kind,
    acceptedAt: Number(row.accepted_at),
    hash: row.hash,
    content: row.content,
    welcome: row.welcome,
    sender: row.sender === null ? null : parseUserUri(row.sender),
    source: parseDomain(row.source),
  };
}

/** The logs of all rooms here, and who wants to hear of them. */
export class HubLog implements RoomLog {
  readonly #database: Database;
  readonly #listeners = new Set<(room: RoomUri, entries: readonly LogEntry[]) => void>();

  constructor(database: Database) {
    this.#database = database;
  }

  async after(room: RoomUri, position: number, limit: number, kind?: LogEntry['kind']): Promise<readonly LogEntry[]> {
    const rows = await this.#database.read<LogRow>(
      `SELECT position, kind, accepted_at, hash, content, welcome, sender, source FROM room_log
       WHERE room_id = (SELECT id FROM room WHERE uri = $1) AND position > $2
         AND ($4::text IS NULL OR kind = $4) ORDER BY position LIMIT $3`,
      [room, position, limit, kind ?? null],
    );
    return rows.map(entryOf);
  }

  onAppended(listener: (room: RoomUri, entries: readonly LogEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Call after the commit that made the entries durable. */
  appended(room: RoomUri, entries: readonly LogEntry[]): void {
    for (const listener of this.#listeners) listener(room, entries);
  }
}
