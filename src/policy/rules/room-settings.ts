import { kindOf } from '../../identifiers/index.ts';
import { componentIds, type CapabilityName } from '../code-points.ts';
import type { Actor, Decision, PreauthorizedEntry, RoomMetadata, RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { checkRoomState } from '../room-state.ts';
import { banned, barred, has, isProvider, listedWith, roleAt, roleIndexOf, uriOf } from '../standing.ts';

const disruptive = 'room-policy §8.6';

/** Allowed with one capability. */
export function withCapability(
  state: RoomState,
  actor: Actor,
  capability: CapabilityName,
  section = disruptive,
): Decision {
  const standing = listedWith(state, actor, capability, section);
  return 'refusal' in standing ? standing.refusal : allowed;
}

/**
 * `canDestroyRoom`. In a room where no role has it, an older rule of MIMI holds: the last participant may end the room
 * (requirement UP-40), for nobody is there whom it would take from.
 */
export function destroyRoom(state: RoomState, actor: Actor): Decision {
  const decision = withCapability(state, actor, 'canDestroyRoom');
  const someRoleMay = state.roles.some((role) => role.index > banned && has(role, 'canDestroyRoom'));
  if (decision.allowed || someRoleMay || barred(state, actor)) return decision;
  const others = state.participants.filter(({ user, role }) => {
    return role !== banned && user !== uriOf(actor) && kindOf(user) === 'user';
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
  const role = roleAt(state, roleIndexOf(state, uriOf(actor)));
  const missing = guards.find(([changed, capability]) => changed && !has(role, capability));
  if (!missing) return allowed;
  return refuse('lacks-capability', 'room-policy §8.2', `Your role here does not include ${missing[1]}.`);
}

/** Changes of whole components: the capability, and that the room would be valid with it (BP-02, BP-13). */
export function changeComponent(
  state: RoomState,
  actor: Actor,
  capability: CapabilityName,
  next: Partial<Pick<RoomState, 'base' | 'roles' | 'preauthorized'>>,
): Decision {
  const decision = withCapability(state, actor, capability);
  if (!decision.allowed) return decision;
  const after = { ...state, ...next };
  try {
    checkRoomState(after);
  } catch (cause) {
    if (cause instanceof InvalidPolicy) return refuse('invalid-component', 'room-policy §3 to §5', cause.message);
    throw cause;
  }
  return beyondLimits(after) ?? allowed;
}

/** BP-13: the participants of now must fit the policy to come. */
function beyondLimits(after: RoomState): Decision | null {
  const { maxUsers, maxClients, multiDevice } = after.base;
  const users = after.participants.filter(({ user, role }) => role !== banned && !isProvider(user)).length;
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

/** §4: rules for those who are not listed. */
export const changePreauthorized = (
  state: RoomState,
  actor: Actor,
  preauthorized: readonly PreauthorizedEntry[],
): Decision => changeComponent(state, actor, 'canChangePreauthorizedUserList', { preauthorized });

/** The guard of a component that this policy does not read: reserved codes with their evident meaning (decision WF-07). */
export function guardOf(componentId: number): CapabilityName {
  return componentId === componentIds.operationalPolicy
    ? 'canChangeMlsOperationalPolicies'
    : 'canChangeOtherPolicyAttribute';
}
