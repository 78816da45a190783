import type { FullJid, UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { roleOfAffiliation } from '../muc/standing.ts';
import type { Element } from '../xml/element.ts';
import type { Handling } from './contract.ts';
import { destroyRoom } from './destroy-room.ts';

/** How a client went. */
export interface Leaving {
  readonly codes?: readonly number[];
  readonly says?: readonly Element[];
}

/** An unavailable presence (XEP-0045 §7.14): ends being present, not being a member. Leaving twice is nothing. */
export async function leave(h: Handling, how: Leaving): Promise<void> {
  const found = await h.directory.find(h.room);
  if (found === null) return;
  const { room, view } = found;
  if (room.settings.lockedBy === h.user && room.occupants.bySession(h.from)?.sessions.length === 1) {
    // §10.1.3: its maker leaves before configuring it, and nobody else could ever enter.
    await destroyRoom(h, found, { by: h.user });
    return;
  }
  const ended = await room.exclusive(() => h.occupancy.endSession(room, view, h.from as FullJid, how));
  if (ended?.gone !== true) return;
  await endVisit(h, room, h.user);
  const owner = [...view.participants.values()].find(({ role }) => role === presetRoles.owner)?.user;
  // §7.14: a room that is not persistent ends with its last occupant.
  if (!view.flags.persistent && room.occupants.size === 0 && owner !== undefined) {
    await destroyRoom(h, found, { by: owner });
  }
}

/** A role that was given for one visit ends with it (XEP-0045 §5.1): taken back by who gave it. Moderated rooms keep roles. */
async function endVisit(h: Handling, room: MucRoom, user: UserUri): Promise<void> {
  const kept = room.settings.kept[user];
  if (kept === undefined) return;
  const view = await h.service.gateway.rooms.view(room.uri);
  const role = roleOfAffiliation(kept.affiliation, false);
  if (view?.flags.moderated === true) return;
  const current = view?.participants.get(user)?.role;
  await forgetKept(h, room, user);
  if (current !== kept.role || current === role) return;
  const outcome = await h.attempt({ type: 'set-role', room: room.uri, by: kept.by, user, role });
  if (outcome.type === 'refused') {
    // Who gave the role may not change roles any more; the role stays until somebody else changes it.
    h.service.gateway.log.info({ room: room.uri, rule: outcome.rule }, 'A role for one visit was not taken back.');
  }
}

/** The hub's role says everything about this user again. */
export async function forgetKept(h: Handling, room: MucRoom, user: UserUri): Promise<void> {
  if (room.settings.kept[user] === undefined) return;
  const { [user]: _gone, ...kept } = room.settings.kept;
  await h.directory.change(room, { kept });
}
