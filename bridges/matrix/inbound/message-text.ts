import type { MessageBody } from '../../../src/rooms/index.ts';
import type { EventContent, MatrixEvent } from '../contract.ts';
import { objectOf, textOf } from '../event.ts';

/** What a Matrix message says, for networks that know text only. */
export interface MessageText {
  readonly body: MessageBody;
  /** Event that it answers. */
  readonly inReplyTo?: string;
}

/** Kinds that are text in Matrix too. */
const textKinds: Readonly<Record<string, MessageBody['kind']>> = {
  'm.text': 'text',
  'm.emote': 'emote',
  'm.notice': 'notice',
};

/** Kinds of files, as somebody would say it. */
const fileKinds: Readonly<Record<string, string>> = {
  'm.image': 'an image',
  'm.video': 'a video',
  'm.audio': 'an audio recording',
  'm.file': 'a file',
};

/**
 * The text of an event that shows something to people: messages as they are, everything else as one readable line with
 * a link where there is one.
 * @returns null for events that show nothing (signalling, unknown types without a text)
 */
export function messageText(event: MatrixEvent): MessageText | null {
  const text = event.type === 'm.room.message' ? roomMessage(event.content) : otherKind(event);
  if (text === null || text.body.text.trim() === '') return null;
  return text;
}

function roomMessage(content: EventContent): MessageText | null {
  const relation = objectOf(content, 'm.relates_to');
  if (relation.rel_type === 'm.replace') return correction(content);
  const reply = textOf(objectOf(relation, 'm.in_reply_to'), 'event_id');
  const body = textOf(content, 'body') ?? '';
  const msgtype = textOf(content, 'msgtype') ?? '';
  const kind = textKinds[msgtype];
  // `formatted_body` says the same in HTML; the specification makes `body` its readable form.
  if (kind !== undefined) {
    const text = reply === undefined ? body : withoutReplyFallback(body);
    return { body: { kind, text }, ...(reply !== undefined && { inReplyTo: reply }) };
  }
  const file = fileKinds[msgtype];
  if (file !== undefined) return line(fileLine(file, content));
  if (msgtype === 'm.location') return line(withLink(`shared a location: ${body}`, textOf(content, 'geo_uri')));
  return line(body);
}

/** m.replace: the text that now holds. Clients that know no corrections show the fallback, an asterisk before it. */
function correction(content: EventContent): MessageText | null {
  const corrected = textOf(objectOf(content, 'm.new_content'), 'body') ?? textOf(content, 'body') ?? '';
  return corrected === '' ? null : line(`Correction: ${corrected}`);
}

/** Older clients quote the answered message in front of the answer (MSC2781). */
function withoutReplyFallback(body: string): string {
  const lines = body.split('\n');
  const first = lines.findIndex((quoted) => !quoted.startsWith('> '));
  if (first <= 0) return body;
  return lines.slice(lines[first] === '' ? first + 1 : first).join('\n');
}

function fileLine(kind: string, content: EventContent): string {
  const name = textOf(content, 'filename') ?? textOf(content, 'body') ?? '';
  const caption = textOf(content, 'body');
  const said = caption !== undefined && caption !== name ? `: ${caption}` : '';
  return withLink(`sent ${kind}${name === '' ? '' : ` "${name}"`}${said}`, textOf(content, 'url'));
}

function withLink(text: string, link: string | undefined): string {
  return link === undefined ? text : `${text} (${link})`;
}

function otherKind(event: MatrixEvent): MessageText | null {
  const { content } = event;
  switch (event.type) {
    case 'm.sticker':
      return line(withLink(`sent a sticker "${textOf(content, 'body') ?? ''}"`, textOf(content, 'url')));
    case 'm.reaction': {
      const key = textOf(objectOf(content, 'm.relates_to'), 'key');
      return key === undefined ? null : line(`reacted with ${key}`);
    }
    case 'm.call.invite':
      return line('is calling; calls can be answered in Matrix only');
    default:
      return extensibleText(content);
  }
}

/** Polls and other extensible events carry their text beside their type (MSC1767). */
function extensibleText(content: EventContent): MessageText | null {
  const text = textOf(content, 'org.matrix.msc1767.text') ?? textOf(content, 'body');
  return text === undefined ? null : line(text);
}

const line = (text: string): MessageText => ({ body: { kind: 'text', text } });
