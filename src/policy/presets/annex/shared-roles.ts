import type { CapabilityName } from '../../code-points.ts';
import type { RoleIndex } from '../../contract.ts';
import type { PresetRole } from '../preset-role.ts';

// What the four rooms of draft-ietf-mimi-room-policy-03 Annex A have in common. Names and numbers are the draft's.

/** Annex A lists `canGrantVoice` and `canRevokeVoice`, which no registry has: voice is a change of role (decision WF-08). */
export const noRole = (o: Pick<PresetRole, 'can' | 'moves' | 'maximumActive'>): PresetRole => ({
  index: 0,
  name: 'no_role',
  description: 'Not in the list of participants.',
  ...o,
});

export const bannedRole: PresetRole = {
  index: 1,
  name: 'banned',
  description: 'May not be in the room.',
  can: [],
  maximumActive: 0,
};

const enforcing: readonly CapabilityName[] = [
  'canRemoveParticipant',
  'canChangeUserRole',
  'canBan',
  'canUnban',
  'canChangeRoleDefinitions',
  'canChangePreauthorizedUserList',
  'canChangeMlsOperationalPolicies',
  'canDestroyRoom',
  'canSendMLSReinitProposal',
];

/** Removes and bans, clears a ban, restores nobody, adds nobody. @param index above all other roles */
export const policyEnforcer = (index: RoleIndex): PresetRole => ({
  index,
  name: 'policy_enforcer',
  description: 'The provider of the room.',
  can: enforcing,
  minimum: 1,
  maximum: 2,
  maximumActive: 0,
  moves: [[0, [1]], [1, [0]], ...Array.from({ length: index - 2 }, (_, below) => [below + 2, [0, 1]] as const)],
});

/** From 0 to every role, and from each role to 0 and to every other: the governing roles of three of the rooms. */
export function everyMoveUpTo(highest: RoleIndex): NonNullable<PresetRole['moves']> {
  const roles = Array.from({ length: highest }, (_, below) => below + 1);
  return [[0, roles], ...roles.map((from) => [from, [0, ...roles.filter((to) => to !== from)]] as const)];
}

export const allAssets: readonly CapabilityName[] = [
  'canUploadImage',
  'canUploadVideo',
  'canUploadAudio',
  'canUploadAttachment',
  'canDownloadImage',
  'canDownloadVideo',
  'canDownloadAudio',
  'canDownloadAttachment',
];

export const allLinks: readonly CapabilityName[] = [
  'canSendLink',
  'canSendLinkPreview',
  'canFollowLink',
  'canCopyLink',
];
