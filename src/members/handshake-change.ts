import type { UserUri } from '../identifiers/index.ts';
import { members, type Proposal, type PublicGroup } from '../mls/index.ts';
import {
  type Action,
  baseRoomPolicy,
  componentIds,
  gatewayPolicy,
  invitedRole,
  isBanRole,
  type ParticipantListUpdate,
  participantListUpdate,
  presetRoles,
  type RoomMetadata,
  roomMetadata,
  type RoomState,
  rolesList,
  withFlags,
} from '../policy/index.ts';
import { encodeDeed, type Deed, deedComponent, userOf } from '../provider/index.ts';
import type { Attempt } from '../rooms/index.ts';

/** Attempts that one commit of the acting user does at once. */
export type DirectAttempt = Extract<
  Attempt,
  { type: 'invite' | 'remove' | 'kick' | 'ban' | 'unban' | 'set-role' | 'set-metadata' | 'set-policy' }
>;

/** What an attempt comes to in a room's present state. */
export type HandshakeChange =
  /** Holds already. */
  | 'nothing'
  | {
      /** What the policy is asked; all of it must be allowed. */
      readonly actions: readonly Action[];
      /** In the order that a commit needs: Removes, the deed, AppDataUpdates (draft-ietf-mls-extensions §4.7). */
      readonly proposals: readonly Proposal[];
      /** Whom it is about; null: the room. */
      readonly user: UserUri | null;
    };

interface Now {
  readonly group: PublicGroup;
  readonly state: RoomState;
}

/** @param deed why, and for whom when the machinery acts. */
export function handshakeChange(now: Now, attempt: DirectAttempt, deed: Deed): HandshakeChange {
  switch (attempt.type) {
    case 'set-metadata':
      return metadataChange(now, attempt, deed);
    case 'set-policy':
      return policyChange(now, attempt, deed);
    default:
      return userChange(now, attempt, deed);
  }
}

type UserAttempt = Exclude<DirectAttempt, { type: 'set-metadata' | 'set-policy' }>;

function userChange(now: Now, attempt: UserAttempt, deed: Deed): HandshakeChange {
  const { user } = attempt;
  const index = now.state.participants.findIndex((participant) => participant.user === user);
  const from = now.state.participants[index]?.role ?? 0;
  const target = targetRole(now.state, attempt, from);
  const out = target === 0 || isBanRole(now.state.roles, target) || attempt.type === 'kick';
  const removes = out ? leavesOf(now.group, user) : [];
  if (target === from && removes.length === 0) return 'nothing';
  const action = actionFor(now.state, attempt, from, target);
  const list = target === from ? [] : [listUpdate(index, from, target, user)];
  return { user, actions: [action], proposals: [...removes, ...deedProposal(deed), ...list] };
}

/** Role that the user has afterwards, 0 for none. */
function targetRole(state: RoomState, attempt: UserAttempt, from: number): number {
  const banned = isBanRole(state.roles, from);
  switch (attempt.type) {
    case 'invite':
      return from === 0 || banned ? (attempt.role ?? roleOfInvited(state, attempt.by)) : from;
    case 'remove':
      // A ban outlives a removal: only an unban clears it.
      return banned ? from : 0;
    case 'kick':
      return from;
    case 'ban':
      return presetRoles.banned;
    case 'unban':
      return banned ? (attempt.role ?? 0) : from;
    case 'set-role':
      return attempt.role;
  }
}

/** What somebody is whom this user invites. Who may invite nobody asks for a member, and the policy says why not. */
function roleOfInvited(state: RoomState, by: UserUri): number {
  return invitedRole(state, { type: 'user', user: by }, presetRoles.member) ?? presetRoles.member;
}

function actionFor({ roles }: RoomState, attempt: UserAttempt, from: number, target: number): Action {
  const { user } = attempt;
  if (attempt.type === 'kick') return { type: 'kick', user };
  if (attempt.type === 'ban' || isBanRole(roles, target)) return { type: 'ban', user };
  // An invitation does not lift a ban; asked as what it is, the policy refuses it.
  if (isBanRole(roles, from) && attempt.type !== 'invite') return { type: 'unban', user, role: target };
  if (from === 0 || attempt.type === 'invite') return { type: 'add-participant', user, role: target };
  if (target === 0) return user === attempt.by ? { type: 'remove-self' } : { type: 'remove-participant', user };
  return user === attempt.by ? { type: 'change-own-role', role: target } : { type: 'change-role', user, role: target };
}

function leavesOf(group: PublicGroup, user: UserUri): readonly Proposal[] {
  return members(group)
    .filter((member) => userOf(member) === user)
    .map(({ leafIndex }) => ({ type: 'remove', removed: leafIndex }));
}

function listUpdate(index: number, from: number, target: number, user: UserUri): Proposal {
  const nothing: ParticipantListUpdate = { changedRoleParticipants: [], removedIndices: [], addedParticipants: [] };
  if (from === 0) return listProposal({ ...nothing, addedParticipants: [{ user, role: target }] });
  if (target === 0) return listProposal({ ...nothing, removedIndices: [index] });
  return listProposal({ ...nothing, changedRoleParticipants: [{ userIndex: index, role: target }] });
}

export function listProposal(update: ParticipantListUpdate): Proposal {
  return componentProposal(componentIds.participantList, participantListUpdate.encode(update));
}

const componentProposal = (componentId: number, update: Uint8Array): Proposal => ({
  type: 'app-data-update',
  componentId,
  update,
});

export function deedProposal(deed: Deed): readonly Proposal[] {
  if (deed.by === undefined && deed.reason === undefined) return [];
  return [{ type: 'app-ephemeral', componentId: deedComponent, data: encodeDeed(deed) }];
}

function metadataChange(now: Now, attempt: Attempt & { type: 'set-metadata' }, deed: Deed): HandshakeChange {
  const before = now.state.metadata;
  const others = before.descriptions.filter(({ mediaType }) => !mediaType.startsWith('text/plain'));
  const descriptions =
    attempt.description === undefined
      ? before.descriptions
      : attempt.description === ''
        ? others
        : [{ mediaType: 'text/plain', language: '', content: attempt.description }, ...others];
  const metadata: RoomMetadata = {
    ...before,
    descriptions,
    name: attempt.name ?? before.name,
    subject: attempt.subject ?? before.subject,
  };
  if (JSON.stringify(metadata) === JSON.stringify(before)) return 'nothing';
  return {
    user: null,
    actions: [{ type: 'change-metadata', metadata }],
    proposals: [...deedProposal(deed), componentProposal(componentIds.roomMetadata, roomMetadata.encode(metadata))],
  };
}

function policyChange(now: Now, attempt: Attempt & { type: 'set-policy' }, deed: Deed): HandshakeChange {
  const { roles, base, gatewaysRefused } = withFlags(now.state, attempt.flags);
  const actions: Action[] = [];
  const updates: Proposal[] = [];
  if (roles) {
    actions.push({ type: 'change-roles', roles });
    updates.push(componentProposal(componentIds.rolesList, rolesList.encode(roles)));
  }
  if (base) {
    actions.push({ type: 'change-base-policy', base });
    updates.push(componentProposal(componentIds.baseRoomPolicy, baseRoomPolicy.encode(base)));
  }
  if (gatewaysRefused !== undefined) {
    actions.push({ type: 'change-gateways', refused: gatewaysRefused });
    updates.push(componentProposal(componentIds.gatewayPolicy, gatewayPolicy.encode({ refused: gatewaysRefused })));
  }
  return actions.length === 0 ? 'nothing' : { user: null, actions, proposals: [...deedProposal(deed), ...updates] };
}
