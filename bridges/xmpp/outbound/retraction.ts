import type { RoomEvent, RoomView } from '../../../src/rooms/index.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanzaIdOf } from '../muc/native-id.ts';
import { archiveIdOf } from './details.ts';
import { broadcast } from './message.ts';

export type RetractedEvent = RoomEvent & { readonly type: 'retracted' };

const fallbackText = 'This message was taken back, but your client does not support that.';

/**
 * A retraction by its author (XEP-0424), or by a moderator (XEP-0425), as the room sends it and its archive keeps it.
 * @param author whether the one who took it back wrote it
 */
export function retractionStanza(
  service: Service,
  room: MucRoom,
  view: RoomView | null,
  event: RetractedEvent,
  author: boolean,
): Element {
  const stanzaId = el('stanza-id', ns.stanzaId, { by: room.jid, id: archiveIdOf(event) });
  const reason = event.reason === undefined ? null : el('reason', ns.retract, {}, event.reason);
  if (author && event.by !== null) {
    const id = event.origin?.network === 'xmpp' ? stanzaIdOf(event.origin.nativeId) : event.id;
    return stanza(
      'message',
      { from: `${room.jid}/${room.nickOf(view, event.by)}`, type: 'groupchat', id: id === '' ? event.id : id },
      el('retract', ns.retract, { id: event.target }, reason),
      el('fallback', ns.fallback, { for: ns.retract }),
      stanza('body', {}, fallbackText),
      el('store', ns.hints),
      el('occupant-id', ns.occupantId, { id: service.occupantIdOf(room.uri, event.by) }),
      stanzaId,
    );
  }
  const by = event.by === null ? {} : { by: `${room.jid}/${room.nickOf(view, event.by)}` };
  const moderator =
    event.by === null ? null : el('occupant-id', ns.occupantId, { id: service.occupantIdOf(room.uri, event.by) });
  return stanza(
    'message',
    { from: room.jid, type: 'groupchat', id: event.id },
    el('retract', ns.retract, { id: event.target }, el('moderated', ns.moderate, by, moderator), reason),
    stanzaId,
  );
}

/** Whether a retraction is its author's own. */
export async function isByAuthor(service: Service, room: MucRoom, event: RetractedEvent): Promise<boolean> {
  const target = await service.gateway.rooms.message(room.uri, event.target);
  const written = target?.event;
  return written !== undefined && (written.type === 'message' || written.type === 'recovered')
    ? written.sender === event.by
    : false;
}

export async function showRetraction(
  service: Service,
  room: MucRoom,
  view: RoomView | null,
  event: RetractedEvent,
): Promise<void> {
  const author = await isByAuthor(service, room, event);
  broadcast(service, room, retractionStanza(service, room, view, event, author));
}
