import type { ProviderDomain, RoomUri, UserUri } from '../../identifiers/index.ts';
import { componentIds } from '../code-points.ts';
import { baseRoomPolicy } from '../components/base-room-policy.ts';
import { gatewayPolicy } from '../components/gateway-policy.ts';
import { participantList } from '../components/participant-list.ts';
import { preauthorizedList } from '../components/preauthorized-list.ts';
import { componentRegistry } from '../components/registry.ts';
import { rolesList } from '../components/roles-list.ts';
import { encodeRoomComponents } from '../components/room-components.ts';
import { roomMetadata } from '../components/room-metadata.ts';
import {
  type LoggingPolicy,
  type Participant,
  type PreauthorizedEntry,
  presetRoles,
  type RoomComponents,
  type RoomState,
} from '../contract.ts';
import type { PolicyValues } from '../compare/contract.ts';
import { type PolicyFlags, withFlags } from '../flags.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { checkRoomState } from '../room-state.ts';
import { audience } from './annex/audience.ts';
import { cooperative } from './annex/cooperative.ts';
import { multiOrganisation } from './annex/multi-organisation.ts';
import { strictlyAdministered } from './annex/strictly-administered.ts';
import { fixedWithLogger } from './fixed-with-logger.ts';
import { membersOnly } from './members-only.ts';
import { moderated } from './moderated.ts';
import { oneOnOne } from './one-on-one.ts';
import { open } from './open.ts';
import type { Preset } from './preset.ts';
import { roleOf } from './preset-role.ts';
import { semiOpen } from './semi-open.ts';

/** The presets that a request to create a room may name: what networks know. */
export const presets = { open, 'members-only': membersOnly, moderated } as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

/** Every kind of room that is here as data (requirement CT-19), the four of draft-ietf-mimi-room-policy Annex A among them. */
export const roomKinds = {
  ...presets,
  'one-on-one': oneOnOne,
  'semi-open': semiOpen,
  'fixed-with-logger': fixedWithLogger,
  cooperative,
  'strictly-administered': strictlyAdministered,
  audience,
  'multi-organisation': multiOrganisation,
} as const satisfies Record<string, Preset>;

export type RoomKind = keyof typeof roomKinds;

/** Whether a text names a preset. */
export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

/** What a new room begins with. */
export interface NewRoom {
  readonly room: RoomUri;
  /** Gets the preset's role for creators, of most the owner's. */
  readonly creator: UserUri;
  /** Becomes the policy enforcer. */
  readonly hub: ProviderDomain;
  /** Who is in the list from the beginning: the others of a room whose membership is fixed. */
  readonly others?: readonly Participant[];
  readonly preauthorized?: readonly PreauthorizedEntry[];
  readonly components?: RoomComponents;
  readonly name?: string;
  /** What is to be otherwise than the preset says. */
  readonly flags?: Partial<PolicyFlags>;
}

/** Each component that a room has is named in its base policy (BP-09). */
function listedComponents(components: RoomComponents): readonly number[] {
  const further = encodeRoomComponents(components)
    .map(([id]) => id)
    .filter((id) => componentRegistry.get(id)?.policy);
  return [componentIds.rolesList, componentIds.preauthorizedList, ...further];
}

/** What a kind of room says before anybody is in it. */
export function newPolicy(kind: RoomKind, o: Pick<NewRoom, 'components' | 'preauthorized'> = {}): PolicyValues {
  const preset: Preset = roomKinds[kind];
  const named = o.components ?? {};
  // Who logs is named when the room is made.
  const components = preset.logged && !named.logging ? { ...named, logging: loggedByNobody } : named;
  return {
    roles: preset.roles.map(roleOf),
    base: {
      fixedMembership: false,
      parentDependent: false,
      parentRoom: '',
      multiDevice: true,
      maxClients: null,
      maxUsers: null,
      pseudonymsAllowed: false,
      persistentRoom: true,
      discoverable: preset.discoverable,
      policyComponents: listedComponents(named),
      ...preset.base,
    },
    preauthorized: o.preauthorized ?? [],
    gatewaysRefused: false,
    ...(Object.keys(components).length > 0 ? { components } : {}),
  };
}

const loggedByNobody: LoggingPolicy = {
  logging: 'required',
  loggers: [],
  machineReadablePolicy: '',
  humanReadablePolicy: '',
};

/** The state of a new room: creator, hub and others are listed, nobody has a client yet. @throws InvalidPolicy */
export function newRoomState(kind: RoomKind, o: NewRoom): RoomState {
  const preset: Preset = roomKinds[kind];
  const state: RoomState = {
    ...newPolicy(kind, o),
    room: o.room,
    participants: [
      { user: o.creator, role: preset.creator ?? presetRoles.owner },
      { user: `mimi://${o.hub}`, role: preset.enforcer ?? presetRoles.enforcer },
      ...(o.others ?? []),
    ],
    metadata: { roomUri: o.room, name: o.name ?? '', descriptions: [], avatar: '', subject: '', mood: '' },
    clients: new Map(),
    gatewayLeaves: 0,
  };
  const configured = { ...state, ...withFlags(state, o.flags ?? {}) };
  checkLogged(preset, configured);
  checkRoomState(configured);
  return configured;
}

/** A kind of room that is logged names who logs (room-policy §6.5), and they are in its list. */
function checkLogged(preset: Preset, { components, participants }: RoomState): void {
  if (!preset.logged) return;
  const logging = components?.logging;
  const loggers = logging?.logging === 'required' ? logging.loggers : [];
  if (loggers.some((logger) => participants.some(({ user }) => user === logger))) return;
  throw new InvalidPolicy('logging', 'this kind of room requires logging, and no logger is among its participants');
}

/** The components of a new room's first GroupContext (UP-01), by component id. @throws InvalidPolicy */
export function presetOf(kind: RoomKind, o: NewRoom): ReadonlyMap<number, Uint8Array> {
  const state = newRoomState(kind, o);
  return new Map([
    [componentIds.participantList, participantList.encode(state.participants)],
    [componentIds.roomMetadata, roomMetadata.encode(state.metadata)],
    [componentIds.rolesList, rolesList.encode(state.roles)],
    [componentIds.preauthorizedList, preauthorizedList.encode(state.preauthorized, state.roles)],
    [componentIds.baseRoomPolicy, baseRoomPolicy.encode(state.base)],
    ...encodeRoomComponents(state.components ?? {}),
    ...(state.gatewaysRefused
      ? ([[componentIds.gatewayPolicy, gatewayPolicy.encode({ refused: true })]] as const)
      : []),
  ]);
}
