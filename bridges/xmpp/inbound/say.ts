import { broadcast } from '../outbound/message.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Handling } from './contract.ts';
import { isEncrypted, messageIdFrom, readMessage, withOneText } from './readable.ts';

const refusesEncryption =
  'Encrypted messages are not supported here: this room is shared with other networks, and its members could not read ' +
  'them. Turn encryption off for this room.';

/** A groupchat message to the room (XEP-0045 §7.4): text, a new subject, a retraction, or what does not last. */
export async function say(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.occupants.bySession(h.from) === null) return refusal('not-acceptable', 'You are not in this room.');
  if (isEncrypted(h.stanza)) return refusal('not-acceptable', refusesEncryption);
  const retracted = retractionTarget(h.stanza);
  if (retracted !== null) return retract(h, room, retracted);
  if (h.stanza.has('subject') && !h.stanza.has('body') && !h.stanza.has('thread')) return setSubject(h, found);
  const words = readMessage(h.stanza);
  if (words === null) {
    if (room.standing(view, h.user).role === 'visitor') return refusal('forbidden', 'You have no voice in this room.');
    reflectOnly(h, found);
    return null;
  }
  room.keepOriginal(h.nativeId, h.stanza);
  const outcome = await h.attempt({ type: 'send', room: room.uri, by: h.user, ...words });
  if (outcome.type === 'accepted') return null;
  room.takeOriginal(h.nativeId, (kept) => kept === h.stanza);
  return stanzaRefusal(outcome);
}

async function setSubject(h: Handling, { room, view }: OpenRoom): Promise<StanzaRefusal | null> {
  const subject = h.stanza.textOf('subject') ?? '';
  if (!view.flags.anyoneMayChangeSubject && !room.isModerator(view, h.user)) {
    return refusal('forbidden', 'Only moderators may change the subject of this room.');
  }
  const outcome = await h.attempt({ type: 'set-metadata', room: room.uri, by: h.user, subject });
  return outcome.type === 'accepted' ? null : stanzaRefusal(outcome);
}

function retractionTarget(message: Element): string | null {
  const old = message.child('apply-to', ns.fasten);
  if (old?.has('retract', ns.retractOld) === true) return old.attrs.id ?? '';
  return message.child('retract', ns.retract)?.attrs.id ?? null;
}

async function retract(h: Handling, room: MucRoom, id: string): Promise<StanzaRefusal | null> {
  const target = messageIdFrom(id);
  if (target === null) return refusal('item-not-found', 'There is no such message in this room.');
  const outcome = await h.attempt({ type: 'retract', room: room.uri, by: h.user, target });
  return outcome.type === 'accepted' ? null : stanzaRefusal(outcome);
}

/** What does not last (chat states, markers) reaches the clients that are here, and nobody else. */
function reflectOnly(h: Handling, { room, view }: OpenRoom): void {
  broadcast(
    h.service,
    room,
    stanza(
      'message',
      { from: `${room.jid}/${room.nickOf(view, h.user)}`, type: 'groupchat', id: h.stanza.attrs.id },
      ...withOneText(h.stanza, null),
      el('occupant-id', ns.occupantId, { id: h.service.occupantIdOf(room.uri, h.user) }),
    ),
  );
}
