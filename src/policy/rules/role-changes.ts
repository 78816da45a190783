import type { RoomState } from '../contract.ts';
import type { Action, Actor, Decision } from './contract.ts';
import { refuse } from '../decision.ts';
import { checkStep } from '../limits.ts';
import {
  clientsOf,
  isBanRole,
  isParticipantsRole,
  listedWith,
  standingWith,
  mayMove,
  preauthorizedRole,
  roleAt,
  roleIndexOf,
  uriOf,
} from '../standing.ts';
import { ban, unban } from './moderation.ts';

type ChangeRole = Extract<Action, { type: 'change-role' }>;
type ChangeOwnRole = Extract<Action, { type: 'change-own-role' }>;

const changing = 'room-policy §8.1.3';

/**
 * `canChangeUserRole`: another's role, along the pairs of the actor's role, never to 0. To and from the ban role it is a
 * ban or its end, with their own capabilities. Voice is such a change too: a role with or without `canSendMessage` (KB-08).
 */
export function changeRole(state: RoomState, actor: Actor, action: ChangeRole): Decision {
  const { user, role: to } = action;
  const from = roleIndexOf(state, user);
  if (isBanRole(state.roles, to)) return ban(state, actor, { type: 'ban', user });
  if (isBanRole(state.roles, from)) return unban(state, actor, { type: 'unban', user, role: to });
  const standing = standingWith(state, actor, 'canChangeUserRole', changing);
  if ('refusal' in standing) return standing.refusal;
  if (user === uriOf(actor)) return refuse('target-is-self', changing, 'Nobody changes the own role.');
  if (from === 0) return refuse('target-not-a-participant', changing, 'That user is not a participant.');
  if (to === 0 || !roleAt(state, to)) return refuse('role-unknown', changing, 'There is no such role to give.');
  if (!mayMove(standing.role, from, to)) {
    return refuse('role-change-not-authorized', changing, 'Your role may not make that change of role.');
  }
  return checkStep(state, { user, role: to, clients: clientsOf(state, user) });
}

/** `canChangeOwnRole`: to the first role for which the own credential is preauthorised; pairs are not consulted (§4). */
export function changeOwnRole(state: RoomState, actor: Actor, action: ChangeOwnRole): Decision {
  const standing = listedWith(state, actor, 'canChangeOwnRole', changing);
  if ('refusal' in standing) return standing.refusal;
  if (!isParticipantsRole(state, action.role) || preauthorizedRole(state, actor) !== action.role) {
    return refuse('role-change-not-authorized', 'room-policy §4', 'You are not preauthorised for that role.');
  }
  if (!roleAt(state, action.role)) return refuse('role-unknown', changing, 'There is no such role to take.');
  const user = uriOf(actor);
  return checkStep(state, { user, role: action.role, clients: clientsOf(state, user) });
}
