/**
 * What hosted members are given when they are opened. Their door for adapters is `Rooms` of src/rooms.
 * @module
 */
import type { Hub } from '../hub/index.ts';
import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import type { Log, Metrics } from '../observe/index.ts';
import type { NetworkName, Rooms } from '../rooms/index.ts';
import type { Clock, Database, Leases, Vault } from '../store/index.ts';

export interface MembersOptions {
  readonly hub: Hub;
  readonly database: Database;
  readonly vault: Vault;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Provider domains whose users are hosted here, and the network that they live in. */
  readonly networks: ReadonlyMap<ProviderDomain, NetworkName>;
  /** The policy envelope: whether a user may make a room. The gateway's operator always may. */
  readonly mayCreateRooms: (user: UserUri) => boolean;
  /**
   * Rooms that one user may have made, as long as they are there; without it there is no limit. What is being made is
   * counted in this process only: where several make rooms, each may let one more through at the same moment.
   */
  readonly roomsPerUser?: number;
  readonly defaultPreset: string;
}

/** The rooms that hosted members are in. */
export interface HostedRooms extends Rooms {
  /** What members and hub hold of a room, to be compared (UP-42); null: no such room. */
  inspect(room: RoomUri): Promise<HostedRoomReport | null>;
  /** Deletes archived events that are older; positions stay. Resolves with how many. */
  forgetBefore(acceptedAt: number): Promise<number>;
  /**
   * Renews the keys of hosted leaves in rooms where that was not done since: one commit per room and call, and not in too
   * many rooms at once. Resolves with in how many.
   */
  renewKeys(before: number): Promise<number>;
  /** Stops taking anything in; resolves when nothing is under way. */
  close(): Promise<void>;
}

export interface HostedRoomReport {
  readonly room: RoomUri;
  readonly epoch: bigint;
  readonly hostedLeaves: number;
  readonly pendingProposals: number;
  /** The members' GroupContext is the hub's, byte for byte. */
  readonly agreesWithHub: boolean;
  readonly commits: number;
}
