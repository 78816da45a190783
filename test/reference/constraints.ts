/** RP §3 and §5: how many there may and must be. */
import type { RoomState } from '../../src/policy/index.ts';
import { type Clause, clause } from './clause.ts';
import { bannedRoleExists, clientsOf, isProvider, listedRole, roleNumber } from './standing.ts';

function participantsWith(state: RoomState, role: number): number {
  return state.participants.filter((participant) => participant.role === role).length;
}

function activeWith(state: RoomState, role: number): number {
  return state.participants.filter(({ user, role: has }) => has === role && clientsOf(state, user) > 0).length;
}

/** RP §3: "If the minimum number is zero, there is no minimum". The user goes away from its role. */
export function minimumOfRole(state: RoomState, user: string): Clause {
  const role = listedRole(state, user);
  const minimum = roleNumber(state, role)?.minimumParticipants ?? 0;
  const kept = role === 0 || participantsWith(state, role) - 1 >= minimum;
  return clause(kept, 'RP §8.1: the minimum_participants_constraint of the former role is satisfied');
}

/** WF-25: a minimum counts only where a change lowers what it counts. The user ceases to be active in its role. */
export function activeMinimumOfRole(state: RoomState, user: string): Clause {
  const role = listedRole(state, user);
  const minimum = roleNumber(state, role)?.minimumActiveParticipants ?? 0;
  const lowers = role !== 0 && clientsOf(state, user) > 0;
  const kept = !lowers || activeWith(state, role) - 1 >= minimum;
  return clause(kept, 'RP §8.1: the minimum_active_participants_constraint of the former role is satisfied');
}

export function minimaOfRole(state: RoomState, user: string): readonly Clause[] {
  return [minimumOfRole(state, user), activeMinimumOfRole(state, user)];
}

/** RP §3: "If there is no maximum number …, that parameter is absent". One more comes to have the role. */
export function maximumOfRole(state: RoomState, role: number): Clause {
  const maximum = roleNumber(state, role)?.maximumParticipants ?? null;
  const kept = maximum === null || participantsWith(state, role) + 1 <= maximum;
  return clause(kept, 'RP §8.1: the maximum_participants_constraint of the target role is respected');
}

/** RP §3: zero means that "no participants are allowed to have clients in the room's MLS group". */
export function activeMaximumOfRole(state: RoomState, role: number, clients: number): Clause {
  const maximum = roleNumber(state, role)?.maximumActiveParticipants ?? null;
  const kept = maximum === null || clients === 0 || activeWith(state, role) + 1 <= maximum;
  return clause(kept, 'RP §8.1: the maximum_active_participants_constraint of the target role is respected');
}

export function maximaOfRole(state: RoomState, role: number, clients: number): readonly Clause[] {
  return [maximumOfRole(state, role), activeMaximumOfRole(state, role, clients)];
}

/** RP §5: "the room's associated MLS group MUST NOT have more clients than the provided value". */
export function maxClients(state: RoomState, more: number): Clause {
  const most = state.base.maxClients;
  let all = more;
  for (const count of state.clients.values()) all += count;
  return clause(most === null || more === 0 || all <= most, 'RP §5: max_clients');
}

/** RP §5: "the room MUST NOT have more non-banned entries in the participant list than that value". */
export function maxUsers(state: RoomState, newcomers: number): Clause {
  const most = state.base.maxUsers;
  const banned = bannedRoleExists(state) ? 1 : -1;
  const entries = state.participants.filter(({ role }) => role !== banned);
  // WF-24: a provider in the list is no user, so a room for two holds two and the hub.
  const people = entries.filter(({ user }) => !isProvider(user)).length + newcomers;
  return clause(most === null || people <= most, 'RP §5: max_users');
}

/** RP §5: "If false only a single client can be an MLS member at one time." */
export function multiDevice(state: RoomState, clientsAfter: number): Clause {
  return clause(state.base.multiDevice || clientsAfter <= 1, 'RP §5: multi_device');
}

/** RP §5: "the list of participants of the room MUST be a strict subset of the participants of the parent room". */
export function inParent(state: RoomState, user: string): Clause {
  const says = 'RP §5: "a strict subset of the participants of the parent room"';
  // WF-24: the hub’s own entry stands in the list of each of its rooms.
  if (!state.base.parentDependent || isProvider(user)) return clause(true, says);
  const banned = bannedRoleExists(state) ? 1 : -1;
  const after = new Set<string>(state.participants.filter(({ role }) => role !== banned).map(({ user: one }) => one));
  after.add(user);
  const parents = state.parentMembers ?? new Set<string>();
  const missing = [...parents].some((parent) => !after.has(parent));
  return clause(parents.has(user) && (missing || isListedAndNotBanned(state, user)), says);
}

function isListedAndNotBanned(state: RoomState, user: string): boolean {
  const role = listedRole(state, user);
  return role !== 0 && !(role === 1 && bannedRoleExists(state));
}
