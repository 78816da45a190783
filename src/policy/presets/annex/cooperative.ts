import type { CapabilityName } from '../../code-points.ts';
import type { Preset } from '../preset.ts';
import { allAssets, allLinks, bannedRole, everyMoveUpTo, noRole, policyEnforcer } from './shared-roles.ts';

const ordinaryUser: readonly CapabilityName[] = [
  'canAddParticipant',
  'canRemoveParticipant',
  'canAddOwnClient',
  'canRemoveOwnClient',
  'canRemoveSelf',
  'canSendMessage',
  'canReceiveMessage',
  'canCopyMessage',
  'canReportAbuse',
  'canReplyToMessage',
  'canReactToMessage',
  'canDeleteOwnReaction',
  'canEditOwnMessage',
  'canDeleteOwnMessage',
  'canStartTopic',
  'canReplyInTopic',
  'canEditOwnTopic',
  ...allAssets,
  ...allLinks,
  'canChangeRoomName',
  'canChangeRoomAvatar',
  'canChangeRoomSubject',
  'canChangeRoomMood',
  'canChangeOwnName',
  'canChangeOwnPresence',
  'canChangeOwnMood',
  'canChangeOwnAvatar',
];

const groupAdmin: readonly CapabilityName[] = [
  ...ordinaryUser,
  'canBan',
  'canUnban',
  'canKick',
  'canChangeUserRole',
  'canDeleteOtherMessage',
  'canEditOtherTopic',
  'canChangeRoomDescription',
];

/** Annex A.1: friends and family, small groups of peers. Everybody brings others in. */
export const cooperative: Preset = {
  discoverable: false,
  creator: 4,
  enforcer: 5,
  roles: [
    noRole({ can: [], maximumActive: 0 }),
    bannedRole,
    {
      index: 2,
      name: 'ordinary_user',
      description: 'Takes part, and brings others in.',
      can: ordinaryUser,
      moves: [
        [0, [2]],
        [2, [0]],
      ],
    },
    {
      index: 3,
      name: 'group_admin',
      description: 'Bans, kicks and changes roles.',
      can: groupAdmin,
      minimum: 1,
      moves: everyMoveUpTo(3),
    },
    {
      index: 4,
      name: 'super_admin',
      description: 'Changes the policy, and destroys the room.',
      can: [...groupAdmin, 'canChangeRoomMembershipStyle', 'canChangePreauthorizedUserList', 'canDestroyRoom'],
      moves: everyMoveUpTo(4),
    },
    policyEnforcer(5),
  ],
};
