import type { RoomUri } from '../identifiers/index.ts';
import type { NetworkName } from '../rooms/index.ts';
import type { Database } from '../store/index.ts';
import type { LinkedRoom, Links } from './contract.ts';

/** What deliveries want to hear of. */
export interface LinkListener {
  linked(link: LinkedRoom, confirmed: number): void;
  unlinked(room: RoomUri): void;
}

interface Row {
  readonly room: string;
  readonly native_room: string;
  readonly confirmed: bigint;
}

/** The rooms that one network shows; all in memory, since one process at a time has the network. */
export class RoomLinks implements Links {
  readonly #database: Database;
  readonly #network: NetworkName;
  readonly #listener: LinkListener;
  readonly #byRoom = new Map<RoomUri, LinkedRoom>();
  readonly #byNative = new Map<string, LinkedRoom>();

  constructor(database: Database, network: NetworkName, listener: LinkListener) {
    this.#database = database;
    this.#network = network;
    this.#listener = listener;
  }

  async load(): Promise<void> {
    const rows = await this.#database.read<Row>(
      'SELECT room, native_room, confirmed FROM bridge_link WHERE network = $1',
      [this.#network],
    );
    for (const row of rows)
      this.#remember({ room: row.room as RoomUri, nativeRoom: row.native_room }, Number(row.confirmed));
  }

  async link(room: RoomUri, nativeRoom: string, options: { readonly fromSeq: number }): Promise<void> {
    const known = this.#byRoom.get(room);
    if (known?.nativeRoom === nativeRoom) return;
    if (this.#byNative.has(nativeRoom)) throw new Error(`${nativeRoom} is linked to another room already`);
    await this.#database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO bridge_link (network, room, native_room, confirmed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (network, room) DO UPDATE SET native_room = excluded.native_room, confirmed = excluded.confirmed`,
        [this.#network, room, nativeRoom, options.fromSeq],
      );
    });
    if (known !== undefined) this.#forget(known);
    this.#remember({ room, nativeRoom }, options.fromSeq);
  }

  async unlink(room: RoomUri): Promise<void> {
    const known = this.#byRoom.get(room);
    if (known === undefined) return;
    this.#forget(known);
    await this.#database.transaction(async (tx) => {
      await tx.query('DELETE FROM bridge_native_id WHERE network = $1 AND room = $2', [this.#network, room]);
      await tx.query('DELETE FROM bridge_link WHERE network = $1 AND room = $2', [this.#network, room]);
    });
  }

  byRoom(room: RoomUri): Promise<LinkedRoom | null> {
    return Promise.resolve(this.#byRoom.get(room) ?? null);
  }

  byNative(nativeRoom: string): Promise<LinkedRoom | null> {
    return Promise.resolve(this.#byNative.get(nativeRoom) ?? null);
  }

  all(): Promise<readonly LinkedRoom[]> {
    return Promise.resolve([...this.#byRoom.values()]);
  }

  /** Writes confirmed positions; a link that is gone meanwhile is left out. */
  async saveConfirmed(positions: ReadonlyMap<RoomUri, number>): Promise<void> {
    await this.#database.write(
      `UPDATE bridge_link SET confirmed = moved.seq FROM unnest($2::text[], $3::bigint[]) AS moved (room, seq)
       WHERE bridge_link.network = $1 AND bridge_link.room = moved.room AND bridge_link.confirmed < moved.seq`,
      [this.#network, [...positions.keys()], [...positions.values()]],
    );
  }

  #remember(link: LinkedRoom, confirmed: number): void {
    this.#byRoom.set(link.room, link);
    this.#byNative.set(link.nativeRoom, link);
    this.#listener.linked(link, confirmed);
  }

  #forget(link: LinkedRoom): void {
    this.#byRoom.delete(link.room);
    this.#byNative.delete(link.nativeRoom);
    this.#listener.unlinked(link.room);
  }
}
