import type { CapabilityName } from '../../code-points.ts';
import type { RoleIndex } from '../../contract.ts';
import type { PresetRole } from '../preset-role.ts';
import type { Preset } from '../preset.ts';
import { bannedRole, everyMoveUpTo, noRole, policyEnforcer } from './shared-roles.ts';

const guest: readonly CapabilityName[] = [
  'canRemoveSelf',
  'canReceiveMessage',
  'canCopyMessage',
  'canReactToMessage',
  'canDeleteOwnReaction',
  'canFollowLink',
  'canCopyLink',
  'canDownloadImage',
  'canDownloadVideo',
  'canDownloadAudio',
];

const attendee: readonly CapabilityName[] = [
  ...guest,
  'canAddOwnClient',
  'canJoinIfPreauthorized',
  'canRemoveOwnClient',
  'canChangeOwnRole',
  'canReportAbuse',
  'canReplyInTopic',
  'canDownloadAttachment',
  'canChangeOwnName',
  'canChangeOwnPresence',
  'canChangeOwnAvatar',
];

/** The draft has a speaker include itself: read as an attendee (decision WF-26). */
const speaker: readonly CapabilityName[] = [
  ...attendee,
  'canSendMessage',
  'canEditOwnMessage',
  'canDeleteOwnMessage',
  'canStartTopic',
  'canUploadImage',
  'canUploadVideo',
  'canUploadAudio',
  'canUploadAttachment',
  'canSendLink',
  'canSendLinkPreview',
];

/** The draft has a moderator include an ordinary_user, whom this room has not: read as a speaker (decision WF-26). */
const moderator: readonly CapabilityName[] = [
  ...speaker,
  'canAddParticipant',
  'canRemoveParticipant',
  'canBan',
  'canUnban',
  'canKick',
  'canChangeUserRole',
  'canCreateJoinCode',
  'canDeleteJoinCode',
  'canDeleteOtherReaction',
  'canDeleteOtherMessage',
  'canEditOwnTopic',
  'canEditOtherTopic',
  'canChangeRoomName',
  'canChangeRoomAvatar',
  'canChangeRoomSubject',
  'canChangeRoomMood',
];

const listener = (index: RoleIndex, name: string, description: string, can: readonly CapabilityName[]): PresetRole => ({
  index,
  name,
  description,
  can,
  moves: [
    [0, [index]],
    [index, [0]],
  ],
});

/** Annex A.3, "Moderated room": many listen, some speak, and moderators say who. */
export const audience: Preset = {
  discoverable: false,
  creator: 6,
  enforcer: 7,
  roles: [
    noRole({ can: ['canUseJoinCode'], moves: [[0, [2, 3]]] }),
    bannedRole,
    listener(2, 'guest', 'Reads along.', guest),
    listener(3, 'attendee', 'Reads along, and answers in topics.', attendee),
    listener(4, 'speaker', 'Has voice.', speaker),
    {
      index: 5,
      name: 'moderator',
      description: 'Says who speaks.',
      can: moderator,
      minimum: 1,
      moves: everyMoveUpTo(5),
    },
    {
      index: 6,
      name: 'super_admin',
      description: 'Changes the policy, and destroys the room.',
      can: [
        ...moderator,
        'canChangeRoomDescription',
        'canChangeRoomMembershipStyle',
        'canChangeRoleDefinitions',
        'canChangePreauthorizedUserList',
        'canDestroyRoom',
        'canSendMLSReinitProposal',
      ],
      moves: everyMoveUpTo(6),
    },
    policyEnforcer(7),
  ],
};
