import type { UserUri } from '../../../src/identifiers/index.ts';
import {
  InvalidIdentifier,
  jidToUri,
  nickSkeleton,
  parseBareJid,
  uriOfGhostJid,
} from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { Outcome, RoomView } from '../../../src/rooms/index.ts';
import type { Affiliation, MucRole, Occupant, Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { type Change, mayChange } from '../muc/privileges.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { isReservedForAnother, preparedNick } from '../muc/registered-nicks.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { isAffiliation, isMucRole, roleOfAffiliation, roleOfVoice } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Handling, Trial } from './contract.ts';
import { forgetKept } from './leave.ts';

/** One item of a list that changes: a delta, what is not in the list stays (XEP-0045 §9.2). */
export interface Deed {
  readonly user: UserUri;
  readonly change: Change;
  readonly reason?: string;
  /** To be reserved for the user; empty: to be freed. */
  readonly nick?: string;
}

/** Changes of roles and affiliations (XEP-0045 §8 to §10): all of a list or none. */
export async function administer(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const items = h.stanza.child('query', ns.mucAdmin)?.childrenNamed('item') ?? [];
  if (items.length === 0) return refusal('bad-request', 'The list is empty.');
  const deeds: Deed[] = [];
  for (const item of items) {
    const deed = readItem(h.service, found, item);
    if ('condition' in deed) return deed;
    if (deeds.some((other) => givesTheSameNick(other, deed))) {
      return refusal('conflict', 'The list gives one nickname to two users.');
    }
    deeds.push(deed);
  }
  return carryOut(h, found, deeds);
}

function givesTheSameNick(one: Deed, other: Deed): boolean {
  if (one.user === other.user || !one.nick || !other.nick) return false;
  return nickSkeleton(one.nick) === nickSkeleton(other.nick);
}

/** All of these or none: each is checked before the first is done. */
export async function carryOut(h: Handling, found: OpenRoom, deeds: readonly Deed[]): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  const actor = room.actorStanding(view, h.user);
  for (const { user, change } of deeds) {
    const why = mayChange(actor, room.standing(view, user), change, user === h.user);
    if (why !== null) return why;
  }
  if (leavesNoOwner(room, view, deeds)) return refusal('conflict', 'A room must keep an owner.');
  const trials = deeds.map((deed) => trialOf(h, found, deed));
  if (trials.length > 1) {
    for (const trial of trials) {
      const outcome: Outcome | null = trial === null ? null : await h.check(trial);
      if (outcome?.type === 'refused') return stanzaRefusal(outcome);
    }
  }
  for (const [index, deed] of deeds.entries()) {
    const why = await carryOutOne(h, found, deed, trials[index] ?? null);
    if (why !== null) return why;
  }
  return null;
}

async function carryOutOne(
  h: Handling,
  found: OpenRoom,
  deed: Deed,
  trial: Trial | null,
): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  const { user, change } = deed;
  if (change.type === 'affiliation') {
    await forgetKept(h, room, user);
    await registerNick(h, room, deed);
  } else if (change.role !== 'none') {
    const { affiliation } = room.standing(view, user);
    const { role, keep } = roleOfVoice(change.role, affiliation, view.flags.moderated);
    if (keep === null) await forgetKept(h, room, user);
    else {
      const kept = { ...room.settings.kept, [user]: { affiliation: keep, role, by: h.user } };
      await h.directory.change(room, { kept });
    }
  }
  if (trial === null) return null;
  const outcome = await h.attempt(trial);
  return outcome.type === 'refused' ? stanzaRefusal(outcome) : null;
}

/** XEP-0045 §9.3, §9.5, §9.1: a nick that comes with an affiliation is reserved, an empty one or a ban frees it. */
async function registerNick(h: Handling, room: MucRoom, { user, change, nick }: Deed): Promise<void> {
  const banned = change.type === 'affiliation' && change.affiliation === 'outcast';
  const { [user]: known, ...others } = room.settings.registered;
  const wanted = banned || nick === '' ? undefined : (nick ?? known);
  if (wanted === known) return;
  await h.directory.change(room, { registered: wanted === undefined ? others : { ...others, [user]: wanted } });
}

/** XEP-0045 §10.3: the last owner stays one. */
function leavesNoOwner(room: MucRoom, view: RoomView, deeds: readonly Deed[]): boolean {
  const owners = new Set<UserUri>();
  for (const participant of view.participants.values()) {
    if (room.standing(view, participant.user).affiliation === 'owner') owners.add(participant.user);
  }
  const before = owners.size;
  for (const { user, change } of deeds) {
    if (change.type !== 'affiliation') continue;
    if (change.affiliation === 'owner') owners.add(user);
    else owners.delete(user);
  }
  return before > 0 && owners.size === 0;
}

/** What to ask of the hub; null when nothing is to change there. */
function trialOf(h: Handling, { room, view }: OpenRoom, deed: Deed): Trial | null {
  const { user, change, reason } = deed;
  const base = { room: room.uri, by: h.user, user, ...(reason === undefined ? {} : { reason }) };
  const current = view.participants.get(user)?.role ?? 0;
  const { moderated, membersOnly } = view.flags;
  if (change.type === 'role') {
    if (change.role === 'none') return { type: 'kick', ...base };
    const { affiliation } = room.standing(view, user);
    const { role } = roleOfVoice(change.role, affiliation, moderated);
    return role === current ? null : { type: 'set-role', ...base, role };
  }
  const { affiliation } = change;
  const banned = current === presetRoles.banned;
  if (affiliation === 'outcast') return banned ? null : { type: 'ban', ...base };
  if (affiliation !== 'none') {
    const role = roleOfAffiliation(affiliation, moderated);
    if (banned) return { type: 'unban', ...base, role };
    if (current === 0) return { type: 'invite', ...base, role };
    return current === role ? null : { type: 'set-role', ...base, role };
  }
  if (banned) return { type: 'unban', ...base };
  if (current === 0) return null;
  // In an open room somebody who is here stays, as a guest; without being here, membership just ends.
  const stays = !membersOnly && room.occupants.byUser(user) !== null;
  if (!stays) return { type: 'remove', ...base };
  const role = roleOfAffiliation('none', moderated);
  return current === role ? null : { type: 'set-role', ...base, role };
}

function readItem(service: Service, { room }: OpenRoom, item: Element): Deed | StanzaRefusal {
  const { nick, jid, role, affiliation } = item.attrs;
  const text = item.textOf('reason');
  const reason = text === null || text === '' ? {} : { reason: text };
  const change = readChange(role, affiliation);
  if (change === null) return refusal('bad-request', 'Neither a role nor an affiliation that exists.');
  if (change.type === 'role' || jid === undefined) {
    const occupant = nick === undefined ? occupantAt(service, room, jid) : room.occupants.byNick(nick);
    if (occupant === null) return refusal('item-not-found', 'Nobody here has this nickname.');
    return { user: occupant.user, change, ...reason };
  }
  const user = userAt(service, jid);
  if (user === null) return refusal('jid-malformed', 'This is no address of a user.');
  const prepared = nick === undefined || nick === '' ? nick : preparedNick(nick);
  if (prepared === null) return refusal('not-acceptable', 'This can not be a nickname.');
  if (prepared !== undefined && prepared !== '' && isReservedForAnother(room, prepared, user)) {
    return refusal('conflict', 'Somebody else has this nickname.');
  }
  return { user, change, ...reason, ...(prepared === undefined ? {} : { nick: prepared }) };
}

function occupantAt(service: Service, room: MucRoom, jid: string | undefined): Occupant | null {
  const user = jid === undefined ? null : userAt(service, jid);
  return user === null ? null : room.occupants.byUser(user);
}

function readChange(role: string | undefined, affiliation: string | undefined): Change | null {
  if (role !== undefined && affiliation !== undefined) return null;
  if (isMucRole(role)) return { type: 'role', role: role satisfies MucRole };
  if (isAffiliation(affiliation)) return { type: 'affiliation', affiliation: affiliation satisfies Affiliation };
  return null;
}

/** The user at an address: an XMPP user, or the ghost of a user from elsewhere; null for what is no user. */
export function userAt(service: Service, address: string): UserUri | null {
  try {
    const jid = parseBareJid(address);
    const domain = jid.slice(jid.indexOf('@') + 1);
    if (domain === service.domain) return uriOfGhostJid(jid, service.domain);
    return jidToUri(jid, service.names);
  } catch (error) {
    // What a client sends as an address may be anything; null tells that it is none.
    if (error instanceof InvalidIdentifier) return null;
    throw error;
  }
}
