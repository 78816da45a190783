import { presetRoles } from '../../../src/policy/index.ts';
import { isReservedForAnother, mayRegisterNick, preparedNick } from '../muc/registered-nicks.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { SubmittedForm } from '../xml/data-form.ts';
import { ns } from '../xml/namespaces.ts';
import type { Handling } from './contract.ts';
import { askAdmins } from './request.ts';

/** Registering with a room (XEP-0045 §7.10): reserves a nick, and asks for membership where one is needed. */
export async function register(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const query = h.stanza.child('query', ns.register);
  const standing = room.standing(view, h.user);
  if (standing.affiliation === 'outcast') return refusal('not-allowed', 'You are banned from this room.');
  if (query?.has('remove') === true) return unregister(h);
  const x = query?.child('x', ns.dataForms) ?? null;
  if (x === null) return refusal('bad-request', 'A form is missing.');
  const nick = preparedNick(new SubmittedForm(x).text('muc#register_roomnick') ?? '');
  if (nick === null) return refusal('not-acceptable', 'This can not be a nickname.');
  if (isReservedForAnother(room, nick, h.user) || room.occupants.isTaken(nick, h.user)) {
    return refusal('conflict', 'Somebody else has this nickname.');
  }
  if (view.flags.membersOnly && !atLeast(standing.affiliation, 'member')) {
    askAdmins(h, found, nick);
    return null;
  }
  if (!mayRegisterNick(room, view, h.user)) {
    return refusal('resource-constraint', 'This room keeps no more nicknames for users who are not members.');
  }
  await h.directory.change(room, { registered: { ...room.settings.registered, [h.user]: nick } });
  return null;
}

async function unregister(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const { [h.user]: _gone, ...registered } = room.settings.registered;
  await h.directory.change(room, { registered });
  // Who unregisters is no member any more (design: unregistering ends membership); owners and admins resign otherwise.
  if (view.participants.get(h.user)?.role !== presetRoles.member) return null;
  const outcome = await h.attempt({ type: 'leave', room: room.uri, by: h.user });
  return outcome.type === 'refused' ? stanzaRefusal(outcome) : null;
}
