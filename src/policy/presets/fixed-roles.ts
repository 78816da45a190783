import type { CapabilityName } from '../code-points.ts';
import { presetRoles } from '../contract.ts';
import type { PresetRole } from './preset-role.ts';
import { present, voice } from './standing-roles.ts';

// Rooms whose participants are those of the beginning (room-policy §5): nobody is added, nobody leaves, and all are equal.

const { banned, visitor, member, enforcer } = presetRoles;
const staying = (can: readonly CapabilityName[]): readonly CapabilityName[] =>
  can.filter((name) => name !== 'canRemoveSelf');

export const fixedNobody: PresetRole = {
  index: 0,
  name: 'none',
  description: 'Not in the list of participants.',
  can: [],
  maximumActive: 0,
};

export const fixedBanned: PresetRole = {
  index: banned,
  name: 'banned',
  description: 'May not be in the room.',
  can: [],
  maximumActive: 0,
};

/** Reads everything and says nothing. */
export const logger: PresetRole = {
  index: visitor,
  name: 'logger',
  description: 'Keeps a record of the room.',
  can: staying(present),
};

export const equal: PresetRole = {
  index: member,
  name: 'member',
  description: 'Belongs to the room from its beginning.',
  can: [
    ...staying(present),
    ...voice,
    'canChangeRoomName',
    'canChangeRoomDescription',
    'canChangeRoomAvatar',
    'canChangeRoomSubject',
    'canChangeRoomMood',
  ],
};

/** The hub takes out lost clients, and ends the room; the list it can't change either. */
export const fixedEnforcer: PresetRole = {
  index: enforcer,
  name: 'policy_enforcer',
  description: 'The provider of the room.',
  can: [
    'canKick',
    'canDestroyRoom',
    'canChangeRoomMembershipStyle',
    'canChangeOtherPolicyAttribute',
    'canChangeMlsOperationalPolicies',
    'canSendMLSReinitProposal',
  ],
  minimum: 1,
  maximum: 1,
  maximumActive: 0,
  moves: [
    [visitor, [0]],
    [member, [0]],
  ],
};
