import type { CapabilityName } from '../code-points.ts';
import type { RoomState } from '../contract.ts';
import { allowed, refuse } from '../decision.ts';
import {
  actingRole,
  barred,
  clientsOf,
  has,
  roleAt,
  roleIndexOf,
  standingWith,
  uriOf,
  withCapability,
} from '../standing.ts';
import type { Action, Actor, CallUse, Decision, ReadUse, SendUse } from './contract.ts';

const messages = 'room-policy §8.3';
const assets = 'room-policy §8.4';
const reserved = 'room-policy §8.7';

interface Right {
  readonly capability: CapabilityName;
  readonly section: string;
}

const by = (capability: CapabilityName, section = messages): Right => ({ capability, section });

/** What each part of a message asks for; null where no capability gives it. */
export const sendRights = {
  reply: by('canReplyToMessage'),
  react: by('canReactToMessage'),
  'edit-reaction': by('canEditReaction'),
  'delete-own-reaction': by('canDeleteOwnReaction'),
  'delete-other-reaction': by('canDeleteOtherReaction'),
  'edit-own-message': by('canEditOwnMessage'),
  'edit-other-message': null,
  'delete-own-message': by('canDeleteOwnMessage'),
  'delete-other-message': by('canDeleteOtherMessage'),
  'start-topic': by('canStartTopic'),
  'reply-in-topic': by('canReplyInTopic'),
  'edit-own-topic': by('canEditOwnTopic'),
  'edit-other-topic': by('canEditOtherTopic'),
  'upload-image': by('canUploadImage', assets),
  'upload-audio': by('canUploadAudio', assets),
  'upload-video': by('canUploadVideo', assets),
  'upload-attachment': by('canUploadAttachment', assets),
  'send-link': by('canSendLink'),
  'send-link-preview': by('canSendLinkPreview'),
} as const satisfies Record<SendUse, Right | null>;

/** What each use of a message that was received asks for. */
export const readRights = {
  'copy-message': by('canCopyMessage'),
  'report-abuse': by('canReportAbuse'),
  'download-image': by('canDownloadImage', assets),
  'download-audio': by('canDownloadAudio', assets),
  'download-video': by('canDownloadVideo', assets),
  'download-attachment': by('canDownloadAttachment', assets),
  'follow-link': by('canFollowLink'),
  'copy-link': by('canCopyLink'),
} as const satisfies Record<ReadUse, Right>;

const calls = 'room-policy §8.5';

/** What each part in a call asks for. */
export const callRights = {
  start: by('canStartCall', calls),
  join: by('canJoinCall', calls),
  'send-audio': by('canSendAudio', calls),
  'receive-audio': by('canReceiveAudio', calls),
  'send-video': by('canSendVideo', calls),
  'receive-video': by('canReceiveVideo', calls),
  'share-screen': by('canShareScreen', calls),
  'view-shared-screen': by('canViewSharedScreen', calls),
} as const satisfies Record<CallUse, Right>;

type ProfileField = Extract<Action, { type: 'change-own-profile' }>['field'];

/** What each part of one's own profile asks for. */
export const profileRights = {
  name: by('canChangeOwnName', reserved),
  presence: by('canChangeOwnPresence', reserved),
  mood: by('canChangeOwnMood', reserved),
  avatar: by('canChangeOwnAvatar', reserved),
} as const satisfies Record<ProfileField, Right>;

/** `canSendMessage`, which is voice (KB-08), of somebody who has a client in the room; then what the message does. */
export function sendMessage(state: RoomState, actor: Actor, uses: readonly SendUse[] = []): Decision {
  const bar = barred(state, actor) ?? absent(state, actor);
  if (bar) return bar;
  const role = roleAt(state, actingRole(state, actor));
  if (!has(role, 'canSendMessage')) {
    return refuse('no-voice', messages, 'You have no voice in this room: a moderator can give it.');
  }
  for (const use of uses) {
    const right = sendRights[use];
    if (!right) return refuse('lacks-capability', messages, 'Nobody edits the message of somebody else.');
    if (!has(role, right.capability)) {
      return refuse('lacks-capability', right.section, `Your role here does not include ${right.capability}.`);
    }
  }
  return allowed;
}

function absent(state: RoomState, actor: Actor): Decision | null {
  if (clientsOf(state, uriOf(actor)) > 0) return null;
  return refuse('not-a-participant', messages, 'You are not in this room now; enter it first.');
}

/** A right of somebody who has a role, whatever it is about. */
export function useRight(state: RoomState, actor: Actor, right: Right): Decision {
  return withCapability(state, actor, right.capability, right.section);
}

/** The single rights that need no voice: receiving, and taking messages back. */
export const messageRights = {
  'receive-message': by('canReceiveMessage'),
  'delete-own-message': by('canDeleteOwnMessage'),
  'delete-other-message': by('canDeleteOtherMessage'),
} as const;

/** `canSendDirectMessage` and `canTargetMessage`, to one other participant (PC-19). */
export function messageOne(
  state: RoomState,
  actor: Actor,
  action: Extract<Action, { type: 'send-direct-message' | 'target-message' }>,
): Decision {
  const capability = action.type === 'target-message' ? 'canTargetMessage' : 'canSendDirectMessage';
  const standing = standingWith(state, actor, capability, reserved);
  if ('refusal' in standing) return standing.refusal;
  if (action.user === uriOf(actor)) return refuse('target-is-self', reserved, 'That is you.');
  const there = roleIndexOf(state, action.user) !== 0 && !barred(state, { type: 'user', user: action.user });
  return there ? allowed : refuse('target-not-a-participant', reserved, 'That user is not a participant.');
}
