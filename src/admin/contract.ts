/**
 * What the admin API needs, and what it says about a room.
 * @module
 */
import type { RoomUri, UserUri } from '../identifiers/index.ts';
import type { Log, ReadableMetrics } from '../observe/index.ts';
import type { PolicyFlags, Rooms } from '../rooms/index.ts';

export interface AdminOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Who sends it as `Authorization: Bearer …` may do everything. */
  readonly token: string;
  readonly rooms: Rooms;
  readonly metrics: ReadableMetrics;
  readonly log: Log;
  /** One sentence per reason why the gateway can't serve now; empty when it can. */
  readonly problems: () => Promise<readonly string[]>;
  readonly names: AdminNames;
}

/** How people write the names of users and rooms, and where a room is found in the attached networks. */
export interface AdminNames {
  /** Accepts a MIMI URI and whatever the attached networks call their users. @throws InvalidIdentifier */
  userOf(name: string): UserUri;
  /** Accepts a MIMI URI, or the bare name of a room of this hub. @throws InvalidIdentifier */
  roomOf(name: string): RoomUri;
  /** Name of a kind of address (`matrixAlias`, `muc`) to the address. */
  addressesOf(room: RoomUri): Promise<Readonly<Record<string, string>>>;
}

export interface Admin {
  /** Where it listens: `http://127.0.0.1:9903`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A room as the API shows it. */
export interface RoomReport {
  readonly room: RoomUri;
  readonly epoch: string;
  readonly seq: number;
  readonly name: string;
  readonly subject: string;
  readonly flags: PolicyFlags;
  readonly addresses: Readonly<Record<string, string>>;
  readonly participants: readonly {
    readonly user: string;
    readonly role: string;
    readonly active: boolean;
    readonly network: string | null;
    readonly nickname: string | null;
  }[];
}

/** Body of `POST /api/v1/rooms`. */
export interface NewRoom {
  /** Last part of the room's URI and its name in the networks; made up when left out. */
  readonly id?: string;
  readonly name?: string;
  readonly preset?: string;
  /** Nobody enters through a gateway, so none of the attached networks' users (GW-03). */
  readonly refuseGateways?: boolean;
  /** Becomes the owner. */
  readonly owner: string;
  /** Listed from the start: user to role. */
  readonly participants?: Readonly<Record<string, string>>;
}
