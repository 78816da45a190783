/** RP §8.2 and §8.6, P §7.4 and §7.6: changes of the room itself. */
import type { Action, Actor, BaseRoomPolicy, PreauthorizedEntry, Role, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { anyOf, type Clause, clause, houseRule } from './clause.ts';
import {
  actingRole,
  bannedRoleExists,
  holds,
  isBanned,
  isListed,
  isProvider,
  roleHolds,
  takesPart,
  uriOf,
} from './standing.ts';
import { agentStays, outsideAllowed } from './further-components.ts';
import { validBase, validRoles } from './valid-components.ts';

type Of<T extends Action['type']> = Extract<Action, { type: T }>;

/** RP §8.2: the holder "is authorized to update the Room metadata …, changing the relevant field". */
export function changeMetadata(state: RoomState, actor: Actor, after: RoomState['metadata']): readonly Clause[] {
  const before = state.metadata;
  const unless = (same: boolean, capability: number, name: string): Clause =>
    same ? clause(true, '') : holds(state, actor, capability, name);
  return [
    takesPart(state, actor),
    houseRule('room-uri-immutable', after.roomUri === before.roomUri, 'WF-07: room_metadata.room_uri is immutable'),
    unless(after.name === before.name, can.changeRoomName, 'canChangeRoomName'),
    unless(
      JSON.stringify(after.descriptions) === JSON.stringify(before.descriptions),
      can.changeRoomDescription,
      'canChangeRoomDescription',
    ),
    unless(after.avatar === before.avatar, can.changeRoomAvatar, 'canChangeRoomAvatar'),
    unless(after.subject === before.subject, can.changeRoomSubject, 'canChangeRoomSubject'),
    unless(after.mood === before.mood, can.changeRoomMood, 'canChangeRoomMood'),
    clause(after.avatar === '' || after.avatar.startsWith('https://'), 'P §7.6: "an https URI"'),
  ];
}

/** `canChangeRoomMembershipStyle`. */
export function changeBase(state: RoomState, actor: Actor, base: BaseRoomPolicy): readonly Clause[] {
  const right = holds(state, actor, can.changeRoomMembershipStyle, 'canChangeRoomMembershipStyle');
  const after = { ...state, base };
  return [right, ...validBase(after), ...validRoles(after)];
}

/** `canChangeRoleDefinitions`. */
export function changeRoles(state: RoomState, actor: Actor, roles: readonly Role[]): readonly Clause[] {
  const right = holds(state, actor, can.changeRoleDefinitions, 'canChangeRoleDefinitions');
  const after = { ...state, roles };
  // RP §5 counts "non-banned entries": they are more when the ban role gets another name.
  const freed = state.participants.some(({ user }) => isBanned(state, user) && !isBanned(after, user));
  return [right, ...validRoles(after), ...(freed ? validBase(after) : [])];
}

/** `canChangePreauthorizedUserList`. */
export function changePreauthorized(
  state: RoomState,
  actor: Actor,
  entries: readonly PreauthorizedEntry[],
): readonly Clause[] {
  const right = holds(state, actor, can.changePreauthorizedUserList, 'canChangePreauthorizedUserList');
  const after = { ...state, preauthorized: entries };
  return [right, ...validRoles(after)];
}

/** RP §8.7 reserves `canChangeOtherPolicyAttribute` (RC-24). */
const changesOther = (state: RoomState, actor: Actor): Clause =>
  holds(state, actor, can.changeOtherPolicyAttribute, 'canChangeOtherPolicyAttribute (RC-24)');

export function changeGateways(state: RoomState, actor: Actor, refused: boolean): readonly Clause[] {
  const nobody = [...state.clients.values()].every((count) => count === 0);
  return [
    changesOther(state, actor),
    houseRule(
      'gateway-reads',
      !refused || state.gatewayLeaves === 0 || nobody,
      'contract: no leaf of a gateway is there',
    ),
  ];
}

/** RP §6.2, RC-24: 0x0007 and 0x0008 guard join links. */
export function changeJoinLinks(
  state: RoomState,
  actor: Actor,
  { removedIndices, addedLinks }: Of<'change-join-links'>['update'],
): readonly Clause[] {
  const links = state.components?.joinLinks ?? [];
  const left = links.length - new Set(removedIndices).size + addedLinks.length;
  const none = clause(true, '');
  return [
    takesPart(state, actor),
    addedLinks.length > 0 ? holds(state, actor, can.createJoinCode, 'canCreateJoinCode (RC-24)') : none,
    removedIndices.length > 0 ? holds(state, actor, can.deleteJoinCode, 'canDeleteJoinCode (RC-24)') : none,
    clause(
      removedIndices.every((index) => index < links.length),
      'RP §6.2: removedIndices are of active links',
    ),
    clause(new Set(removedIndices).size === removedIndices.length, 'RP §6.2: each is removed once'),
    clause(!(state.components?.joinLinkPolicy?.onRequest ?? false) || left <= 1, 'RP §6.2: "a maximum of one"'),
  ];
}

/** RC-24, WF-07: which capability guards which component. */
const guards: ReadonlyMap<number, number> = new Map([
  [0x0024, can.changeMlsOperationalPolicies],
  [0x0025, can.changeRoleDefinitions],
  [0x0026, can.changePreauthorizedUserList],
  [0x0027, can.changeRoomMembershipStyle],
  [0x002a, can.deleteJoinCode],
]);

export function changeComponent(state: RoomState, actor: Actor, componentId: number): readonly Clause[] {
  return [
    houseRule('own-action', !withOwnAction.includes(componentId), 'contract: it has an action of its own'),
    guarded(state, actor, componentId),
    agentStays(state, componentId),
  ];
}

const withOwnAction: readonly number[] = [0x0022, 0x0023, 0x0025, 0x0026, 0x0027, 0x002a, 0xf0d2];

function guarded(state: RoomState, actor: Actor, componentId: number): Clause {
  const capability = guards.get(componentId) ?? can.changeOtherPolicyAttribute;
  return holds(state, actor, capability, `the right to change 0x${componentId.toString(16)}`);
}

/** A room always has its list, metadata, roles and base policy (P §7.2, UP-01). */
const indispensable: readonly number[] = [0x0021, 0x0022, 0x0023, 0x0025, 0x0027, 0xf0d2];

export function removeComponent(state: RoomState, actor: Actor, componentId: number): readonly Clause[] {
  return [
    agentStays(state, componentId),
    houseRule('component-stays', !indispensable.includes(componentId), 'UP-01: part of every room'),
    guarded(state, actor, componentId),
  ];
}

/** `canDestroyRoom`; UP-40: the last member's in a room where no role has it. */
export function destroyRoom(state: RoomState, actor: Actor): readonly Clause[] {
  const user = uriOf(actor);
  const anyRole = state.roles.some(
    ({ index, capabilities }) =>
      index !== 0 && !(index === 1 && bannedRoleExists(state)) && capabilities.includes(can.destroyRoom),
  );
  const others = state.participants.some(
    (other) => other.user !== user && !isProvider(other.user) && !isBanned(state, other.user),
  );
  const last = !anyRole && !others && isListed(state, user) && !isProvider(user);
  return anyOf(
    [
      [houseRule('last-member-destroys', last, 'UP-40: where no role may, the last member may')],
      [holds(state, actor, can.destroyRoom, 'canDestroyRoom')],
    ],
    'RP §8.6',
  );
}

/** P §7.4: "That extension MUST contain at least the Certificate of the Hub." */
export function changeExtensions(state: RoomState, actor: Actor, dropsHub: boolean): readonly Clause[] {
  return [
    clause(!dropsHub, 'P §7.4: external_senders holds the hub'),
    holds(state, actor, can.changeMlsOperationalPolicies, 'canChangeMlsOperationalPolicies (AC-07)'),
  ];
}

/** RP §8.6 `canSendMLSReinitProposal`; RP §8.7 reserves the others (RC-24). */
export function mlsProposal(
  state: RoomState,
  actor: Actor,
  kind: 'update' | 'psk' | 'reinit' | 'external-proposal' | 'external-commit',
): readonly Clause[] {
  const capability = {
    update: can.sendMlsUpdateProposal,
    psk: can.sendMlsPskProposal,
    reinit: can.sendMlsReinitProposal,
    'external-proposal': can.sendMlsExternalProposal,
    'external-commit': can.sendMlsExternalCommit,
  }[kind];
  if (kind === 'reinit') return [holds(state, actor, capability, kind)];
  const own = kind === 'update' || kind === 'psk';
  // RC-24: the draft's own example rooms give them to nobody, so they bind only where some role has them.
  const used = state.roles.some(({ capabilities }) => capabilities.includes(capability));
  return [
    own ? takesPart(state, actor) : outsideAllowed(state, kind),
    houseRule('reserved-mls', !used || roleHolds(state, actingRole(state, actor), capability), kind),
  ];
}

/** RP §8.7 reserves `canCreateSubgroup` (RC-24). */
export const createSubroom = (state: RoomState, actor: Actor): readonly Clause[] => [
  holds(state, actor, can.createSubgroup, 'canCreateSubgroup (RC-24)'),
];
