import { type FullJid, nickSkeleton, type UserUri } from '../../../src/identifiers/index.ts';
import type { Occupant, Session } from './contract.ts';

/** Who is in one room, by nick, by user and by client. One nick a user; nicks are unique. */
export class Occupants {
  readonly #byNick = new Map<string, Occupant>();
  readonly #nickOfUser = new Map<UserUri, string>();
  readonly #nickOfSession = new Map<FullJid, string>();
  /** By what people take for the same nick: nobody is to be mistaken for somebody who is here. */
  readonly #userOfSkeleton = new Map<string, UserUri>();
  /** Nicks that a join in progress will take, by the same. */
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

  /** Whether somebody else has the nick, or one that looks like it, or is about to. */
  isTaken(nick: string, by: UserUri): boolean {
    const skeleton = nickSkeleton(nick);
    const holders = [this.#byNick.get(nick)?.user, this.#userOfSkeleton.get(skeleton), this.#reserved.get(skeleton)];
    return holders.some((holder) => holder !== undefined && holder !== by);
  }

  reserve(nick: string, user: UserUri): void {
    this.#reserved.set(nickSkeleton(nick), user);
  }

  release(nick: string, user: UserUri): void {
    const skeleton = nickSkeleton(nick);
    if (this.#reserved.get(skeleton) === user) this.#reserved.delete(skeleton);
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

  /** Nothing, where the nick is somebody else's by now. */
  remove(occupant: Occupant): void {
    if (this.#byNick.get(occupant.nick)?.user !== occupant.user) return;
    this.#byNick.delete(occupant.nick);
    this.#nickOfUser.delete(occupant.user);
    const skeleton = nickSkeleton(occupant.nick);
    if (this.#userOfSkeleton.get(skeleton) === occupant.user) this.#userOfSkeleton.delete(skeleton);
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
    this.#userOfSkeleton.set(nickSkeleton(occupant.nick), occupant.user);
  }
}
