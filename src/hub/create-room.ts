import type { GroupUri, ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { domainOf, groupOfId, parseRoomUri } from '../identifiers/index.ts';
import {
  encodePublicGroup,
  InvalidMessage,
  members,
  openPublicGroup,
  type PublicGroup,
  readFrame,
} from '../mls/index.ts';
import { userOf } from '../provider/index.ts';
import type { Transaction } from '../store/index.ts';
import type { CreateRoomRequest, CreateRoomResponse } from './contract.ts';
import { faultOfExtensions } from './group-extensions.ts';
import { faultOf, type HubContext, rulesAt } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';

/**
 * Makes a room from its creator's first epoch (UP-01). The group must be new, hold every component of a room, the hub as
 * external sender and the required capabilities, and have no leaf but its creator's.
 */
export async function createRoom(
  hub: HubContext,
  source: ProviderDomain,
  request: CreateRoomRequest,
): Promise<CreateRoomResponse> {
  let first: OpenRoom;
  try {
    const head = readFrame(request.groupInfo);
    if (head.wireFormat !== 'group-info') throw new InvalidMessage('wrong-wire-format', 'expected a GroupInfo');
    const group = await openPublicGroup(request.groupInfo, request.ratchetTree, rulesAt(hub));
    const fault = faultOfFirstEpoch(hub, source, request.room, group);
    if (fault !== null) return { code: 'notAllowed', errorDescription: fault };
    first = hub.open.open(0n, parseRoomUri(request.room), 0n, group, request.groupInfo);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { code: 'notAllowed', errorDescription: fault };
  }
  return hub.database.transaction((tx) => store(hub, tx, first));
}

/** What is wrong with a first epoch; null: nothing. */
function faultOfFirstEpoch(hub: HubContext, source: ProviderDomain, room: RoomUri, group: PublicGroup): string | null {
  if (domainOf(room) !== hub.domain) return `${room} names another hub`;
  if (domainOf(groupOfId(group.context.groupId)) !== hub.domain) return 'The group is not named after this hub';
  if (group.context.epoch !== 0n) return 'A room starts at epoch 0';
  const [creator, ...others] = members(group);
  if (!creator || others.length > 0) return 'A room starts with the leaf of its creator and no other';
  if (domainOf(userOf(creator)) !== source) return 'The creator is a user of another provider';
  return faultOfExtensions(hub.key, group.context.extensions);
}

async function store(hub: HubContext, tx: Transaction, first: OpenRoom): Promise<CreateRoomResponse> {
  const now = hub.clock();
  const used = await tx.query<{ room: string }>(
    'SELECT room.uri AS room FROM room_group JOIN room ON room.id = room_id WHERE room_group.uri = $1',
    [first.groupUri],
  );
  if (used.rows.some(({ room }) => room !== first.uri)) {
    return { code: 'notAllowed', errorDescription: 'That group is another room’s' };
  }
  const claimed = await tx.query<{ id: bigint; version: bigint; last_accepted_at: bigint }>(
    `INSERT INTO room (uri, created_at, last_accepted_at) VALUES ($1, $2, $2)
     ON CONFLICT (uri) DO UPDATE SET created_at = EXCLUDED.created_at, destroyed_at = NULL, version = room.version + 1,
       last_accepted_at = GREATEST(room.last_accepted_at, EXCLUDED.last_accepted_at)
     WHERE room.destroyed_at IS NOT NULL RETURNING id, version, last_accepted_at`,
    [first.uri, now],
  );
  const [row] = claimed.rows;
  if (!row) return sameGroupBefore(tx, first.uri, first.groupUri);
  const inserted = await tx.query(
    `INSERT INTO room_group (room_id, number, uri, is_current, epoch, started_at, state, group_info)
     SELECT $1, COALESCE(MAX(number), 0) + 1, $2, true, 0, $3, $4, $5 FROM room_group WHERE room_id = $1`,
    [row.id, first.groupUri, now, encodePublicGroup(first.group), first.groupInfo],
  );
  if (inserted.affected !== 1) throw new Error(`The group of ${first.uri} was not stored`);
  tx.afterCommit(() => {
    hub.open.put({ ...first, id: row.id, version: row.version });
  });
  return { code: 'created', acceptedTimestamp: Number(row.last_accepted_at) };
}

/** A repeated request finds its own group; anybody else finds the name taken. */
async function sameGroupBefore(tx: Transaction, room: RoomUri, group: GroupUri): Promise<CreateRoomResponse> {
  const { rows } = await tx.query<{ started_at: bigint }>(
    `SELECT started_at FROM room JOIN room_group ON room_id = room.id AND is_current
     WHERE room.uri = $1 AND room_group.uri = $2`,
    [room, group],
  );
  const [row] = rows;
  return row ? { code: 'already-created', acceptedTimestamp: Number(row.started_at) } : { code: 'room-exists' };
}
