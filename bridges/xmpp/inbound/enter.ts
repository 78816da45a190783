import { presetRoles } from '../../../src/policy/index.ts';
import type { Outcome } from '../../../src/rooms/index.ts';
import { readHistoryRequest } from '../muc/history.ts';
import { announce } from '../muc/presence.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { isReservedForAnother, preparedNick } from '../muc/registered-nicks.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { el, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { removeAbsentGuests } from './absent-guests.ts';
import { createRoom } from './create-room.ts';
import { changeNick } from './change-nick.ts';
import { type Entering, sessionOf, storeSeat } from './seat.ts';
import { takeSeat } from './take-seat.ts';

/**
 * A presence to a nick: entering (XEP-0045 §7.2), a new nick (§7.6), or news of somebody who is in already (§7.7).
 * @returns why not, or null
 */
export async function enter(h: Entering): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  const asksToEnter = h.stanza.has('x', ns.muc);
  const present = found?.room.occupants.bySession(h.from) ?? null;
  if (!asksToEnter && present === null) {
    sayThatItIsOut(h);
    return null;
  }
  if (present?.nick !== h.nick && preparedNick(h.nick) === null) {
    return refusal('not-acceptable', 'This can not be a nickname: nobody would see it.');
  }
  if (found === null) return createRoom(h);
  const { room, view } = found;
  if (present !== null && present.nick !== h.nick) return changeNick(h, found, present);
  if (present !== null && !asksToEnter) {
    await room.exclusive(async () => {
      const occupant = room.occupants.putSession(h.user, h.nick, sessionOf(h));
      announce(h.service, room, view, occupant, { standing: room.standing(view, h.user) });
      await storeSeat(h, room.jid);
    });
    return null;
  }
  const barred = doorkeeper(h, found);
  if (barred !== null) return barred;
  room.occupants.reserve(h.nick, h.user);
  try {
    return await beAdmitted(h, found);
  } finally {
    room.occupants.release(h.nick, h.user);
  }
}

/** News of a client that believes to be in the room and is not: it is told to enter again (XEP-0045 §7.2.17). */
function sayThatItIsOut(h: Entering): void {
  const codes = [110, 307, 333].map((code) => el('status', ns.mucUser, { code: String(code) }));
  const item = el('item', ns.mucUser, { affiliation: 'none', role: 'none' });
  const from = `${h.room}/${h.nick}`;
  const x = el('x', ns.mucUser, {}, item, ...codes);
  h.service.stream.send(stanza('presence', { from, to: h.from, type: 'unavailable' }, x));
}

/** What XMPP itself asks of a newcomer, in the order of XEP-0045 §7.2. */
function doorkeeper(h: Entering, { room, view }: OpenRoom): StanzaRefusal | null {
  const { settings, occupants } = room;
  if (settings.lockedBy !== null && settings.lockedBy !== h.user) {
    return refusal('item-not-found', 'The room is not configured yet.');
  }
  const standing = room.standing(view, h.user);
  if (standing.affiliation === 'outcast') return refusal('forbidden', 'You are banned from this room.');
  const other = occupants.byUser(h.user);
  if (occupants.isTaken(h.nick, h.user) || isReservedForAnother(room, h.nick, h.user)) {
    return refusal('conflict', 'Somebody else has this nickname.');
  }
  if (other !== null && other.nick !== h.nick) {
    return refusal('conflict', `Another of your clients is in this room as ${other.nick}.`);
  }
  const privileged = atLeast(standing.affiliation, 'admin');
  if (settings.passwordProtected && !atLeast(standing.affiliation, 'owner') && !givesPassword(h, settings.password)) {
    return refusal('not-authorized', 'This room has a password, and it was not given or is another one.');
  }
  const { maxUsers } = view.flags;
  if (maxUsers !== null && other === null && !privileged && occupants.size >= maxUsers) {
    return refusal('service-unavailable', 'The room is full.', 'wait');
  }
  return null;
}

function givesPassword(h: Entering, password: string): boolean {
  return h.stanza.child('x', ns.muc)?.textOf('password') === password;
}

async function beAdmitted(h: Entering, found: OpenRoom): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  const participant = view.participants.get(h.user);
  const outcome = participant?.active === true ? await renamed(h, participant.nickname) : await join(h, found);
  if (outcome !== null && outcome.type === 'refused') return stanzaRefusal(outcome);
  const request = readHistoryRequest(h.stanza.child('x', ns.muc), h.service.gateway.clock());
  await takeSeat(h, room, outcome?.seq ?? null, request);
  return null;
}

/** A member's nickname for this room, if it is another than the hub knows. */
async function renamed(h: Entering, known: string | null): Promise<Outcome | null> {
  return known === h.nick ? null : h.attempt({ type: 'rename', room: roomUri(h), by: h.user, nickname: h.nick });
}

function roomUri(h: Entering) {
  const uri = h.directory.uriOf(h.room);
  if (uri === null) throw new Error(`${h.room} was found and is no address of a room`);
  return uri;
}

async function join(h: Entering, { room }: OpenRoom): Promise<Outcome> {
  const trial = { type: 'join', room: room.uri, by: h.user, nickname: h.nick } as const;
  let outcome = await h.attempt(trial);
  const isFull = outcome.type === 'refused' && outcome.rule === 'room-full';
  if (isFull && (await removeAbsentGuests(h, room))) outcome = await h.attempt(trial);
  const opener = room.settings.passwordSetBy;
  const knows = room.settings.passwordProtected && !room.settings.membersOnly && opener !== null;
  if (outcome.type === 'accepted' || outcome.rule !== 'no-open-join' || !knows) return outcome;
  // Towards the hub a room with a password is for members only; whoever knows the password is let in by who set it.
  const invited = await h.attempt({
    type: 'invite',
    room: room.uri,
    by: opener,
    user: h.user,
    role: presetRoles.guest,
  });
  return invited.type === 'refused' ? outcome : h.attempt(trial);
}
