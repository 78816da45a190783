import type { RoomView } from '../../../src/rooms/index.ts';
import { isMembersOnly } from '../muc/config-form.ts';
import type { Occupant, Service } from '../muc/contract.ts';
import { addressOf, type MucRoom } from '../muc/muc-room.ts';
import { type Change, mayRead } from '../muc/privileges.ts';
import { isAffiliation, isMucRole } from '../muc/standing.ts';
import { refusal } from '../muc/stanza-error.ts';
import { jidOfUser } from '../outbound/invitation.ts';
import { el, type Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Answer, Question } from './contract.ts';

/** The list of a role or an affiliation (XEP-0045 §8.5, §9.2, §9.5, §9.8, §10.5, §10.8). */
export async function adminList(q: Question): Promise<Answer> {
  const found = await q.directory.find(q.room);
  if (found === null) return refusal('item-not-found', 'There is no such room.');
  const { room, view } = found;
  const item = q.stanza.child('query', ns.mucAdmin)?.child('item') ?? null;
  const list = item === null ? null : readList(item);
  if (list === null) return refusal('bad-request', 'Neither a role nor an affiliation that exists.');
  const why = mayRead(room.actorStanding(view, q.user), list, {
    membersOnly: isMembersOnly(room.settings, view.flags),
    anonymous: room.settings.whois !== 'anyone',
  });
  if (why !== null) return why;
  const items =
    list.type === 'role'
      ? byRole(q.service, room, view, list.role)
      : byAffiliation(q.service, room, view, list.affiliation);
  return [el('query', ns.mucAdmin, {}, ...items)];
}

function readList(item: Element): Change | null {
  const { role, affiliation } = item.attrs;
  if (isMucRole(role)) return { type: 'role', role };
  if (isAffiliation(affiliation)) return { type: 'affiliation', affiliation };
  return null;
}

function byRole(service: Service, room: MucRoom, view: RoomView, role: string): readonly Element[] {
  return [...room.occupants.all()]
    .filter((occupant) => room.standing(view, occupant.user).role === role)
    .map((occupant) => listItem(room, view, occupant, addressOf(occupant, service.domain)));
}

function listItem(room: MucRoom, view: RoomView, occupant: Occupant, jid: string): Element {
  const { role, affiliation } = room.standing(view, occupant.user);
  return el('item', ns.mucAdmin, { affiliation, role, jid, nick: occupant.nick });
}

function byAffiliation(service: Service, room: MucRoom, view: RoomView, affiliation: string): readonly Element[] {
  const items: Element[] = [];
  for (const { user } of view.participants.values()) {
    if (room.standing(view, user).affiliation !== affiliation) continue;
    const occupant = room.occupants.byUser(user);
    const jid = jidOfUser(service, user);
    const nick = occupant?.nick ?? room.settings.registered[user];
    // §17.3: the role does not stand in lists of affiliations, and outcasts have no nick.
    items.push(el('item', ns.mucAdmin, { affiliation, jid, nick: affiliation === 'outcast' ? undefined : nick }));
  }
  return items;
}
