/**
 * A room's policy as values (draft-ietf-mimi-room-policy-03, draft-ietf-mimi-protocol-06 §7.5 and §7.6) and the one
 * decision function for every operation, used by hub, follower and client alike.
 * @module
 */
import type { ProviderDomain, ProviderUri, RoomUri, UserUri } from '../identifiers/index.ts';
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
  /** Everything else that stands in the GroupContext; each absent one means its default. Absent: all are. */
  readonly components?: RoomComponents;
  /**
   * Ids of the policy components that the dictionary holds, known or not, to compare with the base policy's list (BP-09).
   * Absent where nobody looked.
   */
  readonly present?: ReadonlySet<number>;
}

/** Who acts: a user (whose credential claims may matter for preauthorisation), or a provider through an external sender. */
export type Actor =
  | { readonly type: 'user'; readonly user: UserUri; readonly claims?: PreauthorizedEntry['claims'] }
  | { readonly type: 'provider'; readonly domain: ProviderDomain };

/**
 * One thing that somebody wants to do. `role` undefined means: the role that the policy gives by default. `gateway`: the
 * client that comes in is run by a gateway.
 */
export type Action =
  | { readonly type: 'join'; readonly role?: RoleIndex; readonly joinCode?: boolean; readonly gateway?: boolean }
  | { readonly type: 'add-participant'; readonly user: UserUri | ProviderUri; readonly role: RoleIndex }
  | { readonly type: 'add-own-client'; readonly gateway?: boolean }
  | { readonly type: 'remove-own-client' }
  | { readonly type: 'remove-participant'; readonly user: UserUri | ProviderUri }
  | { readonly type: 'remove-self' }
  | { readonly type: 'kick'; readonly user: UserUri | ProviderUri }
  | { readonly type: 'ban'; readonly user: UserUri | ProviderUri }
  | { readonly type: 'unban'; readonly user: UserUri | ProviderUri; readonly role: RoleIndex }
  | { readonly type: 'change-role'; readonly user: UserUri | ProviderUri; readonly role: RoleIndex }
  | { readonly type: 'change-own-role'; readonly role: RoleIndex }
  | { readonly type: 'send-message' }
  | { readonly type: 'receive-message' }
  | { readonly type: 'delete-own-message' }
  | { readonly type: 'delete-other-message' }
  | { readonly type: 'change-metadata'; readonly metadata: RoomMetadata }
  | { readonly type: 'change-base-policy'; readonly base: BaseRoomPolicy }
  | { readonly type: 'change-roles'; readonly roles: readonly Role[] }
  | { readonly type: 'change-preauthorized'; readonly entries: readonly PreauthorizedEntry[] }
  | { readonly type: 'change-gateways'; readonly refused: boolean }
  | { readonly type: 'change-component'; readonly componentId: number }
  | { readonly type: 'destroy-room' }
  | { readonly type: 'reinit' };

/**
 * Why something was refused. Every edge (XMPP condition, Matrix notice, update response) has one table over these names,
 * so each name is a reason that a person can be told.
 */
export type PolicyRule =
  | 'banned' // the actor is banned
  | 'not-a-participant' // the actor is not in the list
  | 'no-open-join' // members only and nothing admits the actor
  | 'lacks-capability' // the actor's role has no such capability
  | 'no-voice' // canSendMessage is missing
  | 'role-change-not-authorized' // the pair (from, to) is not in the actor's role
  | 'role-unknown' // no such role, or role 0 where a role is due
  | 'role-minimum' // a minimum would be undercut: the last owner
  | 'role-maximum'
  | 'room-full' // max_users or max_clients
  | 'target-not-a-participant'
  | 'target-is-participant' // already in the list
  | 'target-is-self' // kick, ban or role change of oneself where another is meant
  | 'ban-role-missing' // role 1 is not named `banned`
  | 'fixed-membership'
  | 'gateways-refused' // the room admits no client that a gateway runs
  | 'gateways-present' // such clients are in the room that is to refuse them
  | 'single-device'
  | 'removal-pending' // accepted removal or ban not yet committed (UP-22)
  | 'immutable' // a field that never changes
  | 'invalid-component' // a component that breaks its own draft
  | 'invalid-combination'; // proposals that may not stand together in one commit

export interface Allowed {
  readonly allowed: true;
}

/** A refusal is a value, never thrown. */
export interface Refused {
  readonly allowed: false;
  readonly rule: PolicyRule;
  /** Section of the draft that the rule comes from, such as `room-policy §8.1.2`. */
  readonly section: string;
  /** One English sentence for a person, without private data. */
  readonly text: string;
}

export type Decision = Allowed | Refused;

/**
 * One proposal and whose will it is (of a new_member_proposal the joiner's, of an external sender the provider's). The
 * caller has found out which users stand behind leaves and key packages, and whether a gateway runs them (`gateway`);
 * policy reads the components itself.
 */
export type HandshakeProposal = { readonly by: Actor } & (
  | /** Of an external commit also the leaf that the committer brings. */ {
      readonly type: 'add';
      readonly user: UserUri;
      readonly gateway?: boolean;
    }
  | { readonly type: 'remove'; readonly user: UserUri; readonly gateway?: boolean }
  | { readonly type: 'self-remove'; readonly user: UserUri; readonly gateway?: boolean }
  /** An AppDataUpdate; null removes the component. */
  | { readonly type: 'component'; readonly componentId: number; readonly update: Uint8Array | null }
  | { readonly type: 'ephemeral'; readonly componentId: number }
  | { readonly type: 'reinit' }
  | { readonly type: 'group-context-extensions' }
  /**
   * Update, PSK, ExternalInit and types that nobody knows: open to everybody who may act at all. `gateway` of an Update:
   * its leaf was not run by a gateway, and is from now on.
   */
  | { readonly type: 'other'; readonly proposalType: number; readonly gateway?: boolean }
);

/** A whole commit as the policy sees it. */
export interface HandshakeChange {
  readonly committer: Actor;
  /** The committer was no member before (RFC 9420 §12.4.3.2). */
  readonly external: boolean;
  /** In the order of the commit, with the external committer's own leaf. `byReference`: it was a bare proposal before. */
  readonly proposals: readonly (HandshakeProposal & { readonly byReference: boolean })[];
  /** The room as the commit would leave it, from the new GroupContext and tree. */
  readonly after: RoomState;
}
