import type { RoleIndex, RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { checkStep } from '../limits.ts';
import {
  barred,
  clientsOf,
  has,
  isBanned,
  isParticipantsRole,
  listedWith,
  mayMove,
  preauthorizedRole,
  roleAt,
  roleIndexOf,
  standingWith,
  targetsFrom,
  uriOf,
} from '../standing.ts';
import type { Action, Actor, Decision, Entering, EnteringClient, Refused } from './contract.ts';
import { refuseClient } from './entering-client.ts';
import { outsideParent, wholeParent } from './parent-room.ts';

type AddParticipant = Extract<Action, { type: 'add-participant' }>;

const adding = 'room-policy §8.1.1';

/** The role that an open join gives when none is asked for: the first that role 0 may take; null in a closed room. */
export function defaultRole(state: RoomState): RoleIndex | null {
  const nobody = roleAt(state, 0);
  if (!has(nobody, 'canOpenJoin')) return null;
  return targetsFrom(nobody, 0).find((role) => isParticipantsRole(state, role)) ?? null;
}

/** §5: the list keeps its users. null where membership may change. */
export function fixed(state: RoomState, text: string): Refused | null {
  return state.base.fixedMembership ? refuse('fixed-membership', 'room-policy §5', text) : null;
}

/**
 * Entering by oneself. Who is listed comes back with the role of the list; who is not needs an open room, a
 * preauthorisation, or a join code that the caller has found valid, in this order.
 */
export function join(state: RoomState, actor: Actor, action: Entering): Decision {
  const user = uriOf(actor);
  const current = roleIndexOf(state, user);
  if (current !== 0) return comeBack(state, actor, current, action);
  const keptOut =
    fixed(state, 'The participants of this room were fixed when it was made.') ??
    refuseClient(state, action) ??
    outsideParent(state, user);
  if (keptOut) return keptOut;
  const role = admittedRole(state, actor, action);
  if (role === null) {
    return refuse('no-open-join', adding, 'Only members may enter this room, and you are not one.');
  }
  const step = { user, role, clients: clientsOf(state, user) + 1 };
  return checkStep(state, step);
}

/** Who finds a room that is not discoverable has to be in it already (room-policy §5, BP-08). */
export function findRoom(state: RoomState, actor: Actor): Decision {
  const bar = barred(state, actor);
  return bar && (bar.rule === 'banned' || !state.base.discoverable) ? bar : allowed;
}

/** CT-20: the first group of a room without one. A temporary room ended with its last client (room-policy §5). */
export function createGroup(state: RoomState, actor: Actor, action: Entering): Decision {
  const inGroup = [...state.clients.values()].some((clients) => clients > 0) || state.gatewayLeaves > 0;
  if (inGroup) return refuse('group-exists', 'room-policy §2', 'The room has a group already.');
  if (!state.base.persistentRoom) {
    return refuse('room-ended', 'room-policy §5', 'This room ended when the last one left.');
  }
  return join(state, actor, action);
}

function comeBack(state: RoomState, actor: Actor, current: RoleIndex, action: Entering): Decision {
  const { role: wanted, joinCode: _, ...client } = action;
  if (wanted !== undefined && wanted !== current && !barred(state, actor)) {
    return refuse('target-is-participant', adding, 'You are in the list already, with another role.');
  }
  return addOwnClient(state, actor, client);
}

/** The role with which somebody who is not listed may enter; null when nothing admits. */
function admittedRole(state: RoomState, actor: Actor, action: Entering): RoleIndex | null {
  const nobody = roleAt(state, 0);
  const wanted = action.role ?? defaultRole(state);
  const open =
    has(nobody, 'canOpenJoin') && wanted !== null && isParticipantsRole(state, wanted) && mayMove(nobody, 0, wanted);
  if (open && roleAt(state, wanted)) return wanted;
  const preauthorized = preauthorizedRole(state, actor) ?? 0;
  if (isParticipantsRole(state, preauthorized) && (action.role ?? preauthorized) === preauthorized) {
    // §8.1.1: the capability stands on the role that is entered, and the list of role changes is not consulted.
    if (has(roleAt(state, preauthorized), 'canJoinIfPreauthorized')) return preauthorized;
  }
  if (
    action.joinCode &&
    action.role !== undefined &&
    isParticipantsRole(state, action.role) &&
    roleAt(state, action.role)
  ) {
    return has(nobody, 'canUseJoinCode') ? action.role : null;
  }
  return null;
}

/** `canAddOwnClient`: a listed user brings a client in, by itself or through another of its clients. */
export function addOwnClient(state: RoomState, actor: Actor, client: EnteringClient): Decision {
  const standing = listedWith(state, actor, 'canAddOwnClient', adding);
  if ('refusal' in standing) return standing.refusal;
  const user = uriOf(actor);
  const keptOut = refuseClient(state, client) ?? outsideParent(state, user);
  if (keptOut) return keptOut;
  const step = { user, role: standing.role.index, clients: clientsOf(state, user) + 1 };
  return checkStep(state, step);
}

/** `canAddParticipant`: listing somebody else who is not listed. It carries the right to add that user's clients. */
export function addParticipant(state: RoomState, actor: Actor, action: AddParticipant): Decision {
  const standing = standingWith(state, actor, 'canAddParticipant', adding);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', adding, 'Nobody adds oneself.');
  const current = roleIndexOf(state, action.user);
  if (isBanned(state, action.user))
    return refuse('target-is-participant', adding, 'That user is banned; lift the ban first.');
  if (current !== 0) return refuse('target-is-participant', adding, 'That user is a participant already.');
  const keptOut =
    fixed(state, 'The participants of this room were fixed when it was made.') ?? outsideParent(state, action.user);
  if (keptOut) return keptOut;
  if (!isParticipantsRole(state, action.role) || !roleAt(state, action.role)) {
    return refuse('role-unknown', adding, 'There is no such role to give.');
  }
  if (!mayMove(standing.role, 0, action.role)) {
    return refuse('role-change-not-authorized', adding, 'Your role may not give that role to a new participant.');
  }
  return checkStep(state, { user: action.user, role: action.role, clients: action.clients ?? 0 });
}

/** Key packages of a user (draft-ietf-mimi-protocol §5.2): for whoever may bring that user's clients in. */
export function fetchKeyMaterial(
  state: RoomState,
  actor: Actor,
  { user }: Extract<Action, { type: 'fetch-key-material' }>,
): Decision {
  if (user === uriOf(actor)) {
    const own = listedWith(state, actor, 'canAddOwnClient', adding);
    return 'refusal' in own ? own.refusal : allowed;
  }
  const standing = standingWith(state, actor, 'canAddParticipant', adding);
  if ('refusal' in standing) return standing.refusal;
  const current = roleIndexOf(state, user);
  if (isBanned(state, user)) return refuse('banned', adding, 'That user is banned.');
  if (clientsOf(state, user) > 0) return refuse('target-is-participant', adding, 'That user is in the room already.');
  const keptOut =
    (current === 0 ? fixed(state, 'The participants of this room were fixed when it was made.') : null) ??
    outsideParent(state, user);
  if (keptOut) return keptOut;
  const targets = targetsFrom(standing.role, 0).filter(
    (role) => isParticipantsRole(state, role) && roleAt(state, role),
  );
  if (current === 0 ? targets.length > 0 : targets.includes(current)) return wholeParent(state, user) ?? allowed;
  return refuse('role-change-not-authorized', adding, 'Your role may not bring in that user.');
}

/**
 * The role that an invitation by this actor gives when none is asked for: member where the actor may give it, else the
 * highest that it may give below a moderator's; null when it may invite nobody.
 * @param member index of the room's role for ordinary members
 */
export function invitedRole(state: RoomState, actor: Actor, member: RoleIndex): RoleIndex | null {
  const standing = standingWith(state, actor, 'canAddParticipant', adding);
  if ('refusal' in standing) return null;
  const targets = targetsFrom(standing.role, 0).filter((role) => isParticipantsRole(state, role) && role <= member);
  return targets.length === 0 ? null : Math.max(...targets);
}
