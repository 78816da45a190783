import { formatMimiUri, InvalidIdentifier, parseMimiUri, type RoomUri } from '../identifiers/index.ts';
import { capabilities, componentIds } from './code-points.ts';
import { checkComponentsAgree, presentPolicyComponents } from './components/agreement.ts';
import { baseRoomPolicy } from './components/base-room-policy.ts';
import { checkRoles } from './components/check-roles.ts';
import { gatewayPolicy } from './components/gateway-policy.ts';
import { participantList } from './components/participant-list.ts';
import { preauthorizedList } from './components/preauthorized-list.ts';
import { rolesList } from './components/roles-list.ts';
import { readRoomComponents } from './components/room-components.ts';
import { roomMetadata } from './components/room-metadata.ts';
import type { BaseRoomPolicy, Participant, PreauthorizedEntry, Role, RoomState } from './contract.ts';
import { InvalidPolicy } from './invalid-policy.ts';
import { checkListedName } from './participants.ts';
import { isBanRole } from './standing.ts';

/**
 * A room's state from its group's components (draft-ietf-mimi-protocol §7.5, §7.6; draft-ietf-mimi-room-policy §3 to §5).
 * Roles, participants, base policy and metadata must be there; all else may be absent.
 * @param o.dictionary data of a component in the GroupContext's app_data_dictionary
 * @param o.clients number of leaves by user URI
 * @param o.gatewayLeaves number of leaves that are marked as run by a gateway
 * @throws {@link InvalidPolicy} also when components contradict one another
 */
export function readRoomState(o: {
  readonly room: RoomUri;
  readonly dictionary: (componentId: number) => Uint8Array | undefined;
  readonly clients: ReadonlyMap<string, number>;
  readonly gatewayLeaves: number;
}): RoomState {
  const data = (componentId: number): Uint8Array => {
    const octets = o.dictionary(componentId);
    if (!octets) throw new InvalidPolicy('missing-component', `0x${componentId.toString(16).padStart(4, '0')}`);
    return octets;
  };
  const preauthorized = o.dictionary(componentIds.preauthorizedList);
  const gateways = o.dictionary(componentIds.gatewayPolicy);
  const components = readRoomComponents(o.dictionary);
  const base = baseRoomPolicy.decode(data(componentIds.baseRoomPolicy));
  const state: RoomState = {
    room: o.room,
    roles: rolesList.decode(data(componentIds.rolesList)),
    participants: participantList.decode(data(componentIds.participantList)),
    base,
    metadata: roomMetadata.decode(data(componentIds.roomMetadata)),
    preauthorized: preauthorized ? preauthorizedList.decode(preauthorized) : [],
    gatewaysRefused: gateways ? gatewayPolicy.decode(gateways).refused : false,
    clients: o.clients,
    gatewayLeaves: o.gatewayLeaves,
    ...(Object.keys(components).length > 0 ? { components } : {}),
    present: presentPolicyComponents(base.policyComponents, o.dictionary),
  };
  checkRoomState(state);
  return state;
}

/** That components are valid and agree with one another. @throws {@link InvalidPolicy} */
export function checkRoomState(state: RoomState): void {
  checkRoles(state.roles);
  checkParticipants(state.participants, state.roles);
  checkBase(state.base, state.room);
  checkFixedMembership(state.base, state.roles);
  checkPreauthorized(state.preauthorized, state.roles);
  checkComponentsAgree(state);
  if (state.metadata.roomUri !== state.room) throw new InvalidPolicy('metadata', 'room_uri is another room');
}

function checkParticipants(participants: readonly Participant[], roles: readonly Role[]): void {
  const known = new Set(roles.map(({ index }) => index));
  const seen = new Set<string>();
  for (const { user, role } of participants) {
    if (seen.has(user)) throw new InvalidPolicy('participant-list', 'a user stands twice');
    seen.add(user);
    if (role === 0 || !known.has(role)) throw new InvalidPolicy('participant-list', `there is no role ${role}`);
    checkListedName(user);
  }
}

/** §5: a parent room is named exactly when there is one, and is on the same hub. */
function checkBase(base: BaseRoomPolicy, room: RoomUri): void {
  if (base.parentDependent !== (base.parentRoom !== '')) {
    throw new InvalidPolicy('base-policy', 'parent_room is named exactly when parent_dependant is true');
  }
  if (base.parentRoom === '') return;
  try {
    const parent = parseMimiUri(base.parentRoom);
    const sameHub = parent.kind === 'room' && parent.domain === parseMimiUri(room).domain;
    // Rooms are compared as texts: another spelling would make a room its own parent, or one that nobody finds.
    if (sameHub && formatMimiUri(parent) === base.parentRoom && base.parentRoom !== room) return;
  } catch (cause) {
    if (!(cause instanceof InvalidIdentifier)) throw cause;
    throw new InvalidPolicy('base-policy', 'parent_room is no MIMI URI', { cause });
  }
  throw new InvalidPolicy('base-policy', 'parent_room is another room of the same hub, spelled canonically');
}

/** §5: in a fixed-membership room no role but 0 and the ban role can add participants. */
function checkFixedMembership(base: BaseRoomPolicy, roles: readonly Role[]): void {
  if (!base.fixedMembership) return;
  const adds = roles.some(
    ({ index, capabilities: held }) =>
      index !== 0 && !isBanRole(roles, index) && held.includes(capabilities.canAddParticipant),
  );
  if (adds) throw new InvalidPolicy('base-policy', 'fixed_membership, yet a role has canAddParticipant');
}

function checkPreauthorized(entries: readonly PreauthorizedEntry[], roles: readonly Role[]): void {
  const known = new Set(roles.map(({ index }) => index));
  for (const { role } of entries) {
    if (role === 0 || !known.has(role)) throw new InvalidPolicy('preauthorized', `there is no role ${role}`);
  }
}
