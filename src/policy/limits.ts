import type { RoleIndex, RoomState } from './contract.ts';
import type { Decision, Refused } from './rules/contract.ts';
import { allowed, refuse } from './decision.ts';
import { endOfLogging } from './rules/logging.ts';
import { strayFromParent, wholeParent } from './rules/parent-room.ts';
import { clientsOf, isParticipantsRole, isProvider, roleAt, roleIndexOf, takesPart } from './standing.ts';

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
 * The state before a change, to be counted in a parent-dependent room: without those who left the parent room and whom the
 * hub takes out by the change, for no number keeps them (draft-ietf-mimi-room-policy §5).
 */
export function withoutLeftParent(state: RoomState, takenOut: ReadonlySet<string>): RoomState {
  const strays = new Set(strayFromParent(state).filter((user) => takenOut.has(user)));
  if (strays.size === 0) return state;
  const participants = state.participants.filter(({ user }) => !strays.has(user));
  const clients = new Map([...state.clients].filter(([user]) => !strays.has(user)));
  return { ...state, participants, clients };
}

/**
 * A state to be counted while commits are still due: clients of somebody who is banned or not listed are as good as gone,
 * because the next commit must remove them (draft-ietf-mimi-protocol §5.3).
 */
export function withoutStrays(state: RoomState): RoomState {
  const strays = [...state.clients.keys()].filter((user) => !takesPart(state, user));
  if (strays.length === 0) return state;
  const clients = new Map(state.clients);
  for (const user of strays) clients.delete(user);
  return { ...state, clients };
}

interface Count {
  readonly listed: number;
  readonly active: number;
}

/** All that limits are about. */
interface Tally {
  readonly roles: ReadonlyMap<RoleIndex, Count>;
  readonly clients: number;
  /** Entries of providers that are not banned, such as the policy enforcer: they take no user's place. */
  readonly providers: number;
}

const none: Count = { listed: 0, active: 0 };
const tallies = new WeakMap<RoomState, Tally>();

/** Counted once for a state, since states are values: many decisions rest on one. */
function tallyOf(state: RoomState): Tally {
  let tally = tallies.get(state);
  if (!tally) {
    const roles = new Map<RoleIndex, Count>();
    for (const { user, role } of state.participants) count(roles, role, 1, clientsOf(state, user) > 0 ? 1 : 0);
    const clients = [...state.clients.values()].reduce((sum, number) => sum + number, 0);
    const providers = state.participants.filter(
      ({ user, role }) => isProvider(user) && isParticipantsRole(state, role),
    ).length;
    tally = { roles, clients, providers };
    tallies.set(state, tally);
  }
  return tally;
}

function count(roles: Map<RoleIndex, Count>, role: RoleIndex, listed: number, active: number): void {
  const before = roles.get(role) ?? none;
  roles.set(role, { listed: before.listed + listed, active: before.active + active });
}

/**
 * Whether one step respects the limits of roles (draft-ietf-mimi-room-policy §3, §8.1) and of the room (§5). A minimum
 * counts when the step lowers a number, a maximum when it raises it, so that a room which is beyond a limit already (a
 * new room without its last roles, decision WF-25) can still move towards it. A logger and the parent room are counted, too:
 * all that is asked here other changes of one commit can make up for, so that it is asked last of every action, and of a
 * commit as a whole.
 */
export function checkStep(state: RoomState, step: Step): Decision {
  const kept = endOfLogging(state, step.user, step.clients);
  if (kept) return kept;
  const whole = isParticipantsRole(state, step.role) ? wholeParent(state, step.user) : null;
  if (whole) return whole;
  const before = tallyOf(state);
  const clients = clientsOf(state, step.user);
  const roles = new Map(before.roles);
  const from = roleIndexOf(state, step.user);
  if (from !== 0) count(roles, from, -1, clients > 0 ? -1 : 0);
  if (step.role !== 0) count(roles, step.role, 1, step.clients > 0 ? 1 : 0);
  const after = { ...before, roles, clients: before.clients + step.clients - clients };
  return (
    compare(state, { was: before, held: before, is: after }) ?? checkDevices(state, clients, step.clients) ?? allowed
  );
}

/**
 * {@link checkStep} of everything that lies between two states.
 * @param takenOut users whom the hub strikes from the list: no minimum keeps those who left the parent room
 */
export function checkLimits(before: RoomState, after: RoomState, takenOut: ReadonlySet<string> = new Set()): Decision {
  const held = tallyOf(withoutLeftParent(before, takenOut));
  const refusal = compare(after, { was: tallyOf(before), held, is: tallyOf(after) });
  if (refusal) return refusal;
  for (const [user, clients] of after.clients) {
    const tooMany = checkDevices(after, clientsOf(before, user), clients);
    if (tooMany) return tooMany;
  }
  return allowed;
}

interface Numbers {
  readonly was: Tally;
  /** What minima are measured from: those who were there and may be missed. */
  readonly held: Tally;
  readonly is: Tally;
}

function compare(state: RoomState, { was, held, is }: Numbers): Refused | null {
  for (const index of new Set([...was.roles.keys(), ...is.roles.keys()])) {
    const of = ({ roles }: Tally): Count => roles.get(index) ?? none;
    const refusal = checkRole(state, index, { was: of(was), held: of(held), is: of(is) });
    if (refusal) return refusal;
  }
  return checkRoom(state, was, is);
}

interface RoleNumbers {
  readonly was: Count;
  readonly held: Count;
  readonly is: Count;
}

function checkRole(state: RoomState, index: RoleIndex, { was, held, is }: RoleNumbers): Refused | null {
  const role = roleAt(state, index);
  if (!role) return null;
  const tooFew =
    (is.listed < held.listed && is.listed < role.minimumParticipants) ||
    (is.active < held.active && is.active < role.minimumActiveParticipants);
  if (tooFew) {
    return refuse(
      'role-minimum',
      'room-policy §3',
      `The room needs at least as many of role "${role.name}" as it has.`,
    );
  }
  const tooMany =
    (is.listed > was.listed && is.listed > (role.maximumParticipants ?? Infinity)) ||
    (is.active > was.active && is.active > (role.maximumActiveParticipants ?? Infinity));
  return tooMany ? refuse('role-maximum', 'room-policy §3', `The room has no place for another "${role.name}".`) : null;
}

/** Users that are not banned. */
function usersOf(state: RoomState, tally: Tally): number {
  let sum = -tally.providers;
  for (const [role, { listed }] of tally.roles) if (isParticipantsRole(state, role)) sum += listed;
  return sum;
}

function checkRoom(state: RoomState, before: Tally, after: Tally): Refused | null {
  const { maxUsers, maxClients } = state.base;
  const users = (tally: Tally): number => usersOf(state, tally);
  if (maxUsers !== null && users(after) > users(before) && users(after) > maxUsers) {
    return refuse('room-full', 'room-policy §5', `The room takes at most ${maxUsers} users.`);
  }
  if (maxClients !== null && after.clients > before.clients && after.clients > maxClients) {
    return refuse('room-full', 'room-policy §5', `The room takes at most ${maxClients} clients.`);
  }
  return null;
}

function checkDevices(state: RoomState, were: number, are: number): Refused | null {
  if (state.base.multiDevice || are <= 1 || are <= were) return null;
  return refuse('single-device', 'room-policy §5', 'The room takes one client of each user.');
}
