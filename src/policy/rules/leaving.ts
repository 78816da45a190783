import { domainOf } from '../../identifiers/index.ts';
import type { RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { checkStep } from '../limits.ts';
import {
  clientsOf,
  isHub,
  isParticipantsRole,
  listedWith,
  mayMove,
  roleIndexOf,
  standingWith,
  uriOf,
  withCapability,
} from '../standing.ts';
import type { Action, Actor, Decision } from './contract.ts';
import { fixed } from './entering.ts';
import { isLogger } from './logging.ts';
import { strayFromParent } from './parent-room.ts';

type RemoveParticipant = Extract<Action, { type: 'remove-participant' }>;
type RemoveClient = Extract<Action, { type: 'remove-client' }>;

const removing = 'room-policy §8.1.2';

/**
 * `canRemoveOwnClient`: one client goes, the entry stays. Who is banned, removed or not listed may always take its
 * clients out: that is all that it may still do (draft-ietf-mimi-protocol §5.3, UP-22).
 */
export function removeOwnClient(state: RoomState, actor: Actor): Decision {
  const user = uriOf(actor);
  const role = roleIndexOf(state, user);
  const clients = clientsOf(state, user);
  if (!isParticipantsRole(state, role)) {
    return clients > 0 ? allowed : refuse('not-a-participant', removing, 'You have no client in this room.');
  }
  const standing = standingWith(state, actor, 'canRemoveOwnClient', removing);
  if ('refusal' in standing) return standing.refusal;
  const left = Math.max(clients - 1, 0);
  return checkStep(state, { user, role, clients: left });
}

/** `canRemoveSelf`: leaving, with all clients at once, if the own role may go to 0 and its minimum holds (UP-41). */
export function removeSelf(state: RoomState, actor: Actor): Decision {
  const standing = listedWith(state, actor, 'canRemoveSelf', removing);
  if ('refusal' in standing) return standing.refusal;
  const user = uriOf(actor);
  const stays = fixed(state, 'Nobody leaves this room; you may take your clients out.');
  if (stays) return stays;
  if (!mayMove(standing.role, standing.role.index, 0)) {
    return refuse('role-change-not-authorized', removing, 'Your role can not be left.');
  }
  return checkStep(state, { user, role: 0, clients: 0 });
}

/** `canRemoveParticipant`: ending somebody else's membership, with all that user's clients. Also lifts a ban (1 to 0). */
export function removeParticipant(state: RoomState, actor: Actor, action: RemoveParticipant): Decision {
  // §5: who leaves the parent room leaves this one, without anybody's will but the hub's.
  if (isHub(state, actor) && strayFromParent(state).includes(action.user)) return allowed;
  const standing = standingWith(state, actor, 'canRemoveParticipant', removing);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', removing, 'To go yourself, leave.');
  const from = roleIndexOf(state, action.user);
  if (from === 0) return refuse('target-not-a-participant', removing, 'That user is not a participant.');
  const stays = fixed(state, 'Nobody is removed from this room.');
  if (stays) return stays;
  if (!mayMove(standing.role, from, 0)) {
    return refuse('role-change-not-authorized', removing, 'Your role may not remove somebody of that role.');
  }
  return checkStep(state, { user: action.user, role: 0, clients: 0 });
}

/** UP-37: one lost client, by the provider of its user or by the hub. In a fixed room the last one stays (KB-12). */
export function removeClient(state: RoomState, actor: Actor, { user }: RemoveClient): Decision {
  if (actor.type === 'user') {
    return refuse('lacks-capability', removing, 'Single clients of somebody else are removed by providers.');
  }
  const clients = clientsOf(state, user);
  if (clients === 0) return refuse('target-not-a-participant', removing, 'That user has no client in this room.');
  if (state.base.fixedMembership && (clients === 1 || isLogger(state, user))) {
    return refuse(
      'fixed-membership',
      'room-policy §5',
      'The last client of a user stays in this room, and its logger.',
    );
  }
  const role = roleIndexOf(state, user);
  const step = { user, role, clients: clients - 1 };
  if (actor.domain === domainOf(user)) return checkStep(state, step);
  if (!isHub(state, actor)) {
    return refuse('lacks-capability', removing, 'A provider removes clients of its own users.');
  }
  const right = withCapability(state, actor, 'canKick', removing);
  return right.allowed ? checkStep(state, step) : right;
}
