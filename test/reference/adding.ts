/** RP §8.1.1, a paragraph a function, with RP §5 where it bounds who may come in. */
import type { Action, Actor, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { anyOf, type Clause, clause, houseRule } from './clause.ts';
import { activeMaximumOfRole, inParent, maxClients, maximaOfRole, maxUsers, multiDevice } from './constraints.ts';
import {
  actingRole,
  clientsOf,
  holds,
  isListed,
  isBanned,
  isBanRole,
  listedRole,
  pair,
  preauthorizedRole,
  roleHolds,
  roleNumber,
  uriOf,
} from './standing.ts';

export type Entering = Extract<Action, { type: 'join' | 'create-group' | 'fetch-group-info' }>;
type OwnClient = Pick<Entering, 'gateway' | 'pseudonym'>;

const notFixed = (state: RoomState): Clause =>
  clause(!state.base.fixedMembership, 'RP §5: of a fixed-membership room "other users cannot be added"');

/** RP §5: "other users cannot be added"; "a strict subset of the participants of the parent room". */
export function roomTakesNewcomer(state: RoomState, user: string): readonly Clause[] {
  return [notFixed(state), inParent(state, user), maxUsers(state, 1)];
}

/** `canAddParticipant`. */
export function addParticipant(
  state: RoomState,
  actor: Actor,
  { user, role, clients = 0 }: { readonly user: string; readonly role: number; readonly clients?: number | undefined },
): readonly Clause[] {
  return [
    holds(state, actor, can.addParticipant, 'canAddParticipant'),
    clause(!isListed(state, user), 'RP §8.1.1: "another user, that is not already in the participant list"'),
    clause(user !== uriOf(actor), 'RP §8.1.1: "does not apply to the holder adding itself"'),
    clause(role !== 0 && roleNumber(state, role) !== undefined, 'RP §3: role zero is nobody’s who is in the list'),
    houseRule('ban-needs-can-ban', !isBanRole(state, role), 'KB-04, KB-05: a ban needs canBan'),
    clause(pair(state, actingRole(state, actor), 0, role), 'RP §8.1.1: an entry from zero includes the target role'),
    ...maximaOfRole(state, role, clients),
    ...roomTakesNewcomer(state, user),
    maxClients(state, clients),
    multiDevice(state, clients),
  ];
}

/** RP §5 on credentials, and the project's component on clients that gateways run. */
function credential(state: RoomState, { gateway, pseudonym }: OwnClient): readonly Clause[] {
  return [
    clause(pseudonym !== true || state.base.pseudonymsAllowed, 'RP §5: "real" long-term identifiers are required'),
    houseRule('gateways-refused', gateway !== true || !state.gatewaysRefused, 'contract: no client of a gateway'),
  ];
}

/** `canAddOwnClient`. */
export function addOwnClient(state: RoomState, actor: Actor, leaf: OwnClient): readonly Clause[] {
  const user = uriOf(actor);
  const before = clientsOf(state, user);
  return [
    clause(isListed(state, user), 'RP §8.1.1: "a holder … that is in the participant list"'),
    holds(state, actor, can.addOwnClient, 'canAddOwnClient'),
    before > 0 ? clause(true, '') : activeMaximumOfRole(state, listedRole(state, user), 1),
    maxClients(state, 1),
    multiDevice(state, before + 1),
    inParent(state, user),
    ...credential(state, leaf),
  ];
}

/** `canOpenJoin`. */
function openJoin(state: RoomState, role: number): readonly Clause[] {
  return [
    clause(roleHolds(state, 0, can.openJoin), 'RP §8.1.1: canOpenJoin "on role zero"'),
    clause(role !== 0 && pair(state, 0, 0, role), 'RP §8.1.1: "any non-zero target_role_indexes from that entry"'),
    ...maximaOfRole(state, role, 1),
  ];
}

/** `canJoinIfPreauthorized`. */
function preauthorizedJoin(state: RoomState, actor: Actor, role: number): readonly Clause[] {
  return [
    clause(role !== 0 && preauthorizedRole(state, actor) === role, 'RP §8.1.1: "the first matching role"'),
    clause(roleHolds(state, role, can.joinIfPreauthorized), 'RP §8.1.1: canJoinIfPreauthorized on that role'),
    ...maximaOfRole(state, role, 1),
  ];
}

/** `canUseJoinCode`. */
function joinByCode(state: RoomState, role: number, code: boolean): readonly Clause[] {
  return [
    clause(code, 'RP §8.1.1: "provided the join code is valid"'),
    clause(roleHolds(state, 0, can.useJoinCode), 'RP §8.1.1: canUseJoinCode, of whoever is not in the list'),
    clause(role !== 0 && roleNumber(state, role) !== undefined, 'RP §8.1.1: "refers to a valid target role"'),
    ...maximaOfRole(state, role, 1),
  ];
}

/** The wire always names a role. Where a caller names none, it is what the joiner would come in as. */
function defaultRole(state: RoomState, actor: Actor): number {
  const entry = roleNumber(state, 0)?.authorizedRoleChanges.find(({ from }) => from === 0);
  const open = roleHolds(state, 0, can.openJoin)
    ? entry?.targets.find((role) => role !== 0 && !isBanRole(state, role))
    : undefined;
  return open ?? preauthorizedRole(state, actor);
}

function newcomer(state: RoomState, actor: Actor, action: Entering): readonly Clause[] {
  const user = uriOf(actor);
  const targets = [action.role ?? defaultRole(state, actor)];
  const ways = targets.flatMap((role) => [
    openJoin(state, role),
    preauthorizedJoin(state, actor, role),
    joinByCode(state, role, action.role !== undefined && action.joinCode === true),
  ]);
  return [
    ...targets.map((role) => clause(!isBanRole(state, role), 'RP §8.1.3: the banned have no clients')),
    ...anyOf(ways, 'RP §8.1.1: no way in'),
    ...roomTakesNewcomer(state, user),
    maxClients(state, 1),
    ...credential(state, action),
  ];
}

export function enter(state: RoomState, actor: Actor, action: Entering): readonly Clause[] {
  const own = listedRole(state, uriOf(actor));
  if (own === 0) return newcomer(state, actor, action);
  const same = action.role === undefined || action.role === own;
  return [
    clause(same, 'P §7.5: "exactly one role": who is in the list enters with it'),
    ...addOwnClient(state, actor, action),
  ];
}

/** RP §5: "a client whose user has appropriate authorization can create a new MLS group for the same room". */
export function createGroup(state: RoomState, actor: Actor, action: Entering): readonly Clause[] {
  const nobody = state.gatewayLeaves === 0 && [...state.clients.values()].every((count) => count === 0);
  return [
    clause(state.base.persistentRoom, 'RP §5: "If persistent_room is true, the room policy will remain"'),
    clause(nobody, 'RP §5: "when there are no clients in the group"'),
    ...enter(state, actor, action),
  ];
}

/**
 * S003 "access to KeyPackages" (KP-23): of the same user, who adds an own client, or of whom one may add; limits count
 * when the client is added.
 */
export function fetchKeyMaterial(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  if (user === uriOf(actor)) {
    return [
      clause(isListed(state, user), 'RP §8.1.1: "a holder … that is in the participant list"'),
      holds(state, actor, can.addOwnClient, 'canAddOwnClient'),
    ];
  }
  const role = actingRole(state, actor);
  const own = listedRole(state, user);
  const targets =
    own === 0
      ? state.roles.map(({ index }) => index).filter((index) => index !== 0 && !isBanRole(state, index))
      : [own];
  return [
    holds(state, actor, can.addParticipant, 'canAddParticipant'),
    clause(!isBanned(state, user), 'RP §2.1: not of the banned'),
    houseRule('key-material-of-absent', clientsOf(state, user) === 0, 'KP-23: of whom one brings in'),
    clause(
      targets.some((target) => pair(state, role, 0, target)),
      'RP §8.1.1: an entry from zero',
    ),
    inParent(state, user),
    ...(own === 0 ? [notFixed(state)] : []),
  ];
}

/** RP §8.7 reserves canKnock (RC-24): whoever is not in the list asks to be let in. */
export function knock(state: RoomState, actor: Actor): readonly Clause[] {
  const user = uriOf(actor);
  return [
    clause(!isListed(state, user), 'JN-01: a non-member can ask'),
    notFixed(state),
    houseRule('reserved-knock', roleHolds(state, 0, can.knock), 'RC-24, JN-05: canKnock on role zero'),
  ];
}

export function answerKnock(state: RoomState, actor: Actor, user: string): readonly Clause[] {
  return [
    holds(state, actor, can.acceptKnock, 'canAcceptKnock (RC-24)'),
    clause(!isListed(state, user), 'JN-01: of a non-member'),
  ];
}
