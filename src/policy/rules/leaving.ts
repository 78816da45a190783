import type { Action, Actor, Decision, RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { checkStep } from '../limits.ts';
import { clientsOf, has, listedWith, mayMove, roleIndexOf, targetsFrom, uriOf } from '../standing.ts';

type RemoveParticipant = Extract<Action, { type: 'remove-participant' }>;

const removing = 'room-policy §8.1.2';

/**
 * `canRemoveOwnClient`: one client goes, the entry stays. Who is banned, removed or not listed may always take its
 * clients out: that is all that it may still do (draft-ietf-mimi-protocol §5.3, UP-22).
 */
export function removeOwnClient(state: RoomState, actor: Actor): Decision {
  const user = uriOf(actor);
  const role = roleIndexOf(state, user);
  const clients = clientsOf(state, user);
  if (role <= 1) {
    return clients > 0 ? allowed : refuse('not-a-participant', removing, 'You have no client in this room.');
  }
  const standing = listedWith(state, actor, 'canRemoveOwnClient', removing);
  if ('refusal' in standing) return standing.refusal;
  return checkStep(state, { user, role, clients: Math.max(clients - 1, 0) });
}

/** `canRemoveSelf`: leaving, with all clients at once, if the own role may go to 0 and its minimum holds (UP-41). */
export function removeSelf(state: RoomState, actor: Actor): Decision {
  const standing = listedWith(state, actor, 'canRemoveSelf', removing);
  if ('refusal' in standing) return standing.refusal;
  if (state.base.fixedMembership) {
    return refuse('fixed-membership', 'room-policy §5', 'Nobody leaves this room; you may take your clients out.');
  }
  if (!mayMove(standing.role, standing.role.index, 0)) {
    return refuse('role-change-not-authorized', removing, 'Your role can not be left.');
  }
  return checkStep(state, { user: uriOf(actor), role: 0, clients: 0 });
}

/** `canRemoveParticipant`: ending somebody else's membership, with all that user's clients. Also lifts a ban (1 to 0). */
export function removeParticipant(state: RoomState, actor: Actor, action: RemoveParticipant): Decision {
  const standing = listedWith(state, actor, 'canRemoveParticipant', removing);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', removing, 'To go yourself, leave.');
  if (state.base.fixedMembership) {
    return refuse('fixed-membership', 'room-policy §5', 'Nobody is removed from this room.');
  }
  const { role } = standing;
  const from = roleIndexOf(state, action.user);
  if (from === 0) return refuse('target-not-a-participant', removing, 'That user is not a participant.');
  // §8.1.2 uses the pair (own role, 0) for leaving and for removing an equal. Where a role governs other roles but can
  // move its own nowhere else, the pair is there for leaving: else an admin could remove another admin and ban the
  // user that is left, which no pair allows in one step. This refuses more than the draft does, never less.
  const onlyToLeave = from === role.index && has(role, 'canChangeUserRole') && targetsFrom(role, from).length === 1;
  if (!mayMove(role, from, 0) || onlyToLeave) {
    return refuse('role-change-not-authorized', removing, 'Your role may not remove somebody of that role.');
  }
  return checkStep(state, { user: action.user, role: 0, clients: 0 });
}
