import type { Decision, Refused, RoleIndex, RoomState } from './contract.ts';
import { allowed, refuse } from './decision.ts';
import { banned, clientsOf, roleAt, roleIndexOf } from './standing.ts';

/** What one action does to the list and the group, as far as counting goes. */
export interface Step {
  readonly user: string;
  /** Role afterwards; 0 for not listed. */
  readonly role: RoleIndex;
  /** Leaves afterwards. */
  readonly clients: number;
}

/** The state after a step: participants and clients only. */
export function afterStep(state: RoomState, step: Step): RoomState {
  const listed = roleIndexOf(state, step.user) !== 0;
  const kept = state.participants.flatMap((entry) => {
    if (entry.user !== step.user) return [entry];
    return step.role === 0 ? [] : [{ user: step.user, role: step.role }];
  });
  const participants = listed || step.role === 0 ? kept : [...kept, { user: step.user, role: step.role }];
  const clients = new Map(state.clients);
  if (step.clients === 0) clients.delete(step.user);
  else clients.set(step.user, step.clients);
  return { ...state, participants, clients };
}

/**
 * A state to be counted while commits are still due: clients of somebody who is banned or not listed are as good as gone,
 * because the next commit must remove them (draft-ietf-mimi-protocol §5.3).
 */
export function withoutStrays(state: RoomState): RoomState {
  const clients = new Map([...state.clients].filter(([user]) => roleIndexOf(state, user) > banned));
  return { ...state, clients };
}

interface Count {
  listed: number;
  active: number;
}

function countByRole(state: RoomState): ReadonlyMap<RoleIndex, Count> {
  const counts = new Map<RoleIndex, Count>();
  for (const { user, role } of state.participants) {
    const count = counts.get(role) ?? { listed: 0, active: 0 };
    count.listed += 1;
    if (clientsOf(state, user) > 0) count.active += 1;
    counts.set(role, count);
  }
  return counts;
}

const total = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0);
const users = (state: RoomState): number => state.participants.filter(({ role }) => role !== banned).length;

/**
 * Whether a change respects the limits of roles (draft-ietf-mimi-room-policy §3, §8.1) and of the room (§5). A minimum
 * counts when the change lowers a number, a maximum when it raises it, so that a room which is beyond a limit already
 * (a new room without its last roles, decision WF-25) can still move towards it.
 */
export function checkLimits(before: RoomState, after: RoomState): Decision {
  const was = countByRole(before);
  const is = countByRole(after);
  for (const index of new Set([...was.keys(), ...is.keys()])) {
    const refusal = checkRole(after, index, was.get(index), is.get(index));
    if (refusal) return refusal;
  }
  return checkRoom(before, after) ?? allowed;
}

function checkRole(state: RoomState, index: RoleIndex, was?: Count, is?: Count): Refused | null {
  const role = roleAt(state, index);
  if (!role) return null;
  const [listedWas, listedIs] = [was?.listed ?? 0, is?.listed ?? 0];
  const [activeWas, activeIs] = [was?.active ?? 0, is?.active ?? 0];
  const tooFew =
    (listedIs < listedWas && listedIs < role.minimumParticipants) ||
    (activeIs < activeWas && activeIs < role.minimumActiveParticipants);
  if (tooFew) {
    return refuse(
      'role-minimum',
      'room-policy §3',
      `The room needs at least as many of role "${role.name}" as it has.`,
    );
  }
  const tooMany =
    (listedIs > listedWas && listedIs > (role.maximumParticipants ?? Infinity)) ||
    (activeIs > activeWas && activeIs > (role.maximumActiveParticipants ?? Infinity));
  return tooMany ? refuse('role-maximum', 'room-policy §3', `The room has no place for another "${role.name}".`) : null;
}

function checkRoom(before: RoomState, after: RoomState): Refused | null {
  const { maxUsers, maxClients, multiDevice } = after.base;
  if (maxUsers !== null && users(after) > users(before) && users(after) > maxUsers) {
    return refuse('room-full', 'room-policy §5', `The room takes at most ${maxUsers} users.`);
  }
  const [clientsWere, clientsAre] = [total(before.clients.values()), total(after.clients.values())];
  if (maxClients !== null && clientsAre > clientsWere && clientsAre > maxClients) {
    return refuse('room-full', 'room-policy §5', `The room takes at most ${maxClients} clients.`);
  }
  if (!multiDevice && [...after.clients].some(([user, count]) => count > 1 && count > clientsOf(before, user))) {
    return refuse('single-device', 'room-policy §5', 'The room takes one client of each user.');
  }
  return null;
}
