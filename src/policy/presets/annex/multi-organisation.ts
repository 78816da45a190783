import type { CapabilityName } from '../../code-points.ts';
import type { RoleIndex } from '../../contract.ts';
import type { PresetRole } from '../preset-role.ts';
import type { Preset } from '../preset.ts';
import { allLinks, bannedRole, noRole, policyEnforcer } from './shared-roles.ts';

const user: readonly CapabilityName[] = [
  'canRemoveSelf',
  'canAddOwnClient',
  'canRemoveOwnClient',
  'canSendMessage',
  'canReceiveMessage',
  'canCopyMessage',
  'canReportAbuse',
  'canReplyInTopic',
  'canReactToMessage',
  'canDeleteOwnReaction',
  'canEditOwnMessage',
  ...allLinks,
  'canDownloadImage',
  'canDownloadVideo',
  'canDownloadAudio',
  'canDownloadAttachment',
  'canChangeOwnName',
  'canChangeOwnPresence',
  'canChangeOwnAvatar',
];

const admin: readonly CapabilityName[] = [
  ...user,
  'canDeleteOwnMessage',
  'canStartTopic',
  'canUploadImage',
  'canUploadVideo',
  'canUploadAudio',
  'canUploadAttachment',
  'canAddParticipant',
  'canRemoveParticipant',
  'canBan',
  'canKick',
  'canChangeUserRole',
];

/** Only the hosting organisation's people choose their roles by their credentials. */
const hosted: readonly CapabilityName[] = ['canChangeOwnRole', 'canJoinIfPreauthorized'];

const userOf = (organisation: string, index: RoleIndex, more: readonly CapabilityName[] = []): PresetRole => ({
  index,
  name: `org_${organisation}_user`,
  description: `Of organisation ${organisation.toUpperCase()}.`,
  can: [...user, ...more],
  moves: [
    [0, [index]],
    [index, [0]],
  ],
});

/** Admins move their own people between their two roles, out, and to a ban; they lift none. */
const adminOf = (
  organisation: string,
  index: RoleIndex,
  theirs: RoleIndex,
  more: Partial<PresetRole> = {},
): PresetRole => ({
  index,
  name: `org_${organisation}_admin`,
  description: `Administers the users of organisation ${organisation.toUpperCase()}.`,
  can: admin,
  moves: [
    [0, [theirs, index]],
    [theirs, [0, 1, index]],
    [index, [0, 1, theirs]],
  ],
  ...more,
});

/** Organisations that are guests of the room have one to three admins. */
const guests = { minimum: 1, maximum: 3, minimumActive: 1 } as const;

const superAdmin: PresetRole = {
  index: 8,
  name: 'super_admin',
  description: 'Changes the policy, and destroys the room.',
  can: [
    ...admin,
    ...hosted,
    'canUnban',
    'canDeleteOtherReaction',
    'canDeleteOtherMessage',
    'canEditOwnTopic',
    'canEditOtherTopic',
    'canChangeRoomDescription',
    'canChangeRoomName',
    'canChangeRoomAvatar',
    'canChangeRoomSubject',
    'canChangeRoomMood',
    'canChangeRoomMembershipStyle',
    'canChangeRoleDefinitions',
    'canChangePreauthorizedUserList',
    'canDestroyRoom',
    'canSendMLSReinitProposal',
  ],
  minimum: 1,
  minimumActive: 1,
  moves: [
    [0, [1, 2, 3, 4, 5, 6, 7, 8]],
    [1, [0, 2, 3, 4, 5, 6, 7, 8]],
    [2, [0, 1, 5, 8]],
    [3, [0, 1, 6]],
    [4, [0, 1, 7]],
    [5, [0, 1, 2, 8]],
    [6, [0, 1, 3]],
    [7, [0, 1, 4]],
    [8, [0, 1, 2, 5]],
  ],
};

/** Annex A.4: three organisations in a room of the first, each administering its own. The enforcer's pair from role 2 is WF-26's. */
export const multiOrganisation: Preset = {
  discoverable: false,
  creator: 8,
  enforcer: 9,
  roles: [
    noRole({ can: [], maximumActive: 0 }),
    bannedRole,
    userOf('a', 2, hosted),
    userOf('b', 3),
    userOf('c', 4),
    adminOf('a', 5, 2, { can: [...admin, ...hosted] }),
    adminOf('b', 6, 3, guests),
    adminOf('c', 7, 4, guests),
    superAdmin,
    policyEnforcer(9),
  ],
};
