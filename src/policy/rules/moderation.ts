import type { RoomState } from '../contract.ts';
import type { Action, Actor, Decision, Refused } from './contract.ts';
import { refuse } from '../decision.ts';
import { checkStep } from '../limits.ts';
import { banned, banRoleExists, isBanned, standingWith, mayMove, roleAt, roleIndexOf, uriOf } from '../standing.ts';
import { fixed } from './entering.ts';
import { removeParticipant } from './leaving.ts';
import { outsideParent } from './parent-room.ts';

type Kick = Extract<Action, { type: 'kick' }>;
type Ban = Extract<Action, { type: 'ban' }>;
type Unban = Extract<Action, { type: 'unban' }>;

const removing = 'room-policy §8.1.2';
const changing = 'room-policy §8.1.3';

/** `canKick`: all clients of a participant leave, the entry stays (KB-01). No pair of roles is consulted. */
export function kick(state: RoomState, actor: Actor, action: Kick): Decision {
  const standing = standingWith(state, actor, 'canKick', removing);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', removing, 'To go yourself, leave.');
  const role = roleIndexOf(state, action.user);
  if (role === 0) return refuse('target-not-a-participant', removing, 'That user is not a participant.');
  const stays = fixed(state, 'Nobody is removed from this room.');
  if (stays) return stays;
  return checkStep(state, { user: action.user, role, clients: 0 });
}

function noBanRole(state: RoomState): Refused | null {
  if (banRoleExists(state)) return null;
  return refuse('ban-role-missing', changing, 'This room has no bans: role 1 is not named "banned".');
}

/** `canBan`: role 1 and no clients; of somebody who is not listed, from role 0 (KB-05). */
export function ban(state: RoomState, actor: Actor, action: Ban): Decision {
  const standing = standingWith(state, actor, 'canBan', changing);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', changing, 'Nobody bans oneself.');
  const missing = noBanRole(state);
  if (missing) return missing;
  const from = roleIndexOf(state, action.user);
  if (from === banned) return refuse('target-is-participant', changing, 'That user is banned already.');
  // §2.1: a ban removes its user, and a fixed list keeps all users and takes in no other.
  const stays = fixed(state, 'Nobody is removed from this room.');
  if (stays) return stays;
  if (!mayMove(standing.role, from, banned)) {
    return refuse('role-change-not-authorized', changing, 'Your role may not ban somebody of that role.');
  }
  return checkStep(state, { user: action.user, role: banned, clients: 0 });
}

/** `canUnban`: role 1 to another that is not 0. To 0 it is a removal from the list (KB-06). It adds no clients. */
export function unban(state: RoomState, actor: Actor, action: Unban): Decision {
  if (action.role === 0) {
    if (isBanned(state, action.user)) {
      return removeParticipant(state, actor, { type: 'remove-participant', user: action.user });
    }
    return refuse('target-not-a-participant', changing, 'That user is not banned.');
  }
  const standing = standingWith(state, actor, 'canUnban', changing);
  if ('refusal' in standing) return standing.refusal;
  const missing = noBanRole(state);
  if (missing) return missing;
  if (roleIndexOf(state, action.user) !== banned) {
    return refuse('target-not-a-participant', changing, 'That user is not banned.');
  }
  if (action.role === banned || !roleAt(state, action.role)) {
    return refuse('role-unknown', changing, 'There is no such role to give.');
  }
  if (!mayMove(standing.role, banned, action.role)) {
    return refuse('role-change-not-authorized', changing, 'Your role may not give that role to a banned user.');
  }
  const keptOut = outsideParent(state, action.user);
  if (keptOut) return keptOut;
  return checkStep(state, { user: action.user, role: action.role, clients: 0 });
}
