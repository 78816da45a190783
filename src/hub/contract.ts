/**
 * The hub: rooms that this provider owns. It knows providers, never networks, and it never sees a secret of a group.
 * @module
 */
import type { GroupUri, ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import type { Extension, PublicGroup } from '../mls/index.ts';
import type { PolicyRule, RoomState } from '../policy/index.ts';
import type { CommitBundle, Provider, RoomLog } from '../provider/index.ts';

/** A new room's first epoch, made by its creator (UP-01). */
export interface CreateRoomRequest {
  readonly room: RoomUri;
  /** MLSMessage with the GroupInfo of epoch 0. */
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
}

export type CreateRoomResponse =
  | { readonly code: 'created'; readonly acceptedTimestamp: number }
  /** The same group was handed in before: the answer to a repeated request. */
  | { readonly code: 'already-created'; readonly acceptedTimestamp: number }
  | { readonly code: 'room-exists' }
  | { readonly code: 'notAllowed'; readonly errorDescription: string };

export interface DestroyRoomRequest {
  readonly room: RoomUri;
  /** Who wants it; null: the provider that runs the hub. */
  readonly by: UserUri | null;
  readonly reason?: string;
  /** Where the conversation goes on. */
  readonly alternate?: string;
  /** Takes everybody out, by the service leaf; left out where no such leaf is in the group. */
  readonly finalCommit?: CommitBundle;
}

export type DestroyRoomResponse =
  | { readonly code: 'destroyed'; readonly acceptedTimestamp: number }
  /** The final commit is of another epoch: make it again. */
  | { readonly code: 'wrongEpoch'; readonly currentEpoch: bigint }
  | { readonly code: 'notAllowed'; readonly errorDescription: string; readonly rule?: PolicyRule };

/** A room as the hub holds it. */
export interface HubRoom {
  readonly room: RoomUri;
  readonly group: GroupUri;
  /** All groups that the room has had, oldest first (ID-09). */
  readonly groups: readonly GroupUri[];
  readonly publicGroup: PublicGroup;
  /** What the GroupContext says. */
  readonly state: RoomState;
  /** What holds once everything pending is committed: what decisions rest on (UP-16). */
  readonly effective: RoomState;
  readonly createdAt: number;
  readonly logLength: number;
}

/**
 * Tries a commit on a hosted member before it is accepted, since a hub can't check what is encrypted to members.
 * Resolves when a hosted leaf can process it, or when no leaf is hosted here. @throws InvalidMessage
 */
export type CommitTrial = (room: RoomUri, commit: Uint8Array, welcome: Uint8Array | null) => Promise<void>;

/**
 * Asked for the service leaf's SelfRemove when somebody is about to enter a room that refuses gateways (GW-03). Resolves
 * when it waits for that user's commit, or when no service leaf is there.
 */
export type StepAside = (room: RoomUri) => Promise<void>;

export interface Hub {
  readonly domain: ProviderDomain;
  /** Rooms as the named provider may use them: what it hands in must be its own users' (ID-14). */
  providerFor(source: ProviderDomain): Provider;
  readonly log: RoomLog;
  /** Extensions that each group of a room here must have in its GroupContext, beside its components. */
  groupExtensions(): readonly Extension[];
  createRoom(source: ProviderDomain, request: CreateRoomRequest): Promise<CreateRoomResponse>;
  /** Ends a room; its URI answers `NoSuchRoom` from then on, until it is made again (UP-40). @throws NoSuchRoom */
  destroyRoom(source: ProviderDomain, request: DestroyRoomRequest): Promise<DestroyRoomResponse>;
  rooms(): Promise<readonly RoomUri[]>;
  /** null: no such room. */
  inspect(room: RoomUri): Promise<HubRoom | null>;
  /** One trial at most; null ends it. */
  tryCommitsWith(trial: CommitTrial | null): void;
  /** One at most; null ends it. */
  stepsAsideWith(stepAside: StepAside | null): void;
}
