import type { UserUri } from '../../../src/identifiers/index.ts';
import type { PolicyFlags, RoomEvent, RoomView } from '../../../src/rooms/index.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanzaIdOf } from '../muc/native-id.ts';
import { broadcast } from './message.ts';

export type DetailsEvent = RoomEvent & { readonly type: 'details-changed' };

/** Whether an event set the subject: only then it is a subject message. */
export function setsSubject(event: RoomEvent): event is DetailsEvent {
  return event.type === 'details-changed' && event.before.subject !== event.after.subject;
}

/** Archive id of what has no message id. */
export function archiveIdOf(event: RoomEvent): string {
  switch (event.type) {
    case 'message':
    case 'recovered':
      return event.id;
    default:
      return `seq-${event.seq}`;
  }
}

/** A change of subject (XEP-0045 §8.1): a message with a subject and no body. */
export function subjectStanza(
  service: Service,
  room: MucRoom,
  view: RoomView | null,
  o: { readonly by: UserUri | null; readonly subject: string; readonly event: DetailsEvent | null },
): Element {
  const { by, subject, event } = o;
  const origin = event?.origin?.network === 'xmpp' ? stanzaIdOf(event.origin.nativeId) : '';
  return stanza(
    'message',
    {
      from: by === null ? room.jid : `${room.jid}/${room.nickOf(view, by)}`,
      type: 'groupchat',
      id: origin === '' ? undefined : origin,
    },
    stanza('subject', {}, subject),
    by === null ? null : el('occupant-id', ns.occupantId, { id: service.occupantIdOf(room.uri, by) }),
    event === null ? null : el('stanza-id', ns.stanzaId, { by: room.jid, id: archiveIdOf(event) }),
  );
}

/** Says that the configuration changed (XEP-0045 §10.2.1): clients ask again what they want to know. */
export function showConfigurationChange(service: Service, room: MucRoom, codes: readonly number[]): void {
  const status = codes.map((code) => el('status', ns.mucUser, { code: String(code) }));
  const from = room.jid;
  broadcast(service, room, stanza('message', { from, type: 'groupchat' }, el('x', ns.mucUser, {}, status)));
}

export function showDetails(service: Service, room: MucRoom, view: RoomView | null, event: DetailsEvent): void {
  if (setsSubject(event)) {
    broadcast(service, room, subjectStanza(service, room, view, { by: event.by, subject: event.after.subject, event }));
  }
  const { before, after } = event;
  if (before.name !== after.name || before.description !== after.description || before.avatar !== after.avatar) {
    showConfigurationChange(service, room, [104]);
  }
}

/** Whether XMPP has to be told of a change of policy. */
export function policyDiffers(before: PolicyFlags, after: PolicyFlags): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
