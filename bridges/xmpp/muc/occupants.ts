import type { FullJid, UserUri } from '../../../src/identifiers/index.ts';
import type { Occupant, Session } from './contract.ts';

/** Who is in one room, by nick, by user and by client. One nick a user; nicks are unique. */
export class Occupants {
  readonly #byNick = new Map<string, Occupant>();
  readonly #nickOfUser = new Map<UserUri, string>();
  readonly #nickOfSession = new Map<FullJid, string>();
  /** Nicks that a join in progress will take. */
  readonly #reserved = new Map<string, UserUri>();

  all(): Iterable<Occupant> {
    return this.#byNick.values();
  }

  get size(): number {
    return this.#byNick.size;
  }

  byNick(nick: string): Occupant | null {
    return this.#byNick.get(nick) ?? null;
  }

  byUser(user: UserUri): Occupant | null {
    const nick = this.#nickOfUser.get(user);
    return nick === undefined ? null : this.byNick(nick);
  }

  bySession(jid: string): Occupant | null {
    const nick = this.#nickOfSession.get(jid as FullJid);
    return nick === undefined ? null : this.byNick(nick);
  }

  /** Whether somebody else has the nick or is about to. */
  isTaken(nick: string, by: UserUri): boolean {
    const holder = this.#byNick.get(nick)?.user ?? this.#reserved.get(nick);
    return holder !== undefined && holder !== by;
  }

  reserve(nick: string, user: UserUri): void {
    this.#reserved.set(nick, user);
  }

  release(nick: string, user: UserUri): void {
    if (this.#reserved.get(nick) === user) this.#reserved.delete(nick);
  }

  /** Adds a client, or gives it new presence; the newest is last. */
  putSession(user: UserUri, nick: string, session: Session): Occupant {
    const others = (this.#byNick.get(nick)?.sessions ?? []).filter((other) => other.jid !== session.jid);
    const occupant: Occupant = { user, nick, sessions: [...others, session] };
    this.#put(occupant);
    this.#nickOfSession.set(session.jid, nick);
    return occupant;
  }

  /** Somebody from elsewhere. */
  putRemote(user: UserUri, nick: string): Occupant {
    const occupant: Occupant = { user, nick, sessions: [] };
    this.#put(occupant);
    return occupant;
  }

  /** Takes one client away; the occupant as it is afterwards, or null when that was its last client. */
  removeSession(jid: FullJid): { readonly before: Occupant; readonly after: Occupant | null } | null {
    const before = this.bySession(jid);
    if (before === null) return null;
    const sessions = before.sessions.filter((session) => session.jid !== jid);
    this.#nickOfSession.delete(jid);
    if (sessions.length === 0) {
      this.remove(before);
      return { before, after: null };
    }
    const after: Occupant = { ...before, sessions };
    this.#put(after);
    return { before, after };
  }

  remove(occupant: Occupant): void {
    this.#byNick.delete(occupant.nick);
    this.#nickOfUser.delete(occupant.user);
    for (const session of occupant.sessions) this.#nickOfSession.delete(session.jid);
  }

  rename(occupant: Occupant, nick: string): Occupant {
    this.remove(occupant);
    const renamed: Occupant = { ...occupant, nick };
    this.#put(renamed);
    for (const session of renamed.sessions) this.#nickOfSession.set(session.jid, nick);
    return renamed;
  }

  #put(occupant: Occupant): void {
    this.#byNick.set(occupant.nick, occupant);
    this.#nickOfUser.set(occupant.user, occupant.nick);
  }
}
