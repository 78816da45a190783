import type { ProviderDomain, RoomUri, UserUri } from '../../identifiers/index.ts';
import { componentIds } from '../code-points.ts';
import { baseRoomPolicy } from '../components/base-room-policy.ts';
import { gatewayPolicy } from '../components/gateway-policy.ts';
import { participantList } from '../components/participant-list.ts';
import { preauthorizedList } from '../components/preauthorized-list.ts';
import { rolesList } from '../components/roles-list.ts';
import { roomMetadata } from '../components/room-metadata.ts';
import { presetRoles, type RoomState } from '../contract.ts';
import { type PolicyFlags, withFlags } from '../flags.ts';
import { checkRoomState } from '../room-state.ts';
import { membersOnly } from './members-only.ts';
import { moderated } from './moderated.ts';
import { open } from './open.ts';
import type { Preset } from './preset.ts';
import { roleOf } from './preset-role.ts';

/** The presets by the name that a request to create a room uses. */
export const presets = { open, 'members-only': membersOnly, moderated } as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

/** Whether a text names a preset. */
export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

/** What a new room begins with. */
export interface NewRoom {
  readonly room: RoomUri;
  /** Becomes the owner. */
  readonly creator: UserUri;
  /** Becomes the policy enforcer. */
  readonly hub: ProviderDomain;
  readonly name?: string;
  /** What is to be otherwise than the preset says. */
  readonly flags?: Partial<PolicyFlags>;
}

/** The state of a new room: creator and hub are listed, nobody has a client yet. @throws InvalidPolicy */
export function newRoomState(preset: PresetName, o: NewRoom): RoomState {
  const { roles, discoverable } = presets[preset];
  const state: RoomState = {
    room: o.room,
    roles: roles.map(roleOf),
    participants: [
      { user: o.creator, role: presetRoles.owner },
      { user: `mimi://${o.hub}`, role: presetRoles.enforcer },
    ],
    base: {
      fixedMembership: false,
      parentDependent: false,
      parentRoom: '',
      multiDevice: true,
      maxClients: null,
      maxUsers: null,
      pseudonymsAllowed: false,
      persistentRoom: true,
      discoverable,
      policyComponents: [componentIds.rolesList, componentIds.preauthorizedList],
    },
    metadata: { roomUri: o.room, name: o.name ?? '', descriptions: [], avatar: '', subject: '', mood: '' },
    preauthorized: [],
    gatewaysRefused: false,
    clients: new Map(),
    gatewayLeaves: 0,
  };
  const configured = { ...state, ...withFlags(state, o.flags ?? {}) };
  checkRoomState(configured);
  return configured;
}

/** The components of a new room's first GroupContext (UP-01), by component id. @throws InvalidPolicy */
export function presetOf(preset: PresetName, o: NewRoom): ReadonlyMap<number, Uint8Array> {
  const state = newRoomState(preset, o);
  return new Map([
    [componentIds.participantList, participantList.encode(state.participants)],
    [componentIds.roomMetadata, roomMetadata.encode(state.metadata)],
    [componentIds.rolesList, rolesList.encode(state.roles)],
    [componentIds.preauthorizedList, preauthorizedList.encode(state.preauthorized, state.roles)],
    [componentIds.baseRoomPolicy, baseRoomPolicy.encode(state.base)],
    ...(state.gatewaysRefused
      ? ([[componentIds.gatewayPolicy, gatewayPolicy.encode({ refused: true })]] as const)
      : []),
  ]);
}
