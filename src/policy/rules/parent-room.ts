import type { RoomState } from '../contract.ts';
import { refuse } from '../decision.ts';
import { isParticipantsRole, isProvider, takesPart } from '../standing.ts';
import type { Refused } from './contract.ts';

const section = 'room-policy §5';

/** Whether the parent of a parent-dependent room has a user who is to be here; null when nothing is in the way. */
export function outsideParent(state: RoomState, user: string): Refused | null {
  if (!state.base.parentDependent || isProvider(user) || state.parentMembers?.has(user) === true) return null;
  return refuse('parent-room', section, 'Only participants of the parent room can be in this room.');
}

/**
 * Whether the list stays a strict subset of the parent's with one more user; null when it does. Users that are banned here
 * count as outside.
 */
export function wholeParent(state: RoomState, user: string): Refused | null {
  if (!state.base.parentDependent || isProvider(user)) return null;
  if (takesPart(state, user) || leavesSomebodyOut(state, user)) return null;
  return refuse('parent-whole', section, 'This room can not have all participants of its parent room.');
}

function leavesSomebodyOut(state: RoomState, added: string | null): boolean {
  const parent = state.parentMembers ?? new Set<string>();
  return [...parent].some((user) => user !== added && !takesPart(state, user));
}

/** Listed users who are not in the parent room any more: the hub removes them from this one (requirement CT-18). */
export function strayFromParent(state: RoomState): readonly string[] {
  const { parentMembers } = state;
  if (!state.base.parentDependent || !parentMembers) return [];
  return state.participants
    .filter(({ user, role }) => isParticipantsRole(state, role) && !isProvider(user) && !parentMembers.has(user))
    .map(({ user }) => user);
}

/** Whether all who are in a room fit the parent that it is to depend on; null when they do. */
export function unfitForParent(state: RoomState): Refused | null {
  if (!state.base.parentDependent) return null;
  if (state.parentMembers && strayFromParent(state).length === 0 && leavesSomebodyOut(state, null)) return null;
  return refuse('parent-room', section, 'Not everybody here is in the parent room, or everybody of it is here.');
}

/** Whether a list that was smaller than the parent's becomes as large (a strict subset, §5); null when not. */
export function becomesWholeParent(before: RoomState, after: RoomState): Refused | null {
  const grows = after.base.parentDependent && after.parentMembers && !leavesSomebodyOut(after, null);
  if (!grows || !leavesSomebodyOut(before, null)) return null;
  return refuse('parent-whole', section, 'This room can not have all participants of its parent room.');
}
