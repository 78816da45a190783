import { createHash } from 'node:crypto';
import { showConfigurationChange } from '../outbound/details.ts';
import type { Handling } from '../inbound/contract.ts';
import { broadcast } from '../outbound/message.ts';
import { refusal, type StanzaRefusal } from './stanza-error.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialise } from '../xml/serialise.ts';
import { parseStanza } from '../xml/stream-parser.ts';
import type { Answer, Question } from '../queries/contract.ts';

const largest = 256 * 1024;

/** The room's own vCard (XEP-0486): anybody may read it. */
export async function roomVcard(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { vcard } = found.room.settings;
  return [vcard === null ? el('vCard', ns.vcard) : parseStanza(vcard)];
}

/** An owner gives the room a vCard; everybody is told of its picture. */
export async function setRoomVcard(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.standing(view, h.user).affiliation !== 'owner') return refusal('forbidden', 'Only owners may do that.');
  const vcard = h.stanza.child('vCard', ns.vcard);
  if (vcard === null) return refusal('bad-request', 'There is no vCard.');
  const text = serialise(vcard);
  if (text.length > largest) return refusal('policy-violation', 'The vCard is too large.');
  const avatarHash = photoHash(vcard);
  await h.directory.change(room, { vcard: text, avatarHash });
  broadcast(h.service, room, avatarPresence(room.jid, avatarHash));
  showConfigurationChange(h.service, room, [104]);
  return null;
}

/** The picture's hash as XEP-0153 has it; empty without a picture. */
function photoHash(vcard: Element): string {
  const data = vcard.child('PHOTO')?.textOf('BINVAL') ?? '';
  return data === '' ? '' : createHash('sha1').update(Buffer.from(data, 'base64')).digest('hex');
}

/** Presence of the room itself: says which picture it has. */
export function avatarPresence(room: string, hash: string): Element {
  return stanza('presence', { from: room }, el('x', ns.vcardUpdate, {}, el('photo', ns.vcardUpdate, {}, hash)));
}
