import type { GroupUri, ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { groupOfId, parseRoomUri } from '../identifiers/index.ts';
import { decodePublicGroup, encodePublicGroup, type PublicGroup } from '../mls/index.ts';
import type { RoomState } from '../policy/index.ts';
import { roomStateOf } from '../provider/index.ts';
import type { Database, Transaction } from '../store/index.ts';
import { pendingOutcome } from './pending-outcome.ts';

/** A room as decisions need it: one version of its row and of its current group. Immutable. */
export interface OpenRoom {
  readonly id: bigint;
  readonly uri: RoomUri;
  /** Compared by every writer: an accepted change makes the next version. */
  readonly version: bigint;
  readonly groupUri: GroupUri;
  readonly group: PublicGroup;
  readonly groupInfo: Uint8Array;
  readonly state: RoomState;
  readonly effective: RoomState;
}

interface RoomRow {
  id: bigint;
  version: bigint;
  state: Uint8Array;
  group_info: Uint8Array;
}

/** Rooms kept open: decoding the group of a thousand members takes longer than deciding about a message. */
const keptOpen = 200;

/** Current versions of rooms, in memory; whatever is decided on one is compared with the row when it is written. */
export class OpenRooms {
  readonly #database: Database;
  readonly #hub: ProviderDomain;
  readonly #open = new Map<RoomUri, OpenRoom>();

  constructor(database: Database, hub: ProviderDomain) {
    this.#database = database;
    this.#hub = hub;
  }

  /** null: no such room, or destroyed. Possibly stale; see `reload`. */
  async get(room: RoomUri): Promise<OpenRoom | null> {
    return this.#open.get(room) ?? (await this.reload(room));
  }

  /** From the database, because a writer found that the version had moved. */
  async reload(room: RoomUri): Promise<OpenRoom | null> {
    const rows = await this.#database.read<RoomRow>(
      `SELECT room.id, version, state, group_info FROM room JOIN room_group ON room_id = room.id AND is_current
       WHERE room.uri = $1 AND destroyed_at IS NULL`,
      [room],
    );
    const [row] = rows;
    if (!row) {
      this.#open.delete(room);
      return null;
    }
    const known = this.#open.get(room);
    if (known?.version === row.version && known.id === row.id) return known;
    const opened = this.open(row.id, parseRoomUri(room), row.version, decodePublicGroup(row.state), row.group_info);
    this.put(opened);
    return opened;
  }

  /** The same room when nobody has written since; else its new version. Before a no is given, it is asked for. */
  async current(open: OpenRoom): Promise<OpenRoom | null> {
    const [row] = await this.#database.read<{ version: bigint }>(
      'SELECT version FROM room WHERE id = $1 AND destroyed_at IS NULL',
      [open.id],
    );
    return row?.version === open.version ? open : this.reload(open.uri);
  }

  /** A version that was just written. @throws InvalidPolicy when the group's components break their drafts */
  open(id: bigint, uri: RoomUri, version: bigint, group: PublicGroup, groupInfo: Uint8Array): OpenRoom {
    const state = roomStateOf(group, uri, this.#hub);
    return {
      id,
      uri,
      version,
      groupUri: groupOfId(group.context.groupId),
      group,
      groupInfo,
      state,
      effective: pendingOutcome(group, state, uri, this.#hub),
    };
  }

  put(room: OpenRoom): void {
    const known = this.#open.get(room.uri);
    if (known && known.version > room.version) return;
    this.#open.delete(room.uri);
    this.#open.set(room.uri, room);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= keptOpen) break;
      this.#open.delete(oldest);
    }
  }

  forget(room: RoomUri): void {
    this.#open.delete(room);
  }
}

/** Writes the current group of a room whose row this transaction holds. */
export async function storeGroup(tx: Transaction, room: OpenRoom): Promise<void> {
  const { affected } = await tx.query(
    `UPDATE room_group SET state = $2, group_info = $3, epoch = $4 WHERE room_id = $1 AND is_current`,
    [room.id, encodePublicGroup(room.group), room.groupInfo, room.group.context.epoch],
  );
  if (affected !== 1) throw new Error(`Room ${room.uri} has no current group`);
}
