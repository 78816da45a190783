/**
 * An ordinary Matrix client in people's verbs: the client-server API over plain HTTP, and a /sync that never stops.
 *
 * ```ts
 * const alice = await MatrixPerson.login(account);
 * await alice.joins('#_mimi_lobby:localhost');
 * await alice.says('hello');
 * await alice.sees(message({ from: 'bob', text: 'hi' }));
 * await alice.kicks('bob', 'spam');
 * alice.goes();
 * ```
 * People are named by user id or by the name they show in the room. Verbs concern the room that was joined last.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { MatrixClientApi } from './matrix-client-api.ts';
import type { Matcher, TimelineEvent } from './matrix-events.ts';
import { line } from './matrix-events.ts';
import { MatrixTimeline } from './matrix-timeline.ts';

export interface Login {
  readonly homeserverUrl: string;
  readonly userId: string;
  readonly password: string;
  /** Absent: logs in with the password. */
  readonly accessToken?: string;
}

/** How long a person waits for something to be seen, milliseconds. */
const patience = 15_000;

export class MatrixPerson {
  readonly userId: string;
  readonly #api: MatrixClientApi;
  readonly #timeline: MatrixTimeline;
  #room: string | null = null;

  private constructor(userId: string, api: MatrixClientApi) {
    this.userId = userId;
    this.#api = api;
    this.#timeline = new MatrixTimeline(api);
  }

  /** Logs in and begins to watch. End it with {@link goes}. */
  static async login(o: Login): Promise<MatrixPerson> {
    const api = await MatrixClientApi.login(o);
    const person = new MatrixPerson(o.userId, api);
    await person.#timeline.begin();
    return person;
  }

  /** Room id of the room that was joined last. @throws before the first. */
  get room(): string {
    if (this.#room === null) throw new Error(`${this.userId} has not joined a room yet`);
    return this.#room;
  }

  /** Stops watching; the account stays in its rooms, like a closed laptop. */
  goes(): void {
    this.#timeline.end();
  }

  /** @returns the room's id. @throws {@link MatrixRefusal} */
  async joins(aliasOrRoomId: string): Promise<string> {
    const answer = await this.#api.post(`/v3/join/${encodeURIComponent(aliasOrRoomId)}`, {});
    this.#room = String(answer.room_id);
    return this.#room;
  }

  /** Makes a room of its own. */
  async creates(options: object): Promise<string> {
    const answer = await this.#api.post('/v3/createRoom', options);
    this.#room = String(answer.room_id);
    return this.#room;
  }

  /** @returns the event id; so do all verbs that send an event. */
  says(text: string): Promise<string> {
    return this.sends('m.room.message', { msgtype: 'm.text', body: text });
  }

  emotes(text: string): Promise<string> {
    return this.sends('m.room.message', { msgtype: 'm.emote', body: text });
  }

  corrects(eventId: string, text: string): Promise<string> {
    return this.sends('m.room.message', {
      msgtype: 'm.text',
      body: `* ${text}`,
      'm.new_content': { msgtype: 'm.text', body: text },
      'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
    });
  }

  async sends(type: string, content: object): Promise<string> {
    const path = `${this.#roomPath()}/send/${encodeURIComponent(type)}/${randomUUID()}`;
    return String((await this.#api.put(path, content)).event_id);
  }

  async redacts(eventId: string, reason?: string): Promise<string> {
    const path = `${this.#roomPath()}/redact/${encodeURIComponent(eventId)}/${randomUUID()}`;
    return String((await this.#api.put(path, { ...(reason !== undefined && { reason }) })).event_id);
  }

  kicks(who: string, reason?: string): Promise<void> {
    return this.#moderate('kick', who, reason);
  }

  bans(who: string, reason?: string): Promise<void> {
    return this.#moderate('ban', who, reason);
  }

  unbans(who: string, reason?: string): Promise<void> {
    return this.#moderate('unban', who, reason);
  }

  invites(who: string, reason?: string): Promise<void> {
    return this.#moderate('invite', who, reason);
  }

  async leaves(reason?: string): Promise<void> {
    await this.#api.post(`${this.#roomPath()}/leave`, { ...(reason !== undefined && { reason }) });
  }

  /** Changes one user's entry of `m.room.power_levels`. */
  async setsPowerLevel(who: string, level: number): Promise<string> {
    const levels = await this.state('m.room.power_levels');
    const users = { ...(levels.users as Record<string, number> | undefined), [await this.userIdOf(who)]: level };
    return this.setsState('m.room.power_levels', { ...levels, users });
  }

  setsName(name: string): Promise<string> {
    return this.setsState('m.room.name', { name });
  }

  setsTopic(topic: string): Promise<string> {
    return this.setsState('m.room.topic', { topic });
  }

  /** Changes the name shown in this room only. */
  async renames(displayname: string): Promise<string> {
    const content = await this.state('m.room.member', this.userId);
    return this.setsState('m.room.member', { ...content, displayname }, this.userId);
  }

  async setsState(type: string, content: object, stateKey = ''): Promise<string> {
    const path = `${this.#roomPath()}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`;
    return String((await this.#api.put(path, content)).event_id);
  }

  /** Content of a state event as the homeserver has it now. */
  state(type: string, stateKey = ''): Promise<Record<string, unknown>> {
    return this.#api.get(`${this.#roomPath()}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`);
  }

  /** `join`, `leave`, `ban`, `invite`, `knock`, or null when there was never any. */
  async membershipOf(who: string): Promise<string | null> {
    const userId = await this.userIdOf(who);
    const events = await this.#members();
    return (events.find((event) => event.state_key === userId)?.content.membership as string | undefined) ?? null;
  }

  /** Joined members: user id to the name shown. */
  async members(): Promise<ReadonlyMap<string, string>> {
    const joined = (await this.#members()).filter((event) => event.content.membership === 'join');
    return new Map(
      joined.map((event) => [event.state_key ?? '', (event.content.displayname as string | undefined) ?? '']),
    );
  }

  /** The user id behind a shown name; waits for somebody of that name to appear. */
  async userIdOf(who: string): Promise<string> {
    if (who.startsWith('@')) return who;
    const named: Matcher = {
      describes: `somebody called ${who}`,
      matches: (event) => event.type === 'm.room.member' && event.content.displayname === who,
    };
    return (await this.sees(named)).state_key ?? '';
  }

  /**
   * Waits until an event of the current room matches, those that were seen before included.
   * @throws with what was awaited and everything that was received, when patience (milliseconds) runs out
   */
  async sees(matcher: Matcher, timeout = patience): Promise<TimelineEvent> {
    const room = this.room;
    const found = await this.#timeline.first(room, (event) => matcher.matches(event), timeout);
    if (found !== null) return found;
    const received = this.transcript().join('\n  ') || '(nothing)';
    throw new Error(`${this.userId} awaited: ${matcher.describes}\nwithin ${timeout} ms and received:\n  ${received}`);
  }

  /** Everything received in the current room that matches, in the order of the timeline. */
  seen(matcher: Matcher): readonly TimelineEvent[] {
    return this.#timeline.events(this.room).filter((event) => matcher.matches(event));
  }

  /** The current room as this client saw it, one line an event. */
  transcript(): readonly string[] {
    return this.#timeline.events(this.room).map(line);
  }

  async #members(): Promise<readonly TimelineEvent[]> {
    return (await this.#api.get(`${this.#roomPath()}/members`)).chunk as readonly TimelineEvent[];
  }

  async #moderate(verb: 'kick' | 'ban' | 'unban' | 'invite', who: string, reason?: string): Promise<void> {
    const user = await this.userIdOf(who);
    await this.#api.post(`${this.#roomPath()}/${verb}`, { user_id: user, ...(reason !== undefined && { reason }) });
  }

  #roomPath(): string {
    return `/v3/rooms/${encodeURIComponent(this.room)}`;
  }
}
