import type { UserUri } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import { showConfigurationChange } from '../outbound/details.ts';
import { type ConfigChange, readConfig } from '../muc/config-form.ts';
import type { RoomSettings } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { atLeast } from '../muc/standing.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import { SubmittedForm } from '../xml/data-form.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { removeAbsentGuests } from './absent-guests.ts';
import { carryOut, type Deed, userAt } from './administer.ts';
import type { Handling } from './contract.ts';
import { type Destruction, destroyRoom } from './destroy-room.ts';

/** What an owner does to its room (XEP-0045 §10): configuring, cancelling, destroying. */
export async function own(h: Handling): Promise<StanzaRefusal | null> {
  const found = await h.directory.find(h.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  if (room.standing(view, h.user).affiliation !== 'owner') return refusal('forbidden', 'Only owners may do that.');
  const query = h.stanza.child('query', ns.mucOwner);
  const destroy = query?.child('destroy') ?? null;
  if (destroy !== null) return destroyRoom(h, found, readDestruction(h, destroy));
  const x = query?.child('x', ns.dataForms) ?? null;
  if (x === null) return refusal('bad-request', 'Neither a form nor a destruction.');
  if (x.attrs.type === 'cancel') {
    // Who cancels the first form does not want the room (§10.1.3).
    return room.settings.lockedBy === null ? null : destroyRoom(h, found, { by: h.user });
  }
  if (x.attrs.type !== 'submit') return refusal('bad-request', 'A form is submitted or cancelled.');
  const submitted = new SubmittedForm(x);
  const change = readConfig(submitted, room, view);
  if ('condition' in change) return change;
  return configure(h, found, change);
}

function readDestruction(h: Handling, destroy: Element): Destruction {
  const reason = destroy.textOf('reason');
  const password = destroy.textOf('password');
  const { jid } = destroy.attrs;
  return {
    by: h.user,
    ...(reason === null ? {} : { reason }),
    ...(password === null ? {} : { password }),
    ...(jid === undefined ? {} : { alternate: jid }),
  };
}

async function configure(h: Handling, found: OpenRoom, change: ConfigChange): Promise<StanzaRefusal | null> {
  const { room, view } = found;
  const lists = listChanges(h, found, change);
  if ('condition' in lists) return lists;
  const { name, description } = change.details;
  if (
    (name ?? view.details.name) !== view.details.name ||
    (description ?? view.details.description) !== view.details.description
  ) {
    const outcome = await h.attempt({ type: 'set-metadata', room: room.uri, by: h.user, ...change.details });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
  }
  if (Object.keys(change.flags).length > 0) {
    const trial = { type: 'set-policy', room: room.uri, by: h.user, flags: change.flags } as const;
    let outcome = await h.attempt(trial);
    const isFull = outcome.type === 'refused' && outcome.rule === 'room-full';
    if (isFull && (await removeAbsentGuests(h, room))) outcome = await h.attempt(trial);
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
  }
  const before = room.settings;
  await h.directory.change(room, {
    ...change.settings,
    lockedBy: null,
    passwordSetBy: change.settings.passwordProtected === true ? h.user : null,
  });
  if (lists.length > 0) {
    const why = await carryOut(h, found, lists);
    if (why !== null) return why;
  }
  const codes = settingCodes(before, room.settings);
  if (codes.length > 0 && before.lockedBy === null) showConfigurationChange(h.service, room, codes);
  if (room.settings.membersOnly && !before.membersOnly)
    return sendGuestsAway(h, room, await h.directory.viewAfter(room, null));
  return null;
}

/** Status codes of changes that the hub does not know of (XEP-0045 §10.2.1). */
function settingCodes(before: RoomSettings, after: RoomSettings): readonly number[] {
  const codes: number[] = [];
  if (before.logging !== after.logging) codes.push(after.logging ? 170 : 171);
  if (before.whois !== after.whois) codes.push(after.whois === 'anyone' ? 172 : 173);
  const other =
    before.language !== after.language ||
    before.allowPrivateMessages !== after.allowPrivateMessages ||
    before.password !== after.password;
  if (other && codes.length === 0) codes.push(104);
  return codes;
}

/** Whoever is no member leaves when a room becomes members-only (XEP-0045 §10.2, code 322). */
async function sendGuestsAway(h: Handling, room: MucRoom, view: RoomView | null): Promise<StanzaRefusal | null> {
  for (const participant of view?.participants.values() ?? []) {
    const { affiliation } = room.standing(view, participant.user);
    if (affiliation === 'outcast' || atLeast(affiliation, 'member')) continue;
    room.removalCodes.set(participant.user, 322);
    const outcome = await h.attempt({ type: 'remove', room: room.uri, by: h.user, user: participant.user });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
  }
  return null;
}

/** The form's whole lists of owners and admins as changes. */
function listChanges(h: Handling, { room, view }: OpenRoom, change: ConfigChange): readonly Deed[] | StanzaRefusal {
  const deeds: Deed[] = [];
  const wanted = new Map<UserUri, 'owner' | 'admin'>();
  for (const [affiliation, list] of [
    ['admin', change.admins],
    ['owner', change.owners],
  ] as const) {
    for (const address of list ?? []) {
      if (address.trim() === '') continue;
      const user = userAt(h.service, address);
      if (user === null) return refusal('jid-malformed', `${address} is no address of a user.`);
      wanted.set(user, affiliation);
    }
  }
  for (const [user, affiliation] of wanted) {
    if (room.standing(view, user).affiliation !== affiliation)
      deeds.push({ user, change: { type: 'affiliation', affiliation } });
  }
  for (const { user } of view.participants.values()) {
    const { affiliation } = room.standing(view, user);
    const listed = affiliation === 'owner' ? change.owners : affiliation === 'admin' ? change.admins : null;
    if (listed === null || wanted.has(user)) continue;
    // §10.2: who is no owner any more is an admin, who is no admin any more a member.
    const next = affiliation === 'owner' ? 'admin' : 'member';
    deeds.push({ user, change: { type: 'affiliation', affiliation: next } });
  }
  return deeds;
}
