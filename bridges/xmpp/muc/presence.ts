import type { FullJid } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialise, serialiseForMany } from '../xml/serialise.ts';
import type { Occupant, Service, Standing } from './contract.ts';
import { addressOf, type MucRoom } from './muc-room.ts';

/** What a presence of an occupant tells beside who it is. */
export interface PresenceNews {
  readonly standing: Standing;
  readonly unavailable?: boolean;
  /** Status codes for everybody (XEP-0045 §15.6). */
  readonly codes?: readonly number[];
  /** Status codes for the occupant itself only; 110 is always among them. */
  readonly selfCodes?: readonly number[];
  /** The nick that a 303 announces. */
  readonly newNick?: string;
  readonly reason?: string;
  /** Nick of who did it. */
  readonly actor?: string;
  /** Further children of the muc#user element: destroy. */
  readonly inside?: readonly Element[];
  /** What the client says of itself where that is not what it said before: words of farewell. */
  readonly says?: readonly Element[];
}

/** Codes of a self-presence that come with entering (XEP-0045 §7.2.3, §7.1.13). */
export function enteringCodes(room: MucRoom): readonly number[] {
  return [...(room.settings.whois === 'anyone' ? [100] : []), ...(room.settings.logging ? [170] : [])];
}

/** The presence of an occupant, without `to`. */
export function presenceOf(
  service: Service,
  room: MucRoom,
  occupant: Occupant,
  news: PresenceNews,
  to: { readonly self: boolean; readonly seesAddress: boolean },
): Element {
  const codes = [...(to.self ? [110, ...(news.selfCodes ?? [])] : []), ...(news.codes ?? [])];
  const item = el(
    'item',
    ns.mucUser,
    {
      affiliation: news.standing.affiliation,
      role: news.unavailable === true && news.newNick === undefined ? 'none' : news.standing.role,
      jid: to.seesAddress ? addressOf(occupant, service.domain) : undefined,
      nick: news.newNick,
    },
    news.actor === undefined ? null : el('actor', ns.mucUser, { nick: news.actor }),
    news.reason === undefined ? null : el('reason', ns.mucUser, {}, news.reason),
  );
  const own = news.says ?? (news.unavailable === true ? [] : (occupant.sessions.at(-1)?.presence ?? []));
  return stanza(
    'presence',
    { from: `${room.jid}/${occupant.nick}`, type: news.unavailable === true ? 'unavailable' : undefined },
    ...own,
    el(
      'x',
      ns.mucUser,
      {},
      item,
      ...codes.map((code) => el('status', ns.mucUser, { code: String(code) })),
      ...(news.inside ?? []),
    ),
    el('occupant-id', ns.occupantId, { id: service.occupantIdOf(room.uri, occupant.user) }),
  );
}

/** Shows an occupant's presence to everybody in the room, and last to its own clients. */
export function announce(
  service: Service,
  room: MucRoom,
  view: RoomView | null,
  occupant: Occupant,
  news: PresenceNews,
): void {
  const open = room.settings.whois === 'anyone';
  const plain = serialiseForMany(presenceOf(service, room, occupant, news, { self: false, seesAddress: false }));
  const full = serialiseForMany(presenceOf(service, room, occupant, news, { self: false, seesAddress: true }));
  const own = serialiseForMany(presenceOf(service, room, occupant, news, { self: true, seesAddress: true }));
  for (const other of room.occupants.all()) {
    if (other.user === occupant.user) continue;
    const text = open || room.isModerator(view, other.user) ? full : plain;
    for (const session of other.sessions) service.stream.sendText(text(session.jid));
  }
  for (const session of occupant.sessions) service.stream.sendText(own(session.jid));
}

/** Shows everybody else's presence to one client: the first thing after entering (XEP-0045 §7.2.2). */
export function showOthersTo(service: Service, room: MucRoom, view: RoomView, newcomer: Occupant, jid: FullJid): void {
  const seesAddress = room.settings.whois === 'anyone' || room.isModerator(view, newcomer.user);
  for (const other of room.occupants.all()) {
    if (other.user === newcomer.user) continue;
    const news = { standing: room.standing(view, other.user) };
    const presence = presenceOf(service, room, other, news, { self: false, seesAddress });
    service.stream.sendText(serialise(presence.withAttrs({ to: jid })));
  }
}

/** A presence for one client alone. */
export function showSelfTo(
  service: Service,
  room: MucRoom,
  occupant: Occupant,
  news: PresenceNews,
  jid: FullJid,
): void {
  const presence = presenceOf(service, room, occupant, news, { self: true, seesAddress: true });
  service.stream.send(presence.withAttrs({ to: jid }));
}
