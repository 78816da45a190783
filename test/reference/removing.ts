/** RP §8.1.2, a paragraph a function. */
import type { Actor, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { type Clause, clause, houseRule } from './clause.ts';
import { activeMinimumOfRole, minimaOfRole } from './constraints.ts';
import { loggerOfFixedRoom, loggerStays } from './further-components.ts';
import {
  actingRole,
  clientsOf,
  holds,
  isBanned,
  isListed,
  isProvider,
  listedRole,
  notBanned,
  pair,
  uriOf,
} from './standing.ts';

/** RP §5: "Ordinary users cannot leave or be removed". */
export function notFixed(state: RoomState): Clause {
  return clause(!state.base.fixedMembership, 'RP §5: "Ordinary users cannot leave or be removed"');
}

/** RP §5: who leaves the parent room "is automatically removed from any parent-dependent rooms"; by the hub. */
export function leftParent(state: RoomState, actor: Actor, user: string): boolean {
  const hub = actor.type === 'provider' && actor.domain === state.room.split('/')[2];
  const gone = state.parentMembers !== undefined && !state.parentMembers.has(user) && !isProvider(user);
  return hub && state.base.parentDependent && gone && isListed(state, user) && !isBanned(state, user);
}

/** `canRemoveParticipant`. */
export function removeParticipant(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  return leftParent(state, actor, user) ? [clause(true, '')] : removeListed(state, actor, user);
}

export function removeListed(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  const from = listedRole(state, user);
  return [
    holds(state, actor, can.removeParticipant, 'canRemoveParticipant'),
    clause(user !== uriOf(actor), 'RP §8.1.2: "another user (excluding itself)"'),
    clause(isListed(state, user), 'RP §8.1.2: "from the participant list"'),
    clause(pair(state, actingRole(state, actor), from, 0), 'RP §8.1.2: the entry of its current role contains zero'),
    ...minimaOfRole(state, user),
    notFixed(state),
    loggerStays(state, user, 0),
  ];
}

/** `canRemoveOwnClient`. */
export function removeOwnClient(state: RoomState, actor: Actor): readonly Clause[] {
  const user = uriOf(actor);
  return [
    clause(isListed(state, user), 'RP §8: a participant'),
    holds(state, actor, can.removeOwnClient, 'canRemoveOwnClient'),
    clientsOf(state, user) > 1 ? clause(true, '') : activeMinimumOfRole(state, user),
    loggerStays(state, user, clientsOf(state, user) - 1),
  ];
}

/** `canRemoveSelf`. */
export function removeSelf(state: RoomState, actor: Actor): readonly Clause[] {
  const user = uriOf(actor);
  const role = listedRole(state, user);
  return [
    clause(isListed(state, user), 'RP §8.1.2: "remove itself from (i.e. leave) the participant list"'),
    holds(state, actor, can.removeSelf, 'canRemoveSelf'),
    clause(pair(state, role, role, 0), 'RP §8.1.2: the entry of its current role contains zero'),
    ...minimaOfRole(state, user),
    notFixed(state),
    loggerStays(state, user, 0),
  ];
}

/** `canKick`. */
export function kick(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  return [
    holds(state, actor, can.kick, 'canKick'),
    clause(isListed(state, user) && user !== uriOf(actor), 'RP §8.1.2: "another participant’s clients"'),
    activeMinimumOfRole(state, user),
    // Taken with RP §2.1, where a kick is to "remove a participant’s clients from a room", and KB-12.
    notFixed(state),
    loggerStays(state, user, 0),
  ];
}

/** UP-37, S003 "commit with Remove": a single client of somebody, by its own provider, or by an entitled one. */
export function removeClient(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  const clients = clientsOf(state, user);
  const isHub = actor.type === 'provider' && actor.domain === state.room.split('/')[2];
  const home = actor.type === 'provider' && actor.domain === user.split('/')[2];
  return [
    clause(clients > 0, 'RP §8.1.2: of a user with clients'),
    houseRule('providers-remove-clients', home || isHub, 'UP-37: the user’s provider, or the hub'),
    ...(home ? [] : [notBanned(state, actor), holds(state, actor, can.kick, 'canKick')]),
    clients > 1 ? clause(true, '') : activeMinimumOfRole(state, user),
    clause(!state.base.fixedMembership || clients > 1, 'KB-12: "any but the last client"'),
    loggerOfFixedRoom(state, user),
    loggerStays(state, user, clients - 1),
  ];
}
