import { deleteAbsence } from '../muc/absence-table.ts';
import { delay, historyFor, type HistoryRequest } from '../muc/history.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { announce, enteringCodes, showOthersTo, showSelfTo } from '../muc/presence.ts';
import { avatarPresence } from '../muc/room-vcard.ts';
import { latestSubject } from '../muc/subject.ts';
import { subjectStanza } from '../outbound/details.ts';
import { type Entering, sessionOf, storeSeat } from './seat.ts';

/**
 * Makes a client present and shows it the room, in the order that XEP-0045 §7.1 demands: the others, itself, the past,
 * the subject; then what happens from now on. A client that is in already gets the same again.
 * @param seq archive position of its own joining, null when it was a member before
 * @param codes further status codes for itself: 201 for a room it made
 */
export async function takeSeat(
  h: Entering,
  room: MucRoom,
  seq: number | null,
  request: HistoryRequest,
  codes: readonly number[] = [],
): Promise<void> {
  const { service } = h;
  await room.exclusive(async () => {
    const view = await h.directory.viewAfter(room, seq);
    if (view === null) return;
    const history = await historyFor(service, room, view, request);
    const subject = await latestSubject(service, room);
    await storeSeat(h, room.jid);
    const newcomer = room.occupants.byUser(h.user) === null;
    if (newcomer) await deleteAbsence(service.gateway.database, room.jid, h.user);
    const occupant = room.occupants.putSession(h.user, h.nick, sessionOf(h));
    if (view.participants.get(h.user)?.active === true) room.enteredAt.set(h.user, view.seq);
    showOthersTo(service, room, view, occupant, h.from);
    const news = { standing: room.standing(view, h.user), selfCodes: [...enteringCodes(room), ...codes] };
    const isKnown = !newcomer && !room.restored.delete(h.user);
    if (!isKnown) announce(service, room, view, occupant, news);
    else showSelfTo(service, room, occupant, news, h.from);
    const { avatarHash } = room.settings;
    if (avatarHash !== '') service.stream.send(avatarPresence(room.jid, avatarHash).withAttrs({ to: h.from }));
    for (const message of history) service.stream.send(message.withAttrs({ to: h.from }));
    const { by, event } = subject;
    const words = subjectStanza(service, room, view, { by, subject: view.details.subject, event });
    const stamped = event === null ? words : words.withChildren([...words.children, delay(room, event.acceptedAt)]);
    service.stream.send(stamped.withAttrs({ to: h.from }));
  });
}
