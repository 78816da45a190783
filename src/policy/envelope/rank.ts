import type { RoomState } from '../contract.ts';
import { refuse } from '../decision.ts';
import type { Action, Actor, Refused } from '../rules/contract.ts';
import { actingRole, has, roleAt, roleIndexOf, targetsFrom } from '../standing.ts';

const removing = 'room-policy §8.1.2';

/**
 * What a hub may ask of its users beside the draft: that nobody throws out who ranks higher. The draft compares no roles
 * for a kick, so that a moderator could kick the owner, which XEP-0045 §8.2 and Matrix forbid: here the kicker's role lists
 * some change from the target's role. And a pair (own role, 0), without which nobody leaves, is no leave to remove an
 * equal where the role governs others and moves its own nowhere else: an admin could remove another and then ban the user
 * that is left, which no pair allows in one step.
 *
 * It is no part of `decide`: whoever follows a room of another hub has to take what that hub allowed, or is left behind.
 * @returns null: nothing is in the way
 */
export function refuseOutranked(state: RoomState, actor: Actor, action: Action): Refused | null {
  if (actor.type !== 'user' || (action.type !== 'kick' && action.type !== 'remove-participant')) return null;
  const role = roleAt(state, actingRole(state, actor));
  const from = roleIndexOf(state, action.user);
  const targets = targetsFrom(role, from);
  if (action.type === 'kick') {
    if (targets.length > 0) return null;
    return refuse('role-change-not-authorized', removing, 'Your role may not act on somebody of that role.');
  }
  const onlyToLeave = from === role?.index && has(role, 'canChangeUserRole') && targets.length === 1;
  if (!onlyToLeave) return null;
  return refuse('role-change-not-authorized', removing, 'Your role may not remove somebody of that role.');
}
