import type { MessageId, RoomUri, UserUri } from '../identifiers/index.ts';
import type { ArchivePage, ArchiveQuery, Origin, RoomEvent } from '../rooms/index.ts';
import type { Database, SqlValue, Transaction, Vault } from '../store/index.ts';
import type { NewEvent } from './derive-events.ts';

/** An event with all that the archive keeps beside it. */
export interface ArchivedEvent {
  readonly event: RoomEvent;
  /** null: true in this gateway only. */
  readonly logPosition: number | null;
  readonly cause: string | null;
}

export interface EventRow {
  seq: bigint;
  accepted_at: bigint;
  sealed: Uint8Array;
}

const placeOf = (roomId: bigint, seq: number): string => `archive_event:${roomId}:${seq}`;

/** Gives a new event its place. */
export function placeEvent(
  event: NewEvent,
  place: { readonly room: RoomUri; readonly seq: number; readonly acceptedAt: number; readonly origin: Origin | null },
): RoomEvent {
  return { ...event, ...place };
}

/** Writes events at the end of a room's archive, inside the transaction that moves the room's cursor. */
export async function insertEvents(
  tx: Transaction,
  vault: Vault,
  roomId: bigint,
  events: readonly ArchivedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const inserted = await tx.query(
    `INSERT INTO archive_event (room_id, seq, type, accepted_at, sender, message_id, log_position, cause, sealed)
     SELECT $1, seq, type, accepted_at, sender, message_id, log_position, cause, sealed
     FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bytea[])
       AS event (seq, type, accepted_at, sender, message_id, log_position, cause, sealed)`,
    [roomId, ...columnsOf(vault, roomId, events)],
  );
  if (inserted.affected !== events.length) throw new Error('Not every event was archived');
}

export interface MessageMove {
  readonly id: bigint;
  readonly fence: bigint;
  /** Where cursor and archive end stand before, and afterwards. */
  readonly from: { readonly cursor: number; readonly lastSeq: number };
  readonly to: { readonly cursor: number; readonly lastSeq: number; readonly lastAt: number };
  /** Hashes of our own messages that have arrived. */
  readonly arrived: readonly Uint8Array[];
}

/**
 * What {@link insertEvents} and the moving of the cursor do, for messages, in one statement: each one counts. Resolves
 * with false, and has written nothing, when the row is not as it should be: another process writes for the room.
 */
export async function archiveMessages(
  { database, vault }: { readonly database: Database; readonly vault: Vault },
  move: MessageMove,
  events: readonly ArchivedEvent[],
): Promise<boolean> {
  const { id, fence, from, to, arrived } = move;
  const retracted = events.flatMap(({ event }) => (event.type === 'retracted' ? [event.target] : []));
  const { rows } = await database.write(
    `WITH moved AS (
       UPDATE hosted_room SET cursor = $10, last_seq = $11, last_at = $12
       WHERE id = $1 AND fence = $13 AND cursor = $14 AND last_seq = $15 RETURNING id),
     gone AS (DELETE FROM outgoing_message USING moved WHERE room_id = moved.id AND hash = ANY($16::bytea[])),
     taken_back AS (
       UPDATE archive_event SET retracted = true FROM moved WHERE room_id = moved.id
         AND message_id = ANY($17::text[]) AND type IN ('message', 'recovered')),
     archived AS (
       INSERT INTO archive_event
         (room_id, seq, type, accepted_at, sender, message_id, log_position, cause, sealed, retracted)
       SELECT moved.id, seq, type, accepted_at, sender, message_id, log_position, cause, sealed,
         type IN ('message', 'recovered') AND message_id = ANY($17::text[])
       FROM moved, unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[],
         $9::bytea[]) AS event (seq, type, accepted_at, sender, message_id, log_position, cause, sealed))
     SELECT 1 FROM moved`,
    [
      ...[id, ...columnsOf(vault, id, events), to.cursor, to.lastSeq, to.lastAt],
      ...[fence, from.cursor, from.lastSeq, arrived, retracted],
    ],
  );
  return rows.length === 1;
}

/** One array per column, for `unnest`. */
function columnsOf(vault: Vault, roomId: bigint, events: readonly ArchivedEvent[]): readonly SqlValue[] {
  return [
    events.map(({ event }) => event.seq),
    events.map(({ event }) => event.type),
    events.map(({ event }) => event.acceptedAt),
    events.map(({ event }) => senderOf(event)),
    events.map(({ event }) => messageIdOf(event)),
    events.map(({ logPosition }) => logPosition),
    events.map(({ cause }) => cause),
    events.map(({ event }) => sealEvent(vault, roomId, event)),
  ];
}

function senderOf(event: RoomEvent): UserUri | null {
  if (event.type === 'message' || event.type === 'recovered') return event.sender;
  return 'by' in event ? event.by : 'user' in event ? event.user : null;
}

function messageIdOf(event: RoomEvent): MessageId | null {
  if (event.type === 'message' || event.type === 'recovered') return event.id;
  return event.type === 'retracted' ? event.target : null;
}

function sealEvent(vault: Vault, roomId: bigint, event: RoomEvent): Uint8Array {
  const { room: _room, seq, acceptedAt: _acceptedAt, ...rest } = event;
  return vault.seal(new TextEncoder().encode(JSON.stringify(rest)), placeOf(roomId, seq));
}

export function openEvent(vault: Vault, room: RoomUri, roomId: bigint, row: EventRow): RoomEvent {
  const seq = Number(row.seq);
  const rest = JSON.parse(new TextDecoder().decode(vault.open(row.sealed, placeOf(roomId, seq)))) as object;
  return { ...rest, room, seq, acceptedAt: Number(row.accepted_at) } as RoomEvent;
}

export interface ArchiveRoom {
  readonly id: bigint;
  readonly uri: RoomUri;
  /** Where the present incarnation begins: a room that was made again under an old name has no history. */
  readonly firstSeq: number;
  /** Nothing behind it is told: an event that is stored a moment before its room's view shows it must not be seen. */
  readonly lastSeq: number;
}

/** What deliveries follow: everything after `seq`, earlier incarnations included. */
export async function readEvents(
  database: Database,
  vault: Vault,
  room: ArchiveRoom,
  seq: number,
  limit: number,
): Promise<readonly RoomEvent[]> {
  const rows = await database.read<EventRow>(
    `SELECT seq, accepted_at, sealed FROM archive_event WHERE room_id = $1 AND seq > $2 AND seq <= $3
     ORDER BY seq LIMIT $4`,
    [room.id, seq, room.lastSeq, limit],
  );
  return rows.map((row) => openEvent(vault, room.uri, room.id, row));
}

/** What history and XEP-0313 ask for. Messages that were taken back are left out, their retractions are not. */
export async function queryArchive(
  database: Database,
  vault: Vault,
  room: ArchiveRoom,
  query: ArchiveQuery,
): Promise<ArchivePage> {
  const values: SqlValue[] = [room.id, room.firstSeq, room.lastSeq];
  const conditions = ['room_id = $1', 'seq >= $2', 'seq <= $3', 'NOT retracted'];
  const where = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  };
  where('accepted_at >= ?', query.start);
  where('accepted_at <= ?', query.end);
  where('type = ANY(?::text[])', query.types);
  where('sender = ?', query.sender);
  const [total] = await database.read<{ count: bigint }>(
    `SELECT count(*) AS count FROM archive_event WHERE ${conditions.join(' AND ')}`,
    values,
  );
  where('seq > ?', query.after);
  where('seq < ?', query.before);
  values.push(query.limit + 1);
  const rows = await database.read<EventRow>(
    `SELECT seq, accepted_at, sealed FROM archive_event WHERE ${conditions.join(' AND ')}
     ORDER BY seq ${query.newest ? 'DESC' : 'ASC'} LIMIT $${values.length}`,
    values,
  );
  const page = rows.slice(0, query.limit).map((row) => openEvent(vault, room.uri, room.id, row));
  return {
    events: query.newest ? page.reverse() : page,
    complete: rows.length <= query.limit,
    count: Number(total?.count ?? 0n),
  };
}

/** A message of the room's present incarnation; null: there is none of that id. */
export async function findMessage(
  database: Database,
  vault: Vault,
  room: ArchiveRoom,
  id: MessageId,
): Promise<{ readonly event: RoomEvent; readonly retracted: boolean } | null> {
  const [row] = await database.read<EventRow & { retracted: boolean }>(
    `SELECT seq, accepted_at, sealed, retracted FROM archive_event
     WHERE room_id = $1 AND message_id = $2 AND seq >= $3 AND seq <= $4 AND type IN ('message', 'recovered')`,
    [room.id, id, room.firstSeq, room.lastSeq],
  );
  return row ? { event: openEvent(vault, room.uri, room.id, row), retracted: row.retracted } : null;
}

/** Which of these message ids a room has seen (OD-11). */
export async function knownMessages(
  database: Database,
  roomId: bigint,
  ids: readonly MessageId[],
): Promise<ReadonlySet<string>> {
  const rows = await database.read<{ message_id: string }>(
    `SELECT message_id FROM archive_event WHERE room_id = $1 AND message_id = ANY($2::text[])
     AND type IN ('message', 'recovered')`,
    [roomId, ids],
  );
  return new Set(rows.map(({ message_id }) => message_id));
}
