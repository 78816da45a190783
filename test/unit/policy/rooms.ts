import { parseDomain, roomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import {
  type Action,
  type Actor,
  capabilities,
  type CapabilityName,
  componentIds,
  decide,
  type HandshakeProposal,
  newRoomState,
  participantListUpdate,
  type ParticipantListUpdate,
  type RoomKind,
  presetRoles,
  refuseOutranked,
  type Role,
  type RoomState,
} from '../../../src/policy/index.ts';

export const hub = parseDomain('mimi.example.org');
export const room = roomUri(hub, 'lobby');
const people = parseDomain('xmpp.example.org');
export const user = (name: string): UserUri => userUri(people, name);
export const as = (name: string): Actor => ({ type: 'user', user: user(name) });
export const theHub: Actor = { type: 'provider', domain: hub };

/** Who is in the rooms of these tests, by the role that each has. */
export const cast = {
  outcast: presetRoles.banned,
  visitor: presetRoles.visitor,
  guest: presetRoles.guest,
  member: presetRoles.member,
  moderator: presetRoles.moderator,
  admin: presetRoles.admin,
  owner: presetRoles.owner,
} as const;
export type Person = keyof typeof cast;
export const persons = Object.keys(cast) as Person[];

/** A room of a preset with one person of each role, and a second owner; everybody but the outcast has a client. */
export function roomWith(preset: RoomKind = 'open', change: Partial<RoomState> = {}): RoomState {
  const state = newRoomState(preset, { room, creator: user('founder'), hub });
  const participants = [...state.participants, ...persons.map((name) => ({ user: user(name), role: cast[name] }))];
  const clients = new Map(['founder', ...persons].filter((name) => name !== 'outcast').map((name) => [user(name), 1]));
  return { ...state, participants, clients, ...change };
}

/** The same room with one role changed. */
export function withRole(state: RoomState, index: number, change: Partial<Role>): RoomState {
  return { ...state, roles: state.roles.map((role) => (role.index === index ? { ...role, ...change } : role)) };
}

/** The same room in which nobody but one role has a capability, or nobody at all. */
export function onlyFor(state: RoomState, capability: CapabilityName, index: number | null): RoomState {
  const code = capabilities[capability];
  const roles = state.roles.map((role) => {
    const rest = role.capabilities.filter((held) => held !== code);
    return { ...role, capabilities: role.index === index ? [...rest, code] : rest };
  });
  return { ...state, roles };
}

/** `allowed`, or the rule that refused. */
export function answer(state: RoomState, actor: Actor, action: Action): string {
  const decision = decide(state, actor, action);
  return decision.allowed ? 'allowed' : decision.rule;
}

/** The rule that this hub refuses with, by the room's policy or its own. */
export function answerAtHub(state: RoomState, actor: Actor, action: Action): string {
  const decision = decide(state, actor, action);
  return decision.allowed ? (refuseOutranked(state, actor, action)?.rule ?? 'allowed') : decision.rule;
}

export const ruleOf = (decision: ReturnType<typeof decide>): string => (decision.allowed ? 'allowed' : decision.rule);

const nothing: ParticipantListUpdate = { changedRoleParticipants: [], removedIndices: [], addedParticipants: [] };

/** List updates by name; indices are looked up in the room. */
export const list = {
  add: (by: Actor, name: string, role: number): HandshakeProposal =>
    listProposal(by, { ...nothing, addedParticipants: [{ user: user(name), role }] }),
  remove: (state: RoomState, by: Actor, name: string): HandshakeProposal =>
    listProposal(by, { ...nothing, removedIndices: [indexOf(state, name)] }),
  change: (state: RoomState, by: Actor, name: string, role: number): HandshakeProposal =>
    listProposal(by, { ...nothing, changedRoleParticipants: [{ userIndex: indexOf(state, name), role }] }),
};

export function indexOf(state: RoomState, name: string): number {
  return state.participants.findIndex((entry) => entry.user === user(name));
}

export function listProposal(by: Actor, update: ParticipantListUpdate): HandshakeProposal {
  return {
    by,
    type: 'component',
    componentId: componentIds.participantList,
    update: participantListUpdate.encode(update),
  };
}

export const add = (by: Actor, name: string): HandshakeProposal => ({ by, type: 'add', user: user(name) });
export const remove = (by: Actor, name: string): HandshakeProposal => ({ by, type: 'remove', user: user(name) });
