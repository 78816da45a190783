import type { MessageId, UserUri } from '../../../src/identifiers/index.ts';
import type { MessageBody, RoomEvent, RoomView } from '../../../src/rooms/index.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialiseForMany } from '../xml/serialise.ts';
import { readMessage, withOneText } from '../inbound/readable.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanzaIdOf } from '../muc/native-id.ts';

export type MessageEvent = RoomEvent & {
  readonly id: MessageId;
  readonly sender: UserUri;
  readonly body: MessageBody;
} & { readonly type: 'message' | 'recovered' };

/** Text of a body as XMPP has it: an emote is `/me` (XEP-0245). */
export function bodyText(body: MessageBody): string {
  return body.kind === 'emote' ? `/me ${body.text}` : body.text;
}

/** A message as the room sends it and its archive keeps it, without `to`. `original` is the client's own stanza. */
export function messageStanza(
  service: Service,
  room: MucRoom,
  view: RoomView | null,
  event: MessageEvent,
  original: Element | null,
): Element {
  const id = original?.attrs.id ?? (event.origin?.network === 'xmpp' ? stanzaIdOf(event.origin.nativeId) : event.id);
  const text = bodyText(event.body);
  const content = original === null ? [stanza('body', {}, text), ...replyTo(event)] : withOneText(original, text);
  return stanza(
    'message',
    {
      from: `${room.jid}/${room.nickOf(view, event.sender)}`,
      type: 'groupchat',
      id: id === '' ? event.id : id,
      'xml:lang': original?.attrs['xml:lang'],
    },
    ...content,
    el('occupant-id', ns.occupantId, { id: service.occupantIdOf(room.uri, event.sender) }),
    el('stanza-id', ns.stanzaId, { by: room.jid, id: event.id }),
  );
}

function replyTo(event: MessageEvent): readonly Element[] {
  if (event.type !== 'message' || event.inReplyTo === undefined) return [];
  return [el('reply', ns.reply, { id: event.inReplyTo })];
}

/** Sends a stanza without `to` to every client in the room; serialised once. */
export function broadcast(service: Service, room: MucRoom, message: Element): void {
  const text = serialiseForMany(message);
  for (const occupant of room.occupants.all()) {
    for (const session of occupant.sessions) service.stream.sendText(text(session.jid));
  }
}

export function showMessage(service: Service, room: MucRoom, view: RoomView | null, event: MessageEvent): void {
  const says = (stanza: Element): boolean => {
    const body = readMessage(stanza)?.body;
    return body?.kind === event.body.kind && body.text === event.body.text;
  };
  const original = event.origin?.network === 'xmpp' ? room.takeOriginal(event.origin.nativeId, says) : null;
  broadcast(service, room, messageStanza(service, room, view, event, original));
}

/** A line of the room itself. */
export function showNotice(service: Service, room: MucRoom, text: string): void {
  const message = stanza('message', { from: room.jid, type: 'groupchat' }, stanza('body', {}, text));
  broadcast(service, room, message);
}
