import type { UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { announce } from '../muc/presence.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { isReservedForAnother, preparedNick } from '../muc/registered-nicks.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { type Field, form, SubmittedForm } from '../xml/data-form.ts';
import { type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { carryOut, userAt } from './administer.ts';
import type { Handling } from './contract.ts';

/** Forms sent to a room: asking for voice and granting it (XEP-0045 §7.13, §8.6), granting membership (§7.10). */
export async function handleForm(h: Handling, x: Element): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  if (found.room.occupants.bySession(h.from) === null) return refusal('not-acceptable', 'You are not in this room.');
  const submitted = new SubmittedForm(x);
  if (submitted.formType === ns.mucRequest) return handleVoice(h, found, submitted);
  if (submitted.formType === ns.mucRegister) return approveMembership(h, found, submitted);
  return refusal('bad-request', 'This form is not known here.');
}

async function handleVoice(h: Handling, found: OpenRoom, submitted: SubmittedForm): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  const allowed = submitted.boolean('muc#request_allow');
  if (allowed === undefined || !room.isModerator(view, h.user)) {
    askModerators(h, found);
    return null;
  }
  if (!allowed) return null;
  const user = userAt(h.service, submitted.text('muc#jid') ?? '');
  const occupant = user === null ? null : room.occupants.byUser(user);
  if (occupant === null) return refusal('item-not-found', 'This user is not in the room.');
  return carryOut(h, found, [{ user: occupant.user, change: { type: 'role', role: 'participant' } }]);
}

/** Shows a visitor's wish to those who can grant it. */
function askModerators(h: Handling, { room, view }: OpenRoom): void {
  const fields: readonly Field[] = [
    {
      name: 'muc#role',
      type: 'list-single',
      label: 'Requested role',
      values: ['participant'],
      options: [['participant', 'Participant']],
    },
    { name: 'muc#jid', type: 'text-single', label: 'User', values: [h.from] },
    { name: 'muc#roomnick', type: 'text-single', label: 'Nickname', values: [room.nickOf(view, h.user)] },
    { name: 'muc#request_allow', type: 'boolean', label: 'Grant voice?', values: ['0'] },
  ];
  const words = { title: 'Voice request', instructions: 'Somebody asks for voice.' };
  sendToOccupants(h, room, form('form', ns.mucRequest, fields, words), (occupant) => room.isModerator(view, occupant));
}

/** Asks admins to admit somebody who wants to be a member. */
export function askAdmins(h: Handling, { room, view }: OpenRoom, nick: string): void {
  const fields: readonly Field[] = [
    { name: 'muc#register_jid', type: 'text-single', label: 'User', values: [h.fromBare] },
    { name: 'muc#register_roomnick', type: 'text-single', label: 'Nickname', values: [nick] },
    { name: 'muc#register_allow', type: 'boolean', label: 'Admit as a member?', values: ['0'] },
  ];
  const words = { title: 'Membership request', instructions: 'Somebody asks to become a member.' };
  sendToOccupants(h, room, form('form', ns.mucRegister, fields, words), (occupant) =>
    atLeast(room.standing(view, occupant).affiliation, 'admin'),
  );
}

function sendToOccupants(h: Handling, room: MucRoom, content: Element, to: (user: Handling['user']) => boolean): void {
  for (const occupant of room.occupants.all()) {
    if (!to(occupant.user)) continue;
    for (const session of occupant.sessions) {
      h.service.stream.send(stanza('message', { from: room.jid, to: session.jid }, content));
    }
  }
}

async function approveMembership(
  h: Handling,
  found: OpenRoom,
  submitted: SubmittedForm,
): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  if (!atLeast(room.standing(view, h.user).affiliation, 'admin'))
    return refusal('forbidden', 'Only admins may do that.');
  if (submitted.boolean('muc#register_allow') !== true) return null;
  const user = userAt(h.service, submitted.text('muc#register_jid') ?? '');
  if (user === null) return refusal('jid-malformed', 'This is no address of a user.');
  const wanted = submitted.text('muc#register_roomnick') ?? '';
  const nick = wanted === '' ? null : preparedNick(wanted);
  if (wanted !== '' && nick === null) return refusal('not-acceptable', 'This can not be a nickname.');
  if (nick !== null && isReservedForAnother(room, nick, user)) {
    return refusal('conflict', 'Somebody else has this nickname.');
  }
  const current = view.participants.get(user)?.role;
  if (current !== undefined && current >= presetRoles.member) await keepAsMember(h, found, user);
  else {
    // Whoever admits somebody who is banned lifts the ban; may it be done, the hub says (XEP-0045 §9.2).
    const type = current === undefined ? 'invite' : current === presetRoles.banned ? 'unban' : 'set-role';
    const outcome = await h.attempt({ type, room: room.uri, by: h.user, user, role: presetRoles.member });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
  }
  if (nick !== null) await h.directory.change(room, { registered: { ...room.settings.registered, [user]: nick } });
  return null;
}

/**
 * Approving a membership lowers nobody. Who has such a role for one visit only keeps it, and is a member beside it and
 * afterwards; the hub's role stays, so there is no event that would show it.
 */
async function keepAsMember(h: Handling, { room, view }: OpenRoom, user: UserUri): Promise<void> {
  const kept = room.settings.kept[user];
  if (kept === undefined || atLeast(room.standing(view, user).affiliation, 'member')) return;
  await h.directory.change(room, { kept: { ...room.settings.kept, [user]: { ...kept, affiliation: 'member' } } });
  const occupant = room.occupants.byUser(user);
  if (occupant !== null) announce(h.service, room, view, occupant, { standing: room.standing(view, user) });
}
