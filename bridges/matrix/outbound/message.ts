import type { MessageId, RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import type { MessageBody } from '../../../src/rooms/index.ts';
import { nameOf } from '../addresses.ts';
import type { EventContent } from '../contract.ts';
import type { Leg } from '../leg.ts';
import { sendEvent } from '../room-requests.ts';
import { isForbidden, joinGhost } from './membership.ts';
import { keyOf, type Mark, marked, transactionOf } from './mark.ts';
import { showPowerLevels, viewOf } from './room-state.ts';

/**
 * Octets of a text as JSON in one event. An event has at most 65,536 octets (client-server API "Size limits"); the rest
 * is for the envelope, which federation's signatures and references make several kilobytes.
 */
const textLimit = 56_000;

const msgtypeOf: Readonly<Record<MessageBody['kind'], string>> = {
  text: 'm.text',
  emote: 'm.emote',
  notice: 'm.notice',
};

/** A message of the hub as it is to be shown. */
export interface ShownMessage {
  readonly room: RoomUri;
  readonly seq: number;
  readonly id: MessageId;
  readonly sender: UserUri;
  readonly body: MessageBody;
  readonly inReplyTo?: MessageId;
  readonly acceptedAt: number;
}

/**
 * Sends it as the sender's ghost, in parts where one event is too small for it (FX-01).
 * @param sent what stands there already, by {@link keyOf}; what is sent is added
 */
export async function showMessage(
  leg: Leg,
  roomId: string,
  message: ShownMessage,
  sent: Map<string, string>,
): Promise<readonly string[]> {
  const texts = splitText(message.body.text);
  const reply = await replyOf(leg, message);
  const ids: string[] = [];
  for (const [index, text] of texts.entries()) {
    const mark: Mark = { seq: message.seq, id: message.id, ...(index > 0 && { part: index }) };
    const content = marked({ msgtype: msgtypeOf[message.body.kind], body: text, ...(index === 0 && reply) }, mark);
    const id = sent.get(keyOf(mark)) ?? (await sendAsSender(leg, roomId, message, content, mark));
    sent.set(keyOf(mark), id);
    ids.push(id);
  }
  return ids;
}

async function replyOf(leg: Leg, message: ShownMessage): Promise<EventContent> {
  if (message.inReplyTo === undefined) return {};
  const target = await leg.gateway.nativeIds.ofMessage(message.room, message.inReplyTo);
  return target === null ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: target } } };
}

async function sendAsSender(
  leg: Leg,
  roomId: string,
  message: ShownMessage,
  content: EventContent,
  mark: Mark,
): Promise<string> {
  const request = { roomId, type: 'm.room.message', transaction: transactionOf(message.room, mark), content };
  // A Matrix user's message that did not come from Matrix: nobody may speak as that user there but the user.
  if (leg.addresses.ownUser(message.sender) !== null) {
    return sendEvent(leg.homeserver, { ...request, content: onBehalf(message, content), at: message.acceptedAt });
  }
  const as = await leg.ghosts.ensure(message.sender);
  try {
    return await sendEvent(leg.homeserver, { ...request, as, at: message.acceptedAt });
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
  }
  // The ghost is not in the room or has no voice there: the hub let it speak, so Matrix is behind.
  const participant = (await viewOf(leg, message.room))?.participants.get(message.sender);
  const isIn =
    participant?.active === true &&
    (await joinGhost(leg, { roomId, mark: null }, message.sender, participant.nickname)) !== null;
  if (!isIn) {
    return sendEvent(leg.homeserver, { ...request, content: onBehalf(message, content), at: message.acceptedAt });
  }
  await showPowerLevels(leg, { room: message.room, nativeRoom: roomId });
  return sendEvent(leg.homeserver, { ...request, as, at: message.acceptedAt });
}

/** What the bot says for somebody who is not there to say it. */
function onBehalf(message: ShownMessage, content: EventContent): EventContent {
  return { ...content, body: `<${nameOf(message.sender)}> ${String(content.body)}` };
}

/** Cuts a text where one event would be too small, never inside a character. */
export function splitText(text: string): readonly string[] {
  if (JSON.stringify(text).length * 3 <= textLimit) return [text];
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const character of text) {
    const octets = Buffer.byteLength(JSON.stringify(character)) - 2;
    if (size + octets > textLimit) {
      parts.push(part);
      part = '';
      size = 0;
    }
    part += character;
    size += octets;
  }
  return [...parts, part];
}
