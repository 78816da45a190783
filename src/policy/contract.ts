/**
 * A room's policy as values (draft-ietf-mimi-room-policy-03, draft-ietf-mimi-protocol-06 §7.5 and §7.6) and the one
 * decision function for every operation, used by hub, follower and client alike.
 * @module
 */
import type { RoomUri } from '../identifiers/index.ts';
import type { RoomComponents } from './components/contract.ts';

export type * from './components/contract.ts';

/** 0 is "not in the list" and never stands in a list. */
export type RoleIndex = number;

/** Roles of our presets. MIMI knows only indices; these names are the design's table of three worlds. */
export const presetRoles = {
  banned: 1,
  visitor: 2,
  guest: 3,
  member: 4,
  moderator: 5,
  admin: 6,
  owner: 7,
  /** The hub as policy enforcer: a list entry with the provider's URI and no clients (WF-24). */
  enforcer: 8,
} as const;

/** draft-ietf-mimi-room-policy-03 §3. Capabilities are code points; unknown ones are carried and ignored. */
export interface Role {
  readonly index: RoleIndex;
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly number[];
  readonly minimumParticipants: number;
  readonly maximumParticipants: number | null;
  readonly minimumActiveParticipants: number;
  readonly maximumActiveParticipants: number | null;
  readonly authorizedRoleChanges: readonly { readonly from: RoleIndex; readonly targets: readonly RoleIndex[] }[];
}

/** An entry of the participant list. `user` may also be a provider URI (the hub as enforcer). */
export interface Participant {
  readonly user: string;
  readonly role: RoleIndex;
}

/** Component 0x0022 as an update: indices refer to the list of the epoch's GroupContext (WF-11). */
export interface ParticipantListUpdate {
  readonly changedRoleParticipants: readonly { readonly userIndex: number; readonly role: RoleIndex }[];
  readonly removedIndices: readonly number[];
  readonly addedParticipants: readonly Participant[];
}

/** Component 0x0023. */
export interface RoomMetadata {
  readonly roomUri: RoomUri;
  readonly name: string;
  readonly descriptions: readonly { readonly mediaType: string; readonly language: string; readonly content: string }[];
  /** https URI or empty. */
  readonly avatar: string;
  readonly subject: string;
  readonly mood: string;
}

/** Component 0x0027. */
export interface BaseRoomPolicy {
  readonly fixedMembership: boolean;
  readonly parentDependent: boolean;
  readonly parentRoom: string;
  readonly multiDevice: boolean;
  readonly maxClients: number | null;
  readonly maxUsers: number | null;
  readonly pseudonymsAllowed: boolean;
  readonly persistentRoom: boolean;
  readonly discoverable: boolean;
  readonly policyComponents: readonly number[];
}

/** Component 0x0026: rules for those who are not in the list; the first rule whose claims all match wins. */
export interface PreauthorizedEntry {
  readonly claims: readonly { readonly credentialType: number; readonly id: Uint8Array; readonly value: Uint8Array }[];
  readonly role: RoleIndex;
}

/** Everything that decisions rest on: the components of one epoch and how many clients each user has in the group. */
export interface RoomState {
  readonly room: RoomUri;
  readonly roles: readonly Role[];
  readonly participants: readonly Participant[];
  readonly base: BaseRoomPolicy;
  readonly metadata: RoomMetadata;
  readonly preauthorized: readonly PreauthorizedEntry[];
  /** No client that a gateway runs may come in (component 0xf0d2). */
  readonly gatewaysRefused: boolean;
  /** Number of leaves by user URI; absent means none. The gateway's own service leaf is not counted here. */
  readonly clients: ReadonlyMap<string, number>;
  /** Number of leaves that are marked as run by a gateway, its own service leaf included. */
  readonly gatewayLeaves: number;
  /**
   * Users of the parent room who are listed there and not banned; only of a parent-dependent room (§5). Absent where
   * nobody knows them: then nobody new comes into such a room.
   */
  readonly parentMembers?: ReadonlySet<string>;
  /** Everything else that stands in the GroupContext; each absent one means its default. Absent: all are. */
  readonly components?: RoomComponents;
  /**
   * Ids of the policy components that the dictionary holds, known or not, to compare with the base policy's list (BP-09).
   * Absent where nobody looked.
   */
  readonly present?: ReadonlySet<number>;
}
