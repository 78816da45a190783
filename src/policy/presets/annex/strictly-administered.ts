import type { CapabilityName } from '../../code-points.ts';
import type { Preset } from '../preset.ts';
import { allAssets, allLinks, bannedRole, everyMoveUpTo, noRole, policyEnforcer } from './shared-roles.ts';

const ordinaryUser: readonly CapabilityName[] = [
  'canAddOwnClient',
  'canJoinIfPreauthorized',
  'canRemoveOwnClient',
  'canRemoveSelf',
  'canChangeOwnRole',
  'canSendMessage',
  'canReceiveMessage',
  'canCopyMessage',
  'canReportAbuse',
  'canReactToMessage',
  'canDeleteOwnReaction',
  'canEditOwnMessage',
  'canDeleteOwnMessage',
  'canStartTopic',
  'canReplyInTopic',
  ...allAssets,
  ...allLinks,
  'canChangeOwnName',
  'canChangeOwnPresence',
  'canChangeOwnMood',
  'canChangeOwnAvatar',
];

const groupAdmin: readonly CapabilityName[] = [
  ...ordinaryUser,
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
  'canChangeRoomDescription',
  'canChangeRoomName',
  'canChangeRoomAvatar',
  'canChangeRoomSubject',
  'canChangeRoomMood',
];

/** Annex A.2: admins decide who is in; a join code or a preauthorisation lets others in. */
export const strictlyAdministered: Preset = {
  discoverable: false,
  creator: 4,
  enforcer: 5,
  roles: [
    noRole({ can: ['canUseJoinCode'], maximumActive: 0, moves: [[0, [2]]] }),
    bannedRole,
    {
      index: 2,
      name: 'ordinary_user',
      description: 'Takes part.',
      can: ordinaryUser,
      moves: [
        [0, [2]],
        [2, [0]],
      ],
    },
    {
      index: 3,
      name: 'group_admin',
      description: 'Decides who is in the room, and with which role.',
      can: groupAdmin,
      minimum: 1,
      moves: everyMoveUpTo(3),
    },
    {
      index: 4,
      name: 'super_admin',
      description: 'Changes the policy, and destroys the room.',
      can: [
        ...groupAdmin,
        'canChangeRoomMembershipStyle',
        'canChangeRoleDefinitions',
        'canChangePreauthorizedUserList',
        'canDestroyRoom',
        'canSendMLSReinitProposal',
      ],
      moves: everyMoveUpTo(4),
    },
    policyEnforcer(5),
  ],
};
