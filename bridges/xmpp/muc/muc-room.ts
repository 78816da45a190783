import type { BareJid, RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import { ghostJidOfUri, occupantNick } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import type { Element } from '../xml/element.ts';
import type { Occupant, RoomSettings, Session, Standing } from './contract.ts';
import { Invitations } from './invitations.ts';
import { Occupants } from './occupants.ts';
import { standingOf } from './standing.ts';

/** Original stanzas that wait to be reflected. Of older ones only the text is known, from the hub. */
const originalsLimit = 2000;

/** One room with everything that the adapter knows of it in memory. */
export class MucRoom {
  readonly jid: BareJid;
  readonly uri: RoomUri;
  readonly occupants = new Occupants();
  readonly invitations = new Invitations();
  settings: RoomSettings;
  /** When the hub's room was made: events of an earlier room of the same name are not this one's. */
  readonly createdAt: number;
  /** Archive position up to which occupants were shown everything. */
  shownUpTo: number;
  /** Archive position that was reached when this process opened the room. */
  readonly openedAt: number;
  /** Archive position that was reached when a user entered: removals of before are none of this visit. */
  readonly enteredAt = new Map<UserUri, number>();
  /** Who was shown to go, or has to be, while nothing confirms that anybody was reached. */
  readonly going = new Map<UserUri, Occupant>();
  /** Who entered in an earlier process, which may have ended before it told the others. */
  readonly restored = new Set<UserUri>();
  /** Status codes for removals that were caused by something else than the removal itself (321, 322). */
  readonly removalCodes = new Map<UserUri, number>();
  /** Writes of settings, one after the other: the last one made is the last one written. */
  written: Promise<void> = Promise.resolve();
  readonly #originals = new Map<string, Element[]>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(o: {
    readonly jid: BareJid;
    readonly uri: RoomUri;
    readonly settings: RoomSettings;
    readonly createdAt: number;
    readonly shownUpTo: number;
    readonly openedAt: number;
  }) {
    this.jid = o.jid;
    this.uri = o.uri;
    this.settings = o.settings;
    this.createdAt = o.createdAt;
    this.shownUpTo = o.shownUpTo;
    this.openedAt = o.openedAt;
  }

  /** One after the other: entering and showing must not interleave, or somebody misses a message between history and live. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Keeps a stanza until the hub's decision is shown, so that it is reflected with all that the client put in. */
  keepOriginal(nativeId: string, stanza: Element): void {
    if (this.#originals.size >= originalsLimit) {
      const oldest = this.#originals.keys().next();
      if (oldest.done !== true) this.#originals.delete(oldest.value);
    }
    this.#originals.set(nativeId, [...(this.#originals.get(nativeId) ?? []), stanza]);
  }

  /**
   * The stanza that was kept, no longer kept. Clients use ids again, so what `says` it is not is passed over, and those
   * before the right one, which a retry left behind, go with it.
   */
  takeOriginal(nativeId: string, says: (stanza: Element) => boolean): Element | null {
    const kept = this.#originals.get(nativeId) ?? [];
    const index = kept.findIndex(says);
    const rest = kept.slice(index + 1);
    if (rest.length === 0) this.#originals.delete(nativeId);
    else this.#originals.set(nativeId, rest);
    return kept[index] ?? null;
  }

  /** What is shown of a user; `role` overrides the view's where an event says another. */
  standing(view: RoomView | null, user: UserUri, role?: number): Standing {
    const current = role ?? view?.participants.get(user)?.role ?? 0;
    const kept = this.settings.kept[user];
    // Once the role is another than the temporary one, somebody has decided anew.
    return standingOf(current, kept?.role === current ? kept.affiliation : null);
  }

  /** What somebody may do: roles are for those who are present, but admins and owners need not be. */
  actorStanding(view: RoomView | null, user: UserUri): Standing {
    const standing = this.standing(view, user);
    const present = this.occupants.byUser(user) !== null;
    return present || standing.affiliation === 'admin' || standing.affiliation === 'owner'
      ? standing
      : { ...standing, role: 'none' };
  }

  isModerator(view: RoomView | null, user: UserUri): boolean {
    return this.standing(view, user).role === 'moderator';
  }

  /** The nick under which a user's messages are shown, present or not. */
  nickOf(view: RoomView | null, user: UserUri): string {
    const present = this.occupants.byUser(user);
    if (present !== null) return present.nick;
    const nickname = view?.participants.get(user)?.nickname ?? '';
    return occupantNick(nickname, user, () => false);
  }

  /**
   * A client that was in the room in an earlier process. Who is no member any more was on its way out: it is not seated
   * again, or it would read on until somebody notices.
   */
  restore(view: RoomView, user: UserUri, nick: string, session: Session): void {
    if (view.participants.get(user)?.active !== true) {
      this.going.set(user, { user, nick, sessions: [...(this.going.get(user)?.sessions ?? []), session] });
      return;
    }
    this.occupants.putSession(user, nick, session);
    this.restored.add(user);
    this.enteredAt.set(user, view.seq);
  }

  /** Brings users from elsewhere in line with the hub's view; who came and who went. */
  syncRemote(view: RoomView): { readonly came: readonly Occupant[]; readonly went: readonly Occupant[] } {
    const came: Occupant[] = [];
    const went: Occupant[] = [];
    for (const occupant of [...this.occupants.all()]) {
      const active = view.participants.get(occupant.user)?.active === true;
      if (occupant.sessions.length > 0 || active) continue;
      this.occupants.remove(occupant);
      went.push(occupant);
    }
    for (const participant of view.participants.values()) {
      if (participant.network === 'xmpp' || !participant.active) continue;
      if (this.occupants.byUser(participant.user) !== null) continue;
      came.push(this.addRemote(participant.user, participant.nickname));
    }
    return { came, went };
  }

  addRemote(user: UserUri, nickname: string | null): Occupant {
    return this.occupants.putRemote(user, this.freeNick(user, nickname ?? ''));
  }

  /** The nick for somebody from elsewhere that nobody else here has. */
  freeNick(user: UserUri, wanted: string): string {
    return occupantNick(wanted, user, (nick) => this.occupants.isTaken(nick, user));
  }
}

/** The address that moderators see: a client's own, or the ghost of a user from elsewhere; always a full JID (XEP-0045 §17.2). */
export function addressOf(occupant: Occupant, domain: string): string {
  return occupant.sessions.at(-1)?.jid ?? `${ghostJidOfUri(occupant.user, domain).jid}/mimi`;
}
