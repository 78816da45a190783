/**
 * Who acts, what may be asked and what is answered (requirement AC-05), with what each answer rests on. `decide` answers
 * every action from a `RoomState` alone; an answer is the same at the hub, at a follower and at a client. A hub may ask
 * more of those who act than the policy does (`HubRule` of envelope/); nobody refuses what a room's hub has allowed by that.
 *
 * **Standing.** An actor stands in the list under its user URI, a provider under `mimi://domain` (decision WF-24). It acts
 * with the role of its entry. A provider (an external sender) that is not listed acts with the role of the first
 * preauthorisation that matches, where that is a participants' role (room-policy §4, §8). The ban role
 * is refused with `banned`; a user that is not listed with `removal-pending` while it still has clients (protocol §5.3),
 * else with `not-a-participant`. "Capability X" below means: this standing, and X among the role's capabilities; else
 * `lacks-capability`.
 *
 * **Roles.** The ban role is role 1 where that is named exactly `banned` (room-policy §8.1.3); under any other name role 1
 * is a role like others. A participants' role is one that exists and is neither 0 nor the ban role.
 *
 * **Numbers.** Every change is counted against the room (§3, §5). A minimum refuses what lowers a role's number of
 * participants or of active participants (those with a client) to below it, a maximum what raises it to above it, so a
 * room that is beyond a limit may move towards it (decision WF-25). `maxUsers` counts listed users that are not banned
 * and no providers, `maxClients` all clients; both refuse only what raises the number. Without `multiDevice` nobody's
 * clients are raised to more than one. Rules: `role-minimum`, `role-maximum`, `room-full`, `single-device`.
 *
 * **Fixed membership** (§5, requirement KB-12). The list keeps its users: nobody enters, is added, leaves, is removed,
 * kicked or banned (`fixed-membership`). Role changes and unbans stay; so do own clients coming and going.
 *
 * **Parent** (§5). In a parent-dependent room a user that enters, is added or unbanned, or brings in a client, is in
 * `parentMembers`, and some user of the parent stays outside the list afterwards (a strict subset; the banned count
 * as outside). Providers are free of it. Rules: `parent-room`, `parent-whole`.
 *
 * **Logging** (§6.5, requirement BL-03). Where logging is required, the last client of the last logger that has clients
 * does not go, by whatever action: `logging-required`. It holds of loggers that the policy names by their user; a state
 * does not know which client is which.
 * @module
 */
import type { ProviderDomain, ProviderUri, UserUri } from '../../identifiers/index.ts';
import type {
  BaseRoomPolicy,
  JoinLinksUpdate,
  PreauthorizedEntry,
  Role,
  RoleIndex,
  RoomMetadata,
} from '../contract.ts';

/**
 * A user, or a provider through an external sender. `claims` are those of its credential (claims/): an entry of the
 * preauthorisation list matches when each of its claims is among them, octet for octet, so an entry without claims
 * matches everybody; the first that matches counts (§4).
 */
export type Actor =
  | { readonly type: 'user'; readonly user: UserUri; readonly claims?: PreauthorizedEntry['claims'] }
  | { readonly type: 'provider'; readonly domain: ProviderDomain; readonly claims?: PreauthorizedEntry['claims'] };

/** A client that comes in: what its leaf says about it. Absent is false. */
export interface EnteringClient {
  /** Run by a gateway: not into a room that refuses gateways (`gateways-refused`). */
  readonly gateway?: boolean;
  /** The credential names a pseudonym: only where `pseudonymsAllowed` (`pseudonyms-refused`, §5). */
  readonly pseudonym?: boolean;
}

/** What a message does beside being sent, each with a capability of §8.3, §8.4 or §8.7. */
export type SendUse =
  | 'reply' // canReplyToMessage
  | 'react' // canReactToMessage
  | 'edit-reaction' // canEditReaction
  | 'delete-own-reaction' // canDeleteOwnReaction
  | 'delete-other-reaction' // canDeleteOtherReaction
  | 'edit-own-message' // canEditOwnMessage
  | 'edit-other-message' // no capability gives it: always refused
  | 'delete-own-message' // canDeleteOwnMessage
  | 'delete-other-message' // canDeleteOtherMessage
  | 'start-topic' // canStartTopic
  | 'reply-in-topic' // canReplyInTopic
  | 'edit-own-topic' // canEditOwnTopic
  | 'edit-other-topic' // canEditOtherTopic
  | 'upload-image' // canUploadImage
  | 'upload-audio' // canUploadAudio
  | 'upload-video' // canUploadVideo
  | 'upload-attachment' // canUploadAttachment
  | 'send-link' // canSendLink
  | 'send-link-preview'; // canSendLinkPreview

/** What a reader does with a message (§8.3, §8.4). */
export type ReadUse =
  | 'copy-message' // canCopyMessage
  | 'report-abuse' // canReportAbuse
  | 'download-image' // canDownloadImage
  | 'download-audio' // canDownloadAudio
  | 'download-video' // canDownloadVideo
  | 'download-attachment' // canDownloadAttachment
  | 'follow-link' // canFollowLink
  | 'copy-link'; // canCopyLink

/** What is done in a call (§8.5). */
export type CallUse =
  | 'start' // canStartCall
  | 'join' // canJoinCall
  | 'send-audio' // canSendAudio
  | 'receive-audio' // canReceiveAudio
  | 'send-video' // canSendVideo
  | 'receive-video' // canReceiveVideo
  | 'share-screen' // canShareScreen
  | 'view-shared-screen'; // canViewSharedScreen

/**
 * Entering by oneself. Somebody who is listed comes back as with `add-own-client`; another `role` than the listed one is
 * `target-is-participant`. Somebody who is not is let in by the first of these that holds, and counted with its role:
 * 1. role 0 has canOpenJoin, and `role` (without one: the first such target) is a participants' role and a target of
 *    role 0 from 0;
 * 2. the first matching preauthorisation gives a participants' role that is `role` or none was asked for, and that role has
 *    canJoinIfPreauthorized (pairs are not consulted);
 * 3. `joinCode`: the caller found a code valid; `role` is the one that it names, a participants' role, and role 0 has
 *    canUseJoinCode (pairs are not consulted).
 * Else `no-open-join`.
 */
export interface Entering extends EnteringClient {
  readonly role?: RoleIndex;
  readonly joinCode?: boolean;
}

/** How people come in. */
export type EnteringAction =
  /**
   * Seeing the room in a directory or a search (§5): a discoverable one by everybody who is not banned, another by those who
   * are listed and not banned (`not-a-participant`).
   */
  | { readonly type: 'find-room' }
  | ({ readonly type: 'join' } & Entering)
  /**
   * The first group of a room that has none (requirement CT-20): refused with `group-exists` while somebody has a client
   * and with `room-ended` where the room is not persistent; else as `join`.
   */
  | ({ readonly type: 'create-group' } & Entering)
  /** What is needed for entering by oneself (protocol §5.6): as `join`. */
  | ({ readonly type: 'fetch-group-info' } & Entering)
  /** canAddOwnClient: one more client of the actor, who is listed. */
  | ({ readonly type: 'add-own-client' } & EnteringClient)
  /**
   * canAddParticipant: somebody else who is not listed (`target-is-participant`, also of the banned; oneself is
   * `target-is-self`) gets a role above 1 that exists (`role-unknown`) and is a target from 0 of the actor's role
   * (`role-change-not-authorized`). `clients`: how many come in with the entry; absent is 0.
   */
  | {
      readonly type: 'add-participant';
      readonly user: UserUri | ProviderUri;
      readonly role: RoleIndex;
      readonly clients?: number;
    }
  /**
   * Key packages of a user, to bring its clients in (protocol §5.2). Of oneself: canAddOwnClient. Of another:
   * canAddParticipant, and for a listed user without clients the pair (0, its role), for one who is not listed any pair
   * from 0 to a participants' role (`role-change-not-authorized`). Of somebody banned (`banned`) or with clients
   * (`target-is-participant`): none. Fixed membership and parent hold as for `add-participant` of who is not listed.
   */
  | { readonly type: 'fetch-key-material'; readonly user: UserUri }
  /**
   * Asking to be let in (requirement JN-01): role 0 has canKnock. Not of the listed (`target-is-participant`), the banned
   * (`banned`), and not where membership is fixed.
   */
  | { readonly type: 'knock' }
  /** canAcceptKnock, about somebody who is not listed (`target-is-participant`). The entry itself is `add-participant`. */
  | { readonly type: 'answer-knock'; readonly user: UserUri };

/** How people and clients go. */
export type LeavingAction =
  /**
   * One client of the actor, whose entry stays: canRemoveOwnClient. Who is banned or not listed may always take a client
   * out that is still there, and nothing else; without one it is `not-a-participant`.
   */
  | { readonly type: 'remove-own-client' }
  /** canRemoveSelf, and the pair (own role, 0) in it: the entry goes with all clients. */
  | { readonly type: 'remove-self' }
  /**
   * canRemoveParticipant: another's entry with all clients, by the pair (target's role, 0). Also ends a ban. Not oneself
   * (`target-is-self`), and somebody who is listed (`target-not-a-participant`). In a
   * parent-dependent room whose `parentMembers` are known and lack the user, the room's hub removes it whatever roles,
   * pairs, numbers and fixed membership say (§5).
   */
  | { readonly type: 'remove-participant'; readonly user: UserUri | ProviderUri }
  /**
   * canKick: all clients of another who is listed (`target-not-a-participant`, `target-is-self`), the entry
   * stays. No pair is consulted; what a hub may ask in addition is in envelope/rank.ts.
   */
  | { readonly type: 'kick'; readonly user: UserUri | ProviderUri }
  /**
   * One client of somebody else that is lost (requirement UP-37), by the provider of that user, which needs no role and no
   * entry, or by the hub of the room, as in `kick`; nobody else (`lacks-capability`). It needs a client
   * (`target-not-a-participant`). Where membership is fixed (requirement KB-12) the last client of a user stays, and every
   * client of a listed logger (`fixed-membership`).
   */
  | { readonly type: 'remove-client'; readonly user: UserUri };

/** Changes of roles. The ban role is given only by `ban` and left only by `unban` or removal. */
export type RoleAction =
  /**
   * canBan, the pair (role now, 1), and that there is a ban role (`ban-role-missing`). Not oneself, not the banned
   * (`target-is-participant`). Also of somebody who is not listed, whose role now is 0. All clients go.
   */
  | { readonly type: 'ban'; readonly user: UserUri | ProviderUri }
  /**
   * canUnban, the pair (1, role), and that there is a ban role; `role` is a participants' role; no client comes in by it. With role 0
   * it is `remove-participant`. Not of somebody who has another role (`target-not-a-participant`).
   */
  | { readonly type: 'unban'; readonly user: UserUri | ProviderUri; readonly role: RoleIndex }
  /**
   * canChangeUserRole, the pair (role now, role): another who is listed, to a role that exists (`role-unknown`, also 0). To
   * the ban role it is `ban`, from it `unban`.
   */
  | { readonly type: 'change-role'; readonly user: UserUri | ProviderUri; readonly role: RoleIndex }
  /** canChangeOwnRole, to the role of the first matching preauthorisation, a participants' role; pairs are not consulted (§8.1.3). */
  | { readonly type: 'change-own-role'; readonly role: RoleIndex };

/** Messages and what is done with them. */
export type MessageAction =
  /**
   * canSendMessage (`no-voice`) of somebody with a client (`not-a-participant`), and of each use its capability: the draft
   * calls them additional (§8.3), and the hub, which can't see the uses, would refuse the message without voice.
   */
  | { readonly type: 'send-message'; readonly uses?: readonly SendUse[] }
  /** canReceiveMessage. */
  | { readonly type: 'receive-message' }
  /** canDeleteOwnMessage, canDeleteOtherMessage: the right alone; the message that does it is a `send-message` too. */
  | { readonly type: 'delete-own-message' }
  | { readonly type: 'delete-other-message' }
  | { readonly type: 'use-message'; readonly use: ReadUse }
  | { readonly type: 'call'; readonly use: CallUse }
  /** canSendDirectMessage, to another who is listed and not banned (`target-not-a-participant`, `target-is-self`). */
  | { readonly type: 'send-direct-message'; readonly user: UserUri }
  /** canTargetMessage, likewise. */
  | { readonly type: 'target-message'; readonly user: UserUri }
  /** canChangeOwnName, canChangeOwnPresence, canChangeOwnMood, canChangeOwnAvatar. No voice is needed. */
  | { readonly type: 'change-own-profile'; readonly field: 'name' | 'presence' | 'mood' | 'avatar' };

/**
 * Changes of the room's policy. Each leaves a valid room, or is `invalid-component`: what `checkRoomState` says, such as
 * that every role in use is defined and that membership is fixed only where no role above 1 has canAddParticipant.
 */
export type SettingsAction =
  /** canChangeRoomName, -Description, -Avatar, -Subject, -Mood, each for its field; `roomUri` is `immutable`. */
  | { readonly type: 'change-metadata'; readonly metadata: RoomMetadata }
  /**
   * canChangeRoomMembershipStyle. Those who are there must fit the new policy (requirement BP-13): `room-full`,
   * `single-device`, `parent-room` (`parentMembers` is then of the parent that `base` names).
   */
  | { readonly type: 'change-base-policy'; readonly base: BaseRoomPolicy }
  /** canChangeRoleDefinitions. */
  | { readonly type: 'change-roles'; readonly roles: readonly Role[] }
  /** canChangePreauthorizedUserList. */
  | { readonly type: 'change-preauthorized'; readonly entries: readonly PreauthorizedEntry[] }
  /**
   * canChangeOtherPolicyAttribute. Not to true while a gateway's client is in the room: `gatewayLeaves` and at least one
   * of `clients` (`gateways-present`).
   */
  | { readonly type: 'change-gateways'; readonly refused: boolean }
  /**
   * Join links (§6.2): canCreateJoinCode when any is added, canDeleteJoinCode when any is removed, standing alone for
   * neither. An index beyond the list, or twice, is `invalid-component`. Under `onRequest`, links are added only if at most
   * one stands afterwards (`join-links-limited`).
   */
  | { readonly type: 'change-join-links'; readonly update: JoinLinksUpdate }
  /**
   * A component without an action of its own (decision WF-07): canChangeMlsOperationalPolicies for 0x0024,
   * canChangeOtherPolicyAttribute for all others. The franking agent (0x0021) of a room that has one is `immutable`.
   * Components with an action of their own (0x0022, 0x0023, 0x0025, 0x0026, 0x0027, 0x002A, 0xF0D2) are
   * `invalid-component` here.
   */
  | { readonly type: 'change-component'; readonly componentId: number }
  /**
   * A room keeps its list, metadata, roles, base policy, gateway policy and franking agent (0x0022, 0x0023, 0x0025, 0x0027,
   * 0xF0D2, 0x0021): `immutable`. The preauthorisation list goes by canChangePreauthorizedUserList, the join links by
   * canDeleteJoinCode, every other component as in `change-component`.
   */
  | { readonly type: 'remove-component'; readonly componentId: number }
  /** canCreateSubgroup: a parent-dependent room below this one. */
  | { readonly type: 'create-subroom' }
  /**
   * canDestroyRoom. Where no role above 1 has it, the only user that is left and not banned may (requirement UP-40); never
   * a provider.
   */
  | { readonly type: 'destroy-room' };

/**
 * MLS operations. Codes 0x0602 to 0x0605 are reserved: they restrict only in a room where some role (0 included) has the
 * code; elsewhere everybody may whom nothing bars (the draft's own annex lists them nowhere and yet has external joins).
 */
export type MlsAction =
  /** canSendMLSReinitProposal. */
  | { readonly type: 'reinit' }
  /** canChangeMlsOperationalPolicies; extensions in which the hub is no external sender any more are `immutable` (protocol §7.4). */
  | { readonly type: 'change-extensions'; readonly dropsHub?: boolean }
  /** canSendMLSUpdateProposal, canSendMLSPSKProposal. */
  | { readonly type: 'send-proposal'; readonly proposal: 'update' | 'psk' }
  /**
   * canSendMLSExternalProposal, canSendMLSExternalCommit, of the role that the actor has (0 for who is not listed, whom
   * only a ban bars). Refused to all with `operational-policy` where the operational policy says so (§7.1).
   */
  | { readonly type: 'external-proposal' }
  | { readonly type: 'external-commit' };

/** One thing that somebody wants to do. */
export type Action = EnteringAction | LeavingAction | RoleAction | MessageAction | SettingsAction | MlsAction;

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
  | 'outranked' // this hub's own: the target's role is not below the actor's (envelope/rank.ts)
  | 'role-unknown' // no such role, or role 0 where a role is due
  | 'role-minimum' // a minimum would be undercut: the last owner
  | 'role-maximum'
  | 'room-full' // max_users or max_clients
  | 'target-not-a-participant'
  | 'target-is-participant' // already in the list
  | 'target-is-self' // kick, ban or role change of oneself where another is meant
  | 'ban-role-missing' // role 1 is not named `banned`
  | 'fixed-membership'
  | 'parent-room' // not in the parent room
  | 'parent-whole' // the list would be as large as the parent's
  | 'gateways-refused' // the room admits no client that a gateway runs
  | 'gateways-present' // such clients are in the room that is to refuse them
  | 'pseudonyms-refused' // the room asks for long-term identifiers in credentials
  | 'single-device'
  | 'logging-required' // the last logger would go
  | 'join-links-limited' // the policy keeps one link at a time
  | 'removal-pending' // accepted removal or ban not yet committed (UP-22)
  | 'group-exists' // the room has a group already
  | 'room-ended' // a temporary room whose last client is gone
  | 'operational-policy' // external proposals or commits are switched off
  | 'outside-envelope' // the hub takes no room with such a policy (envelope/)
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
