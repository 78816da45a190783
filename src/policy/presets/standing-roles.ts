import type { CapabilityName } from '../code-points.ts';
import { presetRoles, type RoleIndex } from '../contract.ts';
import type { PresetRole } from './preset-role.ts';

// The roles that all presets share: the privilege tables of XEP-0045 §5.1.2 and §5.2.2 in MIMI's terms, and the power
// levels 0, 50, 80 and 100 of Matrix. What differs between presets is who may enter, with what, and who may invite.

const { banned, visitor, guest, member, moderator, admin, owner, enforcer } = presetRoles;
const everyone: readonly RoleIndex[] = [banned, visitor, guest, member, moderator, admin, owner];
const without = (roles: readonly RoleIndex[], role: RoleIndex): readonly RoleIndex[] => roles.filter((r) => r !== role);

/** Being in the room and reading along. */
export const present: readonly CapabilityName[] = [
  'canAddOwnClient',
  'canRemoveOwnClient',
  'canRemoveSelf',
  'canReceiveMessage',
  'canCopyMessage',
  'canReportAbuse',
  'canDownloadImage',
  'canDownloadAudio',
  'canDownloadVideo',
  'canDownloadAttachment',
  'canFollowLink',
  'canCopyLink',
  'canChangeOwnName',
];

/** What voice is: everything that puts something into the room. */
export const voice: readonly CapabilityName[] = [
  'canSendMessage',
  'canReplyToMessage',
  'canReactToMessage',
  'canEditReaction',
  'canDeleteOwnReaction',
  'canEditOwnMessage',
  'canDeleteOwnMessage',
  'canStartTopic',
  'canReplyInTopic',
  'canEditOwnTopic',
  'canUploadImage',
  'canUploadAudio',
  'canUploadVideo',
  'canUploadAttachment',
  'canSendLink',
  'canSendLinkPreview',
];

/** XEP-0045 §5.1.2: a moderator kicks, gives and takes voice, and changes the subject. */
const moderation: readonly CapabilityName[] = [
  'canKick',
  'canChangeUserRole',
  'canDeleteOtherMessage',
  'canDeleteOtherReaction',
  'canEditOtherTopic',
  'canChangeRoomSubject',
];

/** XEP-0045 §5.2.2: an admin bans, keeps the member list and names moderators; Matrix 80 is between kick and settings. */
const administration: readonly CapabilityName[] = [
  'canAddParticipant',
  'canRemoveParticipant',
  'canBan',
  'canUnban',
  'canChangeRoomName',
  'canChangeRoomDescription',
  'canChangeRoomAvatar',
  'canChangeRoomMood',
];

/** XEP-0045 §5.2.2: an owner changes the room's definition and destroys it. */
const ownership: readonly CapabilityName[] = [
  'canDestroyRoom',
  'canChangeRoomMembershipStyle',
  'canChangeRoleDefinitions',
  'canChangePreauthorizedUserList',
  'canChangeOtherPolicyAttribute',
  'canSendMLSReinitProposal',
];

/** Who may invite whom, by role; null for nobody. */
export interface Inviting {
  readonly guest: readonly RoleIndex[] | null;
  readonly member: readonly RoleIndex[] | null;
  readonly moderator: readonly RoleIndex[] | null;
}

const inviting = (targets: readonly RoleIndex[] | null): readonly CapabilityName[] =>
  targets === null ? [] : ['canAddParticipant'];
const invitations = (targets: readonly RoleIndex[] | null): NonNullable<PresetRole['moves']> =>
  targets === null ? [] : [[0, targets]];

const bannedRole: PresetRole = {
  index: banned,
  name: 'banned',
  description: 'May not be in the room.',
  can: [],
  maximumActive: 0,
};

function ordinaryRoles(invites: Inviting): readonly PresetRole[] {
  return [
    {
      index: visitor,
      name: 'visitor',
      description: 'Reads, has no voice.',
      can: present,
      moves: [[visitor, [0]]],
    },
    {
      index: guest,
      name: 'guest',
      description: 'Came in by oneself and has voice.',
      can: [...present, ...voice, ...inviting(invites.guest)],
      moves: [...invitations(invites.guest), [guest, [0]]],
    },
    {
      index: member,
      name: 'member',
      description: 'Belongs to the room.',
      can: [...present, ...voice, ...inviting(invites.member)],
      moves: [...invitations(invites.member), [member, [0]]],
    },
  ];
}

function moderatorRole(invites: Inviting): PresetRole {
  return {
    index: moderator,
    name: 'moderator',
    description: 'Kicks, gives and takes voice.',
    can: [...present, ...voice, ...moderation, ...inviting(invites.moderator)],
    // XEP-0045 §8.3, §8.4: voice is given to visitors and taken from everybody below a moderator. A member whose voice
    // is taken becomes a visitor, for MIMI has one role per user, and an admin makes it a member again.
    moves: [
      ...invitations(invites.moderator),
      [visitor, [guest]],
      [guest, [visitor]],
      [member, [visitor]],
      [moderator, [0]],
    ],
  };
}

const belowAdmin: readonly RoleIndex[] = [banned, visitor, guest, member, moderator];

const adminRole: PresetRole = {
  index: admin,
  name: 'admin',
  description: 'Bans, and gives every role below its own.',
  can: [...present, ...voice, ...moderation, ...administration],
  // XEP-0045 §9: no admin acts on admins and owners; (admin, 0) is its own leaving.
  moves: [
    [0, belowAdmin],
    ...belowAdmin.map((from) => [from, [0, ...without(belowAdmin, from)]] as const),
    [admin, [0]],
  ],
};

const ownerRole: PresetRole = {
  index: owner,
  name: 'owner',
  description: 'May do everything, and destroy the room.',
  can: [...present, ...voice, ...moderation, ...administration, ...ownership],
  // XEP-0045 §10.3 and §10.6: owners make and unmake admins and owners; the last owner stays (§10.4).
  minimum: 1,
  moves: [[0, everyone], ...everyone.map((from) => [from, [0, ...without(everyone, from)]] as const)],
};

/**
 * The hub itself, for the machinery: it takes away and bans, lifts bans, changes roles and ends the room. It adds nobody
 * (requirement RC-27): a join that it carries is judged as the joiner's own.
 */
const enforcerRole: PresetRole = {
  index: enforcer,
  name: 'policy_enforcer',
  description: 'The provider of the room.',
  can: [
    'canRemoveParticipant',
    'canKick',
    'canBan',
    'canUnban',
    'canChangeUserRole',
    'canDeleteOtherMessage',
    'canChangeRoomMembershipStyle',
    'canChangeRoleDefinitions',
    'canChangePreauthorizedUserList',
    'canChangeOtherPolicyAttribute',
    'canChangeMlsOperationalPolicies',
    'canDestroyRoom',
    'canSendMLSReinitProposal',
    'canChangeRoomName',
    'canChangeRoomDescription',
    'canChangeRoomAvatar',
    'canChangeRoomSubject',
    'canChangeRoomMood',
  ],
  minimum: 1,
  maximum: 1,
  maximumActive: 0,
  moves: [[0, [banned]], ...everyone.map((from) => [from, [0, ...without(everyone, from)]] as const)],
};

/** Roles 1 to 8 of the house. */
export function standingRoles(invites: Inviting): readonly PresetRole[] {
  return [bannedRole, ...ordinaryRoles(invites), moderatorRole(invites), adminRole, ownerRole, enforcerRole];
}

/** Role 0: what somebody who is not listed may become by entering; `open` false keeps the target for when the room opens. */
export function nobody(o: { readonly open: boolean; readonly entersAs: RoleIndex }): PresetRole {
  return {
    index: 0,
    name: 'none',
    description: 'Not in the list of participants.',
    can: o.open ? ['canOpenJoin'] : [],
    maximumActive: 0,
    moves: [[0, [o.entersAs]]],
  };
}
