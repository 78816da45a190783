import type { FullJid, UserUri } from '../../../src/identifiers/index.ts';
import { RetryLater, type RoomView } from '../../../src/rooms/index.ts';
import type { Element } from '../xml/element.ts';
import { writeAbsence } from './absence-table.ts';
import type { Occupant, Service } from './contract.ts';
import type { MucRoom } from './muc-room.ts';
import { deleteOccupants, renameOccupant } from './occupant-table.ts';
import { announce, type PresenceNews, presenceOf } from './presence.ts';

/** Changes of who is present, shown to the room and kept in the store. */
export class Occupancy {
  readonly #service: Service;
  /** Whose going is on its way to the server, or to the store. */
  readonly #beingTold = new Set<Occupant>();

  constructor(service: Service) {
    this.#service = service;
  }

  /** The whole occupant goes: everybody is told, it last. It is forgotten only when the server has taken that. */
  end(room: MucRoom, view: RoomView | null, occupant: Occupant, news: PresenceNews): void {
    room.occupants.remove(occupant);
    room.going.set(occupant.user, occupant);
    const goodbye: PresenceNews = { ...news, unavailable: true };
    // Where somebody else has its nick by now, the others would take the goodbye for that one's.
    if (room.occupants.byNick(occupant.nick) === null) announce(this.#service, room, view, occupant, goodbye);
    else this.#sayGoodbye(room, occupant, goodbye);
    this.#beingTold.add(occupant);
    const { stream, gateway } = this.#service;
    stream
      .confirmed()
      .then(() => room.exclusive(() => this.#forget(room, occupant)))
      .catch((error: unknown) => {
        // Whoever it was is told again, after the next connection or the next start.
        const level = error instanceof RetryLater ? 'debug' : 'error';
        gateway.log[level]({ room: room.uri, error }, 'That somebody went is not confirmed, or could not be stored.');
      })
      .finally(() => this.#beingTold.delete(occupant));
  }

  /** Ends the presence of XMPP users whose membership ended while nobody could be told, or nothing confirmed that it was. */
  endInactive(room: MucRoom, view: RoomView): void {
    const isActive = (user: UserUri) => view.participants.get(user)?.active === true;
    const present = [...room.occupants.all()].filter(({ sessions }) => sessions.length > 0);
    const left = [...room.going.values()].filter(
      (occupant) => room.occupants.byUser(occupant.user) === null && !this.#beingTold.has(occupant),
    );
    for (const occupant of [...present, ...left]) {
      if (isActive(occupant.user)) continue;
      const standing = { ...room.standing(view, occupant.user), role: 'none' } as const;
      this.end(room, view, occupant, { standing, codes: [standing.affiliation === 'outcast' ? 301 : 307] });
    }
  }

  async #forget(room: MucRoom, occupant: Occupant): Promise<void> {
    const jids = occupant.sessions.map((session) => session.jid);
    const out = jids.filter((jid) => room.occupants.bySession(jid) === null);
    await deleteOccupants(this.#service.gateway.database, room.jid, out);
    if (room.going.get(occupant.user) === occupant) room.going.delete(occupant.user);
    if (room.occupants.byUser(occupant.user) === null) room.enteredAt.delete(occupant.user);
  }

  /**
   * One client goes. Only with the last one the occupant is gone; before that, the others are shown as they are.
   * @returns whether the occupant is gone; null when that client was not in the room
   */
  async endSession(
    room: MucRoom,
    view: RoomView | null,
    jid: FullJid,
    how: { readonly codes?: readonly number[]; readonly says?: readonly Element[] } = {},
  ): Promise<{ readonly occupant: Occupant; readonly gone: boolean } | null> {
    const removed = room.occupants.removeSession(jid);
    if (removed === null) return null;
    const { before, after } = removed;
    const standing = room.standing(view, before.user);
    const session = before.sessions.filter((one) => one.jid === jid);
    const news: PresenceNews = {
      standing: { ...standing, role: 'none' },
      unavailable: true,
      ...(how.codes === undefined ? {} : { codes: how.codes }),
      ...(how.says === undefined ? {} : { says: how.says }),
    };
    if (after === null) {
      room.enteredAt.delete(before.user);
      announce(this.#service, room, view, before, news);
    } else {
      this.#sayGoodbye(room, { ...before, sessions: session }, news);
      announce(this.#service, room, view, after, { standing });
    }
    const { database, clock } = this.#service.gateway;
    await deleteOccupants(database, room.jid, [jid]);
    if (after === null) await writeAbsence(database, room.jid, before.user, clock());
    return { occupant: before, gone: after === null };
  }

  /** A new nick: unavailable with 303 under the old one, then present under the new one (XEP-0045 §7.6). */
  async rename(room: MucRoom, view: RoomView | null, occupant: Occupant, nick: string): Promise<void> {
    const standing = room.standing(view, occupant.user);
    announce(this.#service, room, view, occupant, { standing, unavailable: true, codes: [303], newNick: nick });
    const renamed = room.occupants.rename(occupant, nick);
    announce(this.#service, room, view, renamed, { standing });
    const jids = renamed.sessions.map((session) => session.jid);
    if (jids.length > 0) await renameOccupant(this.#service.gateway.database, room.jid, jids, nick);
  }

  #sayGoodbye(room: MucRoom, only: Occupant, news: PresenceNews): void {
    // The others' occupant stays, so only the client that goes is told that it is gone.
    const goodbye = presenceOf(this.#service, room, only, news, { self: true, seesAddress: true });
    for (const session of only.sessions) {
      this.#service.stream.send(goodbye.withAttrs({ to: session.jid }));
    }
  }
}
