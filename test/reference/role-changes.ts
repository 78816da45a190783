/** RP §8.1.3, a paragraph a function. */
import type { Actor, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { type Clause, clause, houseRule } from './clause.ts';
import { inParent, maximaOfRole, maximumOfRole, maxUsers, minimaOfRole } from './constraints.ts';
import { loggerStays } from './further-components.ts';
import { notFixed, removeListed } from './removing.ts';
import {
  actingRole,
  bannedRoleExists,
  clientsOf,
  holds,
  isBanned,
  isBanRole,
  isListed,
  listedRole,
  pair,
  preauthorizedRole,
  roleNumber,
  uriOf,
} from './standing.ts';

/** What `canChangeUserRole` and `canUnban` share: "The authorization of this capability is identical". */
function alongPair(state: RoomState, actor: Actor, user: string, role: number): readonly Clause[] {
  const from = listedRole(state, user);
  const clients = clientsOf(state, user);
  return [
    clause(isListed(state, user), 'RP §8.1.3: "another participant"'),
    clause(user !== uriOf(actor), 'RP §8.1.3: "(but not itself)"'),
    clause(role !== 0 && roleNumber(state, role) !== undefined, 'RP §8.1.3: "any of the non-zero" targets'),
    clause(pair(state, actingRole(state, actor), from, role), 'RP §8.1.3: an entry from its role has the target'),
    // WF-25: nothing is counted where nothing changes.
    ...(role === from ? [] : [...minimaOfRole(state, user), ...maximaOfRole(state, role, clients)]),
    ...(isBanned(state, user) ? [maxUsers(state, 1), inParent(state, user)] : []),
  ];
}

/** `canChangeUserRole`. */
export function changeRole(state: RoomState, actor: Actor, user: string, role: number): readonly Clause[] {
  // KB-04, KB-06: into the ban role and out of it there is one way each, whatever it is asked as.
  if (isBanRole(state, role)) return ban(state, actor, user);
  if (isBanned(state, user)) return unban(state, actor, user, role);
  return [holds(state, actor, can.changeUserRole, 'canChangeUserRole'), ...alongPair(state, actor, user, role)];
}

/** `canChangeOwnRole`. */
export function changeOwnRole(state: RoomState, actor: Actor, role: number): readonly Clause[] {
  const user = uriOf(actor);
  const limits = [...minimaOfRole(state, user), ...maximaOfRole(state, role, clientsOf(state, user))];
  return [
    clause(isListed(state, user), 'RP §4: "an existing participant"'),
    holds(state, actor, can.changeOwnRole, 'canChangeOwnRole'),
    clause(role !== 0 && preauthorizedRole(state, actor) === role, 'RP §8.1.3: "the first non-zero role it matches"'),
    houseRule('ban-needs-can-ban', !isBanRole(state, role), 'KB-04: a ban needs canBan'),
    // WF-25: nothing is counted where nothing changes.
    ...(role === listedRole(state, user) ? [] : limits),
  ];
}

/** `canBan`. */
export function ban(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  const from = listedRole(state, user);
  return [
    holds(state, actor, can.ban, 'canBan'),
    clause(user !== uriOf(actor), 'RP §8.1.3: "another user"'),
    clause(from !== 1, 'RP §8.1.3: a ban "changes the target user’s role"'),
    notFixed(state),
    clause(bannedRoleExists(state), 'RP §8.1.3: role_name = "banned" for the role with role_index = 1'),
    clause(pair(state, actingRole(state, actor), from, 1), 'RP §8.1.3: the entry of its current role contains 1'),
    ...minimaOfRole(state, user),
    maximumOfRole(state, 1),
    loggerStays(state, user, 0),
  ];
}

/** `canUnban`. */
export function unban(state: RoomState, actor: Actor, user: string, role: number): readonly Clause[] {
  // KB-06 and the notes of RP A.1: a ban is cleared from the list by whoever may remove.
  if (role === 0) {
    return [clause(isBanned(state, user), 'KB-06: of somebody banned'), ...removeListed(state, actor, user)];
  }
  return [
    holds(state, actor, can.unban, 'canUnban'),
    clause(listedRole(state, user) === 1, 'RP §8.1.3: "the from_role_index for the unbanned user MUST be 1"'),
    clause(bannedRoleExists(state), 'RP §8.1.3: "the role_name of role 1 MUST be banned"'),
    clause(role !== 1, 'RP §8.1.3: "to another non-zero role_index"'),
    ...alongPair(state, actor, user, role),
  ];
}
