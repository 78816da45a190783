import { kindOf } from '../../identifiers/index.ts';
import { componentIds, type CapabilityName } from '../code-points.ts';
import { componentRegistry } from '../components/registry.ts';
import type { BaseRoomPolicy, PreauthorizedEntry, Role, RoomMetadata, RoomState } from '../contract.ts';
import { allowed, refuse, refuseInvalid } from '../decision.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { checkRoomState } from '../room-state.ts';
import {
  actingRole,
  banned,
  banRoleExists,
  barred,
  has,
  isParticipantsRole,
  isProvider,
  roleAt,
  uriOf,
  withCapability,
} from '../standing.ts';
import type { Actor, Decision, Refused } from './contract.ts';
import { unfitForParent } from './parent-room.ts';

const disruptive = 'room-policy §8.6';

/**
 * `canDestroyRoom`. In a room where no role has it, an older rule of MIMI holds: the last participant may end the room
 * (requirement UP-40), for nobody is there whom it would take from.
 */
export function destroyRoom(state: RoomState, actor: Actor): Decision {
  const decision = withCapability(state, actor, 'canDestroyRoom', disruptive);
  const someRoleMay = state.roles.some((role) => isParticipantsRole(state, role.index) && has(role, 'canDestroyRoom'));
  if (decision.allowed || someRoleMay || barred(state, actor)) return decision;
  const others = state.participants.filter(({ user, role }) => {
    return isParticipantsRole(state, role) && user !== uriOf(actor) && kindOf(user) === 'user';
  });
  return actor.type === 'user' && others.length === 0 ? allowed : decision;
}

const sameDescriptions = (a: RoomMetadata['descriptions'], b: RoomMetadata['descriptions']): boolean =>
  a.length === b.length &&
  a.every(({ mediaType, language, content }, index) => {
    const other = b[index];
    return other?.mediaType === mediaType && other.language === language && other.content === content;
  });

/** §8.2: each field that changes needs its own capability; the room's URI never changes (decision WF-07). */
export function changeMetadata(state: RoomState, actor: Actor, next: RoomMetadata): Decision {
  const bar = barred(state, actor);
  if (bar) return bar;
  const now = state.metadata;
  if (next.roomUri !== now.roomUri) return refuse('immutable', 'protocol §7.6', 'A room keeps its URI.');
  const guards: readonly (readonly [boolean, CapabilityName])[] = [
    [next.name !== now.name, 'canChangeRoomName'],
    [!sameDescriptions(next.descriptions, now.descriptions), 'canChangeRoomDescription'],
    [next.avatar !== now.avatar, 'canChangeRoomAvatar'],
    [next.subject !== now.subject, 'canChangeRoomSubject'],
    [next.mood !== now.mood, 'canChangeRoomMood'],
  ];
  const role = roleAt(state, actingRole(state, actor));
  const missing = guards.find(([changed, capability]) => changed && !has(role, capability));
  if (!missing) return allowed;
  return refuse('lacks-capability', 'room-policy §8.2', `Your role here does not include ${missing[1]}.`);
}

/** A whole component: the capability, and that the room would be valid with it (BP-02, BP-13). */
function replace(state: RoomState, actor: Actor, capability: CapabilityName, after: RoomState): Decision {
  const decision = withCapability(state, actor, capability, disruptive);
  if (!decision.allowed) return decision;
  try {
    checkRoomState(after);
  } catch (cause) {
    if (cause instanceof InvalidPolicy) return refuseInvalid(cause);
    throw cause;
  }
  return allowed;
}

/**
 * BP-13: those who are there fit the policy to come.
 * @param after the room with it, and with whatever changes beside it
 */
export function changeBasePolicy(
  state: RoomState,
  actor: Actor,
  base: BaseRoomPolicy,
  after: RoomState = { ...state, base },
): Decision {
  const decision = replace(state, actor, 'canChangeRoomMembershipStyle', after);
  if (!decision.allowed) return decision;
  return beyondLimits(after) ?? unfitForParent(after) ?? decision;
}

/** A ban role that gets another name lets in whom it kept out: they have to fit as if they entered (§5). */
export function changeRoles(state: RoomState, actor: Actor, roles: readonly Role[]): Decision {
  const after = { ...state, roles };
  const decision = replace(state, actor, 'canChangeRoleDefinitions', after);
  const bansEnd = banRoleExists(state) && !banRoleExists(after);
  if (!decision.allowed || !bansEnd || !state.participants.some(({ role }) => role === banned)) return decision;
  return beyondLimits(after) ?? unfitForParent(after) ?? decision;
}

/** §4: rules for those who are not listed. */
export const changePreauthorized = (
  state: RoomState,
  actor: Actor,
  preauthorized: readonly PreauthorizedEntry[],
): Decision => replace(state, actor, 'canChangePreauthorizedUserList', { ...state, preauthorized });

function beyondLimits(after: RoomState): Decision | null {
  const { maxUsers, maxClients, multiDevice } = after.base;
  const users = after.participants.filter(
    ({ user, role }) => isParticipantsRole(after, role) && !isProvider(user),
  ).length;
  const counts = [...after.clients.values()];
  const clients = counts.reduce((sum, count) => sum + count, 0);
  if (users > (maxUsers ?? Infinity) || clients > (maxClients ?? Infinity)) {
    return refuse('room-full', 'room-policy §5', 'The room has more users or clients than that already.');
  }
  if (!multiDevice && counts.some((count) => count > 1)) {
    return refuse('single-device', 'room-policy §5', 'Somebody has two clients in the room already.');
  }
  return null;
}

const reserved = 'room-policy §8.7';

/** Components that are changed by actions of their own, whose rules read what they say. */
const ownRules: readonly number[] = [
  componentIds.participantList,
  componentIds.roomMetadata,
  componentIds.rolesList,
  componentIds.preauthorizedList,
  componentIds.baseRoomPolicy,
  componentIds.joinLinks,
  componentIds.gatewayPolicy,
];

/** Who changes a component as a whole: the registry's guard; of what nobody here knows, as of any other policy. */
function guardOf(componentId: number): CapabilityName {
  if (componentId === componentIds.joinLinks) return 'canDeleteJoinCode';
  const guard = componentRegistry.get(componentId)?.guard;
  return guard?.by === 'capability' ? guard.capability : 'canChangeOtherPolicyAttribute';
}

const immutable = (): Refused => refuse('immutable', 'room-policy §5', 'A room keeps this component as it is.');

/** A component that no other rule is about, known or not. */
export function changeComponent(state: RoomState, actor: Actor, componentId: number): Decision {
  const decision = withCapability(state, actor, guardOf(componentId), reserved);
  if (!decision.allowed) return decision;
  // A new agent comes with a new group: franks of this one are checked by its key.
  if (componentId === componentIds.frankingAgent && state.components?.frankingAgent) return immutable();
  if (!ownRules.includes(componentId)) return decision;
  return refuse('invalid-component', reserved, 'That part of the policy is changed in another way.');
}

/** A room keeps what membership rests on; everything else goes by the guard that changes it. */
export function removeComponent(state: RoomState, actor: Actor, componentId: number): Decision {
  const kept = componentRegistry.get(componentId)?.removable === false || componentId === componentIds.frankingAgent;
  return kept ? immutable() : withCapability(state, actor, guardOf(componentId), reserved);
}
