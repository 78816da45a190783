import type { Answer, Question } from '../queries/contract.ts';
import { el, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { refusal } from './stanza-error.ts';

/** Conditions that a peer's error is passed on with; any other is `service-unavailable`. */
const passedOn = new Set([
  'feature-not-implemented',
  'item-not-found',
  'forbidden',
  'not-allowed',
  'bad-request',
  'not-acceptable',
]);

/**
 * An IQ to a nick (XEP-0045 §17.4): a ping of oneself is answered here (XEP-0410), everything else goes to the client
 * behind the nick, or for a vCard to its account.
 */
export async function occupantIq(q: Question & { readonly nick: string }): Promise<Answer> {
  const found = await q.directory.find(q.room);
  const room = found?.room ?? null;
  const asker = room?.occupants.bySession(q.from) ?? null;
  if (room === null || asker === null) return refusal('not-acceptable', 'You are not in this room.');
  const target = room.occupants.byNick(q.nick);
  if (target === null) return refusal('item-not-found', 'Nobody here has this nickname.');
  if (target.nick === asker.nick && q.stanza.has('ping', ns.ping)) return [];
  const client = target.sessions.at(-1);
  if (client === undefined) {
    // Users from elsewhere have no client that could be asked; what is asked most has an honest empty answer.
    if (q.stanza.has('vCard', ns.vcard)) return [el('vCard', ns.vcard, {}, el('FN', ns.vcard, {}, target.nick))];
    return refusal('service-unavailable', `${target.nick} is on another network.`);
  }
  const account = client.jid.split('/')[0] ?? client.jid;
  const to = q.stanza.has('vCard', ns.vcard) ? account : client.jid;
  const asked = stanza(
    'iq',
    { type: q.stanza.attrs.type, from: `${room.jid}/${asker.nick}`, to },
    ...q.stanza.elements,
  );
  const answer = await q.service.stream.request(asked, 30_000);
  if (answer === null) return refusal('recipient-unavailable', `${target.nick} did not answer.`);
  if (answer.attrs.type === 'result') return answer.elements;
  const condition = answer.child('error')?.elements.find((child) => child.ns === ns.stanzaErrors)?.name ?? '';
  return refusal(passedOn.has(condition) ? (condition as 'item-not-found') : 'service-unavailable');
}
