import { parseRoomUri, type RoomUri } from '../../../src/identifiers/index.ts';
import type { Clock, Database } from '../../../src/store/index.ts';

/** A room of ours in Matrix. */
export interface Portal {
  readonly room: RoomUri;
  /** null: its creation has begun. */
  readonly nativeRoom: string | null;
  readonly roomVersion: string;
  /** Event up to which everything has been in the inbox; null: nothing was read yet. */
  readonly readUpTo: string | null;
  readonly encryptionNoticed: boolean;
}

interface Row {
  readonly room: string;
  readonly native_room: string | null;
  readonly room_version: string | null;
  readonly read_up_to: string | null;
  readonly encryption_noticed_at: bigint | null;
}

/** The table `matrix_portal`. */
export class PortalTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async find(room: RoomUri): Promise<Portal | null> {
    const [row] = await this.#database.read<Row>('SELECT * FROM matrix_portal WHERE room = $1', [room]);
    return row === undefined ? null : portalOf(row);
  }

  /** Those whose creation was cut off. */
  async unfinished(): Promise<readonly RoomUri[]> {
    const rows = await this.#database.read<Row>('SELECT * FROM matrix_portal WHERE native_room IS NULL');
    return rows.map((row) => parseRoomUri(row.room));
  }

  async begin(room: RoomUri): Promise<void> {
    await this.#write('INSERT INTO matrix_portal (room) VALUES ($1) ON CONFLICT DO NOTHING', [room]);
  }

  async finish(room: RoomUri, nativeRoom: string, roomVersion: string): Promise<void> {
    await this.#write('UPDATE matrix_portal SET native_room = $2, room_version = $3 WHERE room = $1', [
      room,
      nativeRoom,
      roomVersion,
    ]);
  }

  async setReadUpTo(room: RoomUri, eventId: string): Promise<void> {
    await this.#write('UPDATE matrix_portal SET read_up_to = $2 WHERE room = $1', [room, eventId]);
  }

  /** People of this room were told that encrypted messages can't be carried. */
  async setEncryptionNoticed(room: RoomUri): Promise<void> {
    await this.#write('UPDATE matrix_portal SET encryption_noticed_at = $2 WHERE room = $1', [room, this.#clock()]);
  }

  async forget(room: RoomUri): Promise<void> {
    await this.#write('DELETE FROM matrix_portal WHERE room = $1', [room]);
  }

  #write(sql: string, values: readonly (string | number)[]): Promise<number> {
    return this.#database.transaction(async (tx) => (await tx.query(sql, values)).affected);
  }
}

function portalOf(row: Row): Portal {
  return {
    room: parseRoomUri(row.room),
    nativeRoom: row.native_room,
    roomVersion: row.room_version ?? portalRoomVersion,
    readUpTo: row.read_up_to,
    encryptionNoticed: row.encryption_noticed_at !== null,
  };
}

/** Portals are made in this version; rooms of others come from older homeservers or releases. */
export const portalRoomVersion = '12';
