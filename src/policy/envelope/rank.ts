import type { RoomState } from '../contract.ts';
import { refuse } from '../decision.ts';
import type { Action, Actor, Refused } from '../rules/contract.ts';
import { actingRole, has, isHub, roleAt, roleIndexOf, targetsFrom } from '../standing.ts';

const section = 'XEP-0045 §8.2';

/**
 * What this hub asks of everybody but itself beside the room's policy: that nobody throws out who ranks higher. The draft
 * compares no roles for a kick, so that a moderator could kick the owner, which XEP-0045 and Matrix forbid: here the
 * kicker's role lists some change from the target's role. And a pair (own role, 0), without which nobody leaves, is no leave
 * to remove an equal where the role governs others and moves its own nowhere else: an admin could remove another and then
 * ban the user that is left, which no pair allows in one step.
 *
 * It is no part of `decide`, which is the drafts' answer: a member of a room has to take what the room's hub allowed.
 * @returns null: nothing is in the way
 */
export function refuseOutranked(state: RoomState, actor: Actor, action: Action): Refused | null {
  if (isHub(state, actor) || (action.type !== 'kick' && action.type !== 'remove-participant')) return null;
  const role = roleAt(state, actingRole(state, actor));
  const from = roleIndexOf(state, action.user);
  const targets = targetsFrom(role, from);
  if (action.type === 'kick') {
    return targets.length > 0 ? null : refuse('outranked', section, 'Your role may not act on somebody of that role.');
  }
  const onlyToLeave =
    from === role?.index && has(role, 'canChangeUserRole') && targets.every((to) => to === 0 || to === from);
  return onlyToLeave ? refuse('outranked', section, 'Your role may not remove somebody of that role.') : null;
}
