import type { RoomUri, UserUri } from '../identifiers/index.ts';
import { parseRoomUri, parseUserUri } from '../identifiers/index.ts';
import { decodeHostedGroup, encodeHostedGroup, type HostedGroup, type OwnKeyPackage } from '../mls/index.ts';
import type { Origin, Outcome } from '../rooms/index.ts';
import { RetryLater } from '../rooms/index.ts';
import type { Database, SqlValue, Transaction, Vault } from '../store/index.ts';

/** A room's row: which state is the present one, and how far log and archive have come. */
export interface RoomRow {
  readonly id: bigint;
  readonly uri: RoomUri;
  readonly groupUri: string;
  readonly stateName: string;
  readonly stateAt: number;
  readonly cursor: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly createdAt: number;
  readonly destroyed: boolean;
  readonly fence: bigint;
  /** Milliseconds since 1970; 0: not yet. */
  readonly keysRenewedAt: number;
}

type RawRoom = Record<
  'id' | 'state_at' | 'cursor' | 'first_seq' | 'last_seq' | 'last_at' | 'created_at' | 'fence' | 'keys_renewed_at',
  bigint
> & { uri: string; group_uri: string; state_name: string; destroyed: boolean };

const roomOf = (row: RawRoom): RoomRow => ({
  id: row.id,
  uri: parseRoomUri(row.uri),
  groupUri: row.group_uri,
  stateName: row.state_name,
  stateAt: Number(row.state_at),
  cursor: Number(row.cursor),
  firstSeq: Number(row.first_seq),
  lastSeq: Number(row.last_seq),
  lastAt: Number(row.last_at),
  createdAt: Number(row.created_at),
  destroyed: row.destroyed,
  fence: row.fence,
  keysRenewedAt: Number(row.keys_renewed_at),
});

/** `null` when this process is not the first to read it: no such room is hosted here. */
export async function findRoom(database: Database, uri: RoomUri): Promise<RoomRow | null> {
  const [row] = await database.read<RawRoom>('SELECT * FROM hosted_room WHERE uri = $1', [uri]);
  return row ? roomOf(row) : null;
}

/** Rooms that a user has made and that are there, not counting those that the operator made for it. */
export async function roomsMadeBy(database: Database, user: UserUri): Promise<number> {
  const rows = await database.read<{ count: bigint }>(
    'SELECT count(*) AS count FROM hosted_room WHERE creator = $1 AND NOT destroyed',
    [user],
  );
  return Number(rows[0]?.count ?? 0n);
}

export async function allRooms(database: Database): Promise<readonly RoomUri[]> {
  const rows = await database.read<{ uri: string }>('SELECT uri FROM hosted_room ORDER BY id');
  return rows.map(({ uri }) => parseRoomUri(uri));
}

/** Makes this process the only writer: from now on rows are written with this fence only. */
export async function fenceRoom(database: Database, id: bigint, fence: bigint): Promise<void> {
  await database.transaction((tx) =>
    tx.query('UPDATE hosted_room SET fence = $2 WHERE id = $1 AND fence < $2', [id, fence]),
  );
}

export interface RoomMove {
  readonly cursor: number;
  readonly lastSeq: number;
  readonly lastAt: number;
  /** Present when the move begins an epoch. */
  readonly state?: { readonly name: string; readonly at: number };
  readonly destroyed?: boolean;
}

/** Moves a room's cursor and archive end. @throws RetryLater when another process writes for the room by now */
export async function moveRoom(tx: Transaction, row: RoomRow, move: RoomMove): Promise<RoomRow> {
  const next: RoomRow = {
    ...row,
    cursor: move.cursor,
    lastSeq: move.lastSeq,
    lastAt: move.lastAt,
    stateName: move.state?.name ?? row.stateName,
    stateAt: move.state?.at ?? row.stateAt,
    destroyed: move.destroyed ?? row.destroyed,
  };
  const { affected } = await tx.query(
    `UPDATE hosted_room SET cursor = $4, last_seq = $5, last_at = $6, state_name = $7, state_at = $8, destroyed = $9
     WHERE id = $1 AND fence = $2 AND cursor = $3 AND last_seq = $10`,
    [
      row.id,
      row.fence,
      row.cursor,
      next.cursor,
      next.lastSeq,
      next.lastAt,
      next.stateName,
      next.stateAt,
      next.destroyed,
      row.lastSeq,
    ],
  );
  if (affected !== 1) throw fenced(row);
  return next;
}

/** Somebody else writes for the room: this process must not. */
export const fenced = (row: RoomRow): RetryLater => new RetryLater(`Another process has taken over ${row.uri}`);

/** Refuses writers that were replaced; the row stays locked until the transaction ends. @throws RetryLater */
export async function assertWriter(tx: Transaction, row: RoomRow): Promise<void> {
  const { rows } = await tx.query('SELECT 1 FROM hosted_room WHERE id = $1 AND fence = $2 FOR UPDATE', [
    row.id,
    row.fence,
  ]);
  if (rows.length !== 1) throw fenced(row);
}

const statePlace = (id: bigint, name: string): string => `hosted_state:${id}:${name}`;

function sealedState(vault: Vault, id: bigint, name: string, group: HostedGroup): readonly SqlValue[] {
  return [id, name, vault.seal(encodeHostedGroup(group), statePlace(id, name))];
}

export async function storeState(
  tx: Transaction,
  vault: Vault,
  id: bigint,
  name: string,
  group: HostedGroup,
): Promise<void> {
  await tx.query(
    'INSERT INTO hosted_state (room_id, name, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    sealedState(vault, id, name, group),
  );
}

/** Another state of the same epoch, under the same name. Nothing is written when the name is gone: the epoch is over. */
export async function replaceState(
  tx: Transaction,
  vault: Vault,
  id: bigint,
  name: string,
  group: HostedGroup,
): Promise<void> {
  await tx.query(
    'UPDATE hosted_state SET sealed = $3 WHERE room_id = $1 AND name = $2',
    sealedState(vault, id, name, group),
  );
}

export async function storeRenewal(tx: Transaction, row: RoomRow, at: number): Promise<void> {
  const { affected } = await tx.query('UPDATE hosted_room SET keys_renewed_at = $3 WHERE id = $1 AND fence = $2', [
    row.id,
    row.fence,
    at,
  ]);
  if (affected !== 1) throw fenced(row);
}

/** null: there is no state of that name. */
export async function readState(
  database: Database,
  vault: Vault,
  id: bigint,
  name: string,
): Promise<HostedGroup | null> {
  const [row] = await database.read<{ sealed: Uint8Array }>(
    'SELECT sealed FROM hosted_state WHERE room_id = $1 AND name = $2',
    [id, name],
  );
  return row ? decodeHostedGroup(vault.open(row.sealed, statePlace(id, name))) : null;
}

/** Drops every state but the present one: commits that lost, epochs that are over. */
export async function keepOnlyState(tx: Transaction, id: bigint, name: string): Promise<void> {
  await tx.query('DELETE FROM hosted_state WHERE room_id = $1 AND name <> $2', [id, name]);
}

const arrivalPlace = (id: bigint, ref: string): string => `hosted_arrival:${id}:${ref}`;
const refOf = (own: OwnKeyPackage): string => Buffer.from(own.secrets.ref).toString('hex');

interface SealedArrival {
  readonly keyPackage: string;
  readonly secrets: Readonly<Record<keyof OwnKeyPackage['secrets'], string>>;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** Keeps a key package of a hosted user until the user is added with it. */
export async function storeArrivals(
  tx: Transaction,
  vault: Vault,
  id: bigint,
  arrivals: readonly OwnKeyPackage[],
): Promise<void> {
  if (arrivals.length === 0) return;
  const sealed = arrivals.map((own) => {
    const { secrets } = own;
    const plain: SealedArrival = {
      keyPackage: base64(own.keyPackage),
      secrets: {
        ref: base64(secrets.ref),
        initKey: base64(secrets.initKey),
        encryptionKey: base64(secrets.encryptionKey),
        signatureKey: base64(secrets.signatureKey),
      },
    };
    return vault.seal(new TextEncoder().encode(JSON.stringify(plain)), arrivalPlace(id, refOf(own)));
  });
  await tx.query(
    `INSERT INTO hosted_arrival (room_id, ref, sealed)
     SELECT $1, ref, sealed FROM unnest($2::text[], $3::bytea[]) AS arrival (ref, sealed) ON CONFLICT DO NOTHING`,
    [id, arrivals.map(refOf), sealed],
  );
}

export async function readArrivals(database: Database, vault: Vault, id: bigint): Promise<readonly OwnKeyPackage[]> {
  const rows = await database.read<{ ref: string; sealed: Uint8Array }>(
    'SELECT ref, sealed FROM hosted_arrival WHERE room_id = $1',
    [id],
  );
  return rows.map(({ ref, sealed }) => {
    const plain = JSON.parse(new TextDecoder().decode(vault.open(sealed, arrivalPlace(id, ref)))) as SealedArrival;
    const { secrets } = plain;
    return {
      keyPackage: bytesOf(plain.keyPackage),
      secrets: {
        ref: bytesOf(secrets.ref),
        initKey: bytesOf(secrets.initKey),
        encryptionKey: bytesOf(secrets.encryptionKey),
        signatureKey: bytesOf(secrets.signatureKey),
      },
    };
  });
}

/** An attempt whose handshake is under way. */
export interface AttemptRecord {
  readonly cause: string;
  readonly user: UserUri | null;
  readonly type: string;
  /** Commit that does it; null: proposed, done by whatever commit holds the proposal. */
  readonly commitName: string | null;
  readonly origin: Origin | null;
  readonly nickname: string | null;
}

export async function storeAttempts(tx: Transaction, id: bigint, records: readonly AttemptRecord[]): Promise<void> {
  if (records.length === 0) return;
  await tx.query(
    `INSERT INTO hosted_attempt (cause, room_id, user_uri, type, commit_name, detail)
     SELECT cause, $1, user_uri, type, commit_name, detail
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       AS attempt (cause, user_uri, type, commit_name, detail)
     ON CONFLICT (cause) DO UPDATE SET commit_name = EXCLUDED.commit_name, detail = EXCLUDED.detail`,
    [
      id,
      records.map(({ cause }) => cause),
      records.map(({ user }) => user ?? ''),
      records.map(({ type }) => type),
      records.map(({ commitName }) => commitName),
      records.map(({ origin, nickname }) => JSON.stringify({ origin, nickname })),
    ],
  );
}

export async function readAttempts(database: Database, id: bigint): Promise<readonly AttemptRecord[]> {
  const rows = await database.read<{
    cause: string;
    user_uri: string;
    type: string;
    commit_name: string | null;
    detail: string;
  }>('SELECT cause, user_uri, type, commit_name, detail FROM hosted_attempt WHERE room_id = $1', [id]);
  return rows.map((row) => {
    const detail = JSON.parse(row.detail) as Pick<AttemptRecord, 'origin' | 'nickname'>;
    const user = row.user_uri === '' ? null : parseUserUri(row.user_uri);
    return { cause: row.cause, user, type: row.type, commitName: row.commit_name, ...detail };
  });
}

export async function forgetAttempts(tx: Transaction, causes: readonly string[]): Promise<void> {
  if (causes.length > 0) await tx.query('DELETE FROM hosted_attempt WHERE cause = ANY($1::text[])', [causes]);
}

/** Keeps an outcome that no archived event tells. The first one stands. */
export async function recordOutcome(tx: Transaction, cause: string, outcome: Outcome, now: number): Promise<void> {
  await tx.query(
    `INSERT INTO attempt_outcome (cause, outcome, at) SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT 1 FROM archive_event WHERE cause = $1) ON CONFLICT DO NOTHING`,
    [cause, JSON.stringify(outcome), now],
  );
}

export async function storeNickname(tx: Transaction, id: bigint, user: UserUri, nickname: string): Promise<void> {
  await tx.query(
    `INSERT INTO room_nickname (room_id, user_uri, nickname) VALUES ($1, $2, $3)
     ON CONFLICT (room_id, user_uri) DO UPDATE SET nickname = EXCLUDED.nickname`,
    [id, user, nickname],
  );
}

export async function readNicknames(database: Database, id: bigint): Promise<Map<string, string>> {
  const rows = await database.read<{ user_uri: string; nickname: string }>(
    'SELECT user_uri, nickname FROM room_nickname WHERE room_id = $1',
    [id],
  );
  return new Map(rows.map(({ user_uri, nickname }) => [user_uri, nickname]));
}
