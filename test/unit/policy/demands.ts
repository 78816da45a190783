import {
  type Action,
  type Actor,
  capabilities,
  type CapabilityName,
  componentIds,
  presetRoles,
  type ReadUse,
  type RoomMetadata,
  type RoomState,
  type SendUse,
} from '../../../src/policy/index.ts';
import { as, roomWith, user } from './rooms.ts';

const { member, guest, owner } = presetRoles;

/** Somebody with one role, who may move everybody everywhere; nobody else in the room has any capability. */
const everyPair = [0, 1, 2, 3, 4, 5, 6, 7].map((from) => ({ from, targets: [0, 1, 2, 3, 4, 5, 6, 7] }));
export function onlyActor(held: readonly CapabilityName[], at: number = member): RoomState {
  const state = roomWith('open', { components: { joinLinks: [Uint8Array.of(1), Uint8Array.of(2)] } });
  const roles = state.roles.map((role) => ({
    ...role,
    minimumParticipants: 0,
    capabilities: role.index === at ? held.map((name) => capabilities[name]) : [],
    authorizedRoleChanges: role.index === at || role.index === 0 ? everyPair : [],
  }));
  return { ...state, roles };
}

export const actor = as('member');
export const stranger = as('stranger');
export const metadata = (change: Partial<RoomMetadata>): Action => ({
  type: 'change-metadata',
  metadata: { ...roomWith().metadata, ...change },
});
export const sending = (...uses: readonly SendUse[]): Action => ({ type: 'send-message', uses });
export const reading = (use: ReadUse): Action => ({ type: 'use-message', use });
const links = (removedIndices: readonly number[], addedLinks: readonly Uint8Array[]): Action => ({
  type: 'change-join-links',
  update: { removedIndices, addedLinks },
});

export interface Demand {
  readonly action: Action;
  readonly by?: Actor;
  /** The role that has the capability; without one, the actor's. */
  readonly at?: number;
  /** What else the action takes. */
  readonly beside?: readonly CapabilityName[];
  readonly state?: Partial<RoomState>;
}

const own = (action: Action): Demand => ({ action });
const message = (use: SendUse): Demand => ({ action: sending(use), beside: ['canSendMessage'] });
const fromOutside = (action: Action, change: Partial<RoomState> = {}): Demand => ({
  action,
  by: stranger,
  at: 0,
  state: change,
});

/** What each capability of the registry (Annex C) is asked for; one is no right within a room. */
export const demands: Readonly<Record<CapabilityName, Demand | 'the envelope of the hub'>> = {
  canAddParticipant: own({ type: 'add-participant', user: user('x'), role: guest }),
  canRemoveParticipant: own({ type: 'remove-participant', user: user('guest') }),
  canAddOwnClient: own({ type: 'add-own-client' }),
  canRemoveOwnClient: own({ type: 'remove-own-client' }),
  canOpenJoin: fromOutside({ type: 'join', role: guest }),
  canJoinIfPreauthorized: {
    action: { type: 'join' },
    by: stranger,
    state: { preauthorized: [{ claims: [], role: member }] },
  },
  canRemoveSelf: own({ type: 'remove-self' }),
  canCreateJoinCode: own(links([], [Uint8Array.of(3)])),
  canDeleteJoinCode: own(links([1], [])),
  canUseJoinCode: fromOutside({ type: 'join', role: guest, joinCode: true }),
  canBan: own({ type: 'ban', user: user('guest') }),
  canUnban: own({ type: 'unban', user: user('outcast'), role: guest }),
  canKick: own({ type: 'kick', user: user('guest') }),
  canKnock: fromOutside({ type: 'knock' }),
  canAcceptKnock: own({ type: 'answer-knock', user: user('stranger') }),
  canChangeUserRole: own({ type: 'change-role', user: user('guest'), role: owner }),
  canChangeOwnRole: {
    action: { type: 'change-own-role', role: owner },
    state: { preauthorized: [{ claims: [], role: owner }] },
  },
  canCreateSubgroup: own({ type: 'create-subroom' }),
  canSendMessage: own(sending()),
  canReceiveMessage: own({ type: 'receive-message' }),
  canCopyMessage: own(reading('copy-message')),
  canReportAbuse: own(reading('report-abuse')),
  canReplyToMessage: message('reply'),
  canReactToMessage: message('react'),
  canEditReaction: message('edit-reaction'),
  canDeleteOwnReaction: message('delete-own-reaction'),
  canDeleteOtherReaction: message('delete-other-reaction'),
  canEditOwnMessage: message('edit-own-message'),
  canDeleteOwnMessage: message('delete-own-message'),
  canDeleteOtherMessage: message('delete-other-message'),
  canStartTopic: message('start-topic'),
  canReplyInTopic: message('reply-in-topic'),
  canEditOwnTopic: message('edit-own-topic'),
  canEditOtherTopic: message('edit-other-topic'),
  canSendDirectMessage: own({ type: 'send-direct-message', user: user('guest') }),
  canTargetMessage: own({ type: 'target-message', user: user('guest') }),
  canUploadImage: message('upload-image'),
  canUploadAudio: message('upload-audio'),
  canUploadVideo: message('upload-video'),
  canUploadAttachment: message('upload-attachment'),
  canDownloadImage: own(reading('download-image')),
  canDownloadAudio: own(reading('download-audio')),
  canDownloadVideo: own(reading('download-video')),
  canDownloadAttachment: own(reading('download-attachment')),
  canSendLink: message('send-link'),
  canSendLinkPreview: message('send-link-preview'),
  canFollowLink: own(reading('follow-link')),
  canCopyLink: own(reading('copy-link')),
  canChangeRoomName: own(metadata({ name: 'x' })),
  canChangeRoomDescription: own(metadata({ descriptions: [{ mediaType: '', language: '', content: 'x' }] })),
  canChangeRoomAvatar: own(metadata({ avatar: 'https://example.com/a' })),
  canChangeRoomSubject: own(metadata({ subject: 'x' })),
  canChangeRoomMood: own(metadata({ mood: 'x' })),
  canChangeOwnName: own({ type: 'change-own-profile', field: 'name' }),
  canChangeOwnPresence: own({ type: 'change-own-profile', field: 'presence' }),
  canChangeOwnMood: own({ type: 'change-own-profile', field: 'mood' }),
  canChangeOwnAvatar: own({ type: 'change-own-profile', field: 'avatar' }),
  canStartCall: own({ type: 'call', use: 'start' }),
  canJoinCall: own({ type: 'call', use: 'join' }),
  canSendAudio: own({ type: 'call', use: 'send-audio' }),
  canReceiveAudio: own({ type: 'call', use: 'receive-audio' }),
  canSendVideo: own({ type: 'call', use: 'send-video' }),
  canReceiveVideo: own({ type: 'call', use: 'receive-video' }),
  canShareScreen: own({ type: 'call', use: 'share-screen' }),
  canViewSharedScreen: own({ type: 'call', use: 'view-shared-screen' }),
  canCreateRoom: 'the envelope of the hub',
  canDestroyRoom: own({ type: 'destroy-room' }),
  canChangeRoomMembershipStyle: own({ type: 'change-base-policy', base: { ...roomWith().base, discoverable: false } }),
  canChangeRoleDefinitions: own({ type: 'change-roles', roles: roomWith().roles }),
  canChangePreauthorizedUserList: own({ type: 'change-preauthorized', entries: [] }),
  canChangeOtherPolicyAttribute: own({ type: 'change-component', componentId: componentIds.loggingPolicy }),
  canChangeMlsOperationalPolicies: own({ type: 'change-component', componentId: componentIds.operationalPolicy }),
  canSendMLSReinitProposal: own({ type: 'reinit' }),
  canSendMLSUpdateProposal: own({ type: 'send-proposal', proposal: 'update' }),
  canSendMLSPSKProposal: own({ type: 'send-proposal', proposal: 'psk' }),
  canSendMLSExternalProposal: own({ type: 'external-proposal' }),
  canSendMLSExternalCommit: own({ type: 'external-commit' }),
};

export const names = Object.keys(capabilities) as CapabilityName[];
export const demanded = names.flatMap((name) => {
  const demand = demands[name];
  return demand === 'the envelope of the hub' ? [] : [[name, demand] as const];
});
