/** RP §8.3 to §8.5: what is said, shown and called. */
import type { Action, Actor, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { type Clause, clause, houseRule } from './clause.ts';
import { clientsOf, holds, isBanned, isListed, uriOf } from './standing.ts';

type Of<T extends Action['type']> = Extract<Action, { type: T }>;
type SendUse = NonNullable<Of<'send-message'>['uses']>[number];

/** null: no capability of the registry grants it. */
const sending: Record<SendUse, number | null> = {
  'delete-own-message': can.deleteOwnMessage,
  'delete-other-message': can.deleteOtherMessage,
  reply: can.replyToMessage,
  react: can.reactToMessage,
  'edit-reaction': can.editReaction,
  'delete-own-reaction': can.deleteOwnReaction,
  'delete-other-reaction': can.deleteOtherReaction,
  'edit-own-message': can.editOwnMessage,
  'edit-other-message': null,
  'start-topic': can.startTopic,
  'reply-in-topic': can.replyInTopic,
  'edit-own-topic': can.editOwnTopic,
  'edit-other-topic': can.editOtherTopic,
  'upload-image': can.uploadImage,
  'upload-audio': can.uploadAudio,
  'upload-video': can.uploadVideo,
  'upload-attachment': can.uploadAttachment,
  'send-link': can.sendLink,
  'send-link-preview': can.sendLinkPreview,
};

const reading: Record<Of<'use-message'>['use'], number> = {
  'copy-message': can.copyMessage,
  'report-abuse': can.reportAbuse,
  'download-image': can.downloadImage,
  'download-audio': can.downloadAudio,
  'download-video': can.downloadVideo,
  'download-attachment': can.downloadAttachment,
  'follow-link': can.followLink,
  'copy-link': can.copyLink,
};

const calling: Record<Of<'call'>['use'], number> = {
  join: can.joinCall,
  start: can.startCall,
  'send-audio': can.sendAudio,
  'receive-audio': can.receiveAudio,
  'send-video': can.sendVideo,
  'receive-video': can.receiveVideo,
  'share-screen': can.shareScreen,
  'view-shared-screen': can.viewSharedScreen,
};

export function sendMessage(state: RoomState, actor: Actor, uses: readonly SendUse[]): readonly Clause[] {
  return [
    clause(clientsOf(state, uriOf(actor)) > 0, 'P §5.4: the sender “is an active participant”'),
    holds(state, actor, can.sendMessage, 'canSendMessage'),
    ...uses.map((use) => {
      const needed = sending[use];
      return needed === null ? clause(false, `RP §8.3: nobody may ${use}`) : holds(state, actor, needed, use);
    }),
  ];
}

export function receiveMessage(state: RoomState, actor: Actor): readonly Clause[] {
  return [holds(state, actor, can.receiveMessage, 'canReceiveMessage')];
}

export function deleteMessage(state: RoomState, actor: Actor, whose: 'own' | 'other'): readonly Clause[] {
  const capability = whose === 'own' ? can.deleteOwnMessage : can.deleteOtherMessage;
  return [holds(state, actor, capability, `the right to delete ${whose}`)];
}

export function useMessage(state: RoomState, actor: Actor, use: Of<'use-message'>['use']): readonly Clause[] {
  return [holds(state, actor, reading[use], use)];
}

export function call(state: RoomState, actor: Actor, use: Of<'call'>['use']): readonly Clause[] {
  return [holds(state, actor, calling[use], use)];
}

/** RP §8.7: reserved; enforced with its evident meaning (RC-24, PC-19). */
export function directMessage(
  state: RoomState,
  actor: Actor,
  user: string,
  capability: 'sendDirectMessage' | 'targetMessage',
): readonly Clause[] {
  return [
    holds(state, actor, can[capability], capability),
    houseRule('direct-to-member', isListed(state, user) && !isBanned(state, user), 'PC-19: to one member'),
    houseRule('direct-to-other', user !== uriOf(actor), 'PC-19: to another'),
  ];
}

const profile = {
  name: can.changeOwnName,
  presence: can.changeOwnPresence,
  mood: can.changeOwnMood,
  avatar: can.changeOwnAvatar,
} as const;

export function changeOwnProfile(state: RoomState, actor: Actor, field: keyof typeof profile): readonly Clause[] {
  return [holds(state, actor, profile[field], `own ${field}`)];
}
