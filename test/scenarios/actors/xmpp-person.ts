import { randomUUID } from 'node:crypto';
import { client, xml, type XmlElement, type XmppConnection } from '@xmpp/client';
import { type Matcher, Sightings } from './seen.ts';
import { said } from './xmpp-matchers.ts';
import { understand, type XmppSeen } from './xmpp-words.ts';

const muc = 'http://jabber.org/protocol/muc';
const defaultPatience = 10_000;

export interface XmppAccount {
  /** `xmpp://127.0.0.1:PORT` */
  readonly service: string;
  readonly domain: string;
  readonly name: string;
  readonly password: string;
  readonly resource?: string;
}

/** An archived message as a query of the archive gives it. */
export interface Archived {
  /** Archive id. */
  readonly id: string;
  readonly stamp: Date;
  readonly message: XmppSeen;
}

/** What an IQ was answered with when that was an error; `condition` such as `forbidden`. */
export class IqRefused extends Error {
  override readonly name = 'IqRefused';
  readonly condition: string;
  constructor(condition: string, text: string) {
    super(`${condition}: ${text}`);
    this.condition = condition;
  }
}

/**
 * A person with an ordinary XMPP client. Rooms are bare JIDs, people in rooms are nicks. Verbs that are IQs resolve when
 * the result came and throw `IqRefused` otherwise; verbs that are messages or presences resolve when they were sent.
 * Whatever is shown to the client is waited for with `sees`.
 */
export class XmppPerson {
  readonly account: XmppAccount;
  readonly bareJid: string;
  readonly sightings: Sightings<XmppSeen>;
  readonly #client: XmppConnection;
  readonly #nicks = new Map<string, string>();

  private constructor(account: XmppAccount) {
    this.account = account;
    this.bareJid = `${account.name}@${account.domain}`;
    this.sightings = new Sightings(`${account.name} (XMPP)`);
    const { service, domain, name: username, password } = account;
    const resource = account.resource === undefined ? {} : { resource: account.resource };
    this.#client = client({ service, domain, username, password, ...resource });
    // Stream management of @xmpp/client 0.14 miscounts and makes Prosody 0.12 close the stream: it must never be offered.
    this.#client.prependListener('element', (element) => {
      if (element.name !== 'stream:features') return;
      for (const feature of element.getChildren('sm')) element.remove(feature);
    });
    this.#client.on('stanza', (stanza) => {
      if (stanza.name !== 'iq') this.sightings.add(understand(stanza));
    });
    // What is wrong with the connection shows as what the person doesn't see; without a listener Node would end the run.
    this.#client.on('error', (error) => {
      this.lastConnectionError = error;
    });
  }

  lastConnectionError: Error | null = null;

  /** Logs in and says that it is available. */
  static async connect(account: XmppAccount): Promise<XmppPerson> {
    const person = new XmppPerson(account);
    await person.#client.start();
    await person.#client.send(xml('presence'));
    return person;
  }

  get fullJid(): string {
    return this.#client.jid.toString();
  }

  nickIn(room: string): string {
    return this.#nicks.get(room) ?? this.account.name;
  }

  async disconnects(): Promise<void> {
    this.#client.reconnect.stop();
    await this.#client.stop();
  }

  // --- entering and leaving

  /** Enters and waits for its own presence (110), which can be seen again with `sees`. `history` limits what the room sends of the past. */
  async joins(
    room: string,
    nick: string = this.account.name,
    options: { readonly password?: string; readonly history?: Readonly<Record<string, string>>; within?: number } = {},
  ): Promise<XmppSeen> {
    const before = this.sightings.all.length;
    await this.triesToJoin(room, nick, options);
    const own = await this.sightings.comes(
      {
        words: `its own presence as ${nick} in ${room}`,
        matches: (seen) =>
          seen.room === room && ((seen.kind === 'present' && seen.codes.includes(110)) || seen.kind === 'refused'),
      },
      options.within ?? defaultPatience,
      before,
    );
    if (own.kind === 'refused') throw new Error(`${this.account.name} could not join ${room}: ${own.words}`);
    this.#nicks.set(room, own.nick);
    return own;
  }

  /** Sends the join presence only: for joins that are to be refused. */
  async triesToJoin(
    room: string,
    nick: string = this.account.name,
    options: { readonly password?: string; readonly history?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const password = options.password === undefined ? null : xml('password', {}, options.password);
    const history = options.history === undefined ? null : xml('history', options.history);
    await this.sends(xml('presence', { to: `${room}/${nick}` }, xml('x', { xmlns: muc }, password, history)));
    this.#nicks.set(room, nick);
  }

  async leaves(room: string, status?: string): Promise<void> {
    const words = status === undefined ? null : xml('status', {}, status);
    await this.sends(xml('presence', { to: `${room}/${this.nickIn(room)}`, type: 'unavailable' }, words));
  }

  async changesNick(room: string, nick: string): Promise<void> {
    await this.sends(xml('presence', { to: `${room}/${nick}` }));
    this.#nicks.set(room, nick);
  }

  // --- talking

  /** Gives the stanza id that it was sent with. */
  async says(room: string, text: string, ...more: XmlElement[]): Promise<string> {
    const id = randomUUID();
    await this.sends(xml('message', { to: room, type: 'groupchat', id }, xml('body', {}, text), ...more));
    return id;
  }

  async saysPrivately(room: string, nick: string, text: string): Promise<void> {
    const attrs = { to: `${room}/${nick}`, type: 'chat', id: randomUUID() };
    await this.sends(xml('message', attrs, xml('body', {}, text), xml('x', { xmlns: `${muc}#user` })));
  }

  async setsSubject(room: string, subject: string): Promise<void> {
    await this.sends(xml('message', { to: room, type: 'groupchat', id: randomUUID() }, xml('subject', {}, subject)));
  }

  /** Takes back a message of its own (XEP-0424); `stanzaId` is the id that the room gave it. */
  async retracts(room: string, stanzaId: string): Promise<void> {
    await this.sends(
      xml(
        'message',
        { to: room, type: 'groupchat', id: randomUUID() },
        xml('retract', { xmlns: 'urn:xmpp:message-retract:1', id: stanzaId }),
        xml('fallback', { xmlns: 'urn:xmpp:fallback:0', for: 'urn:xmpp:message-retract:1' }),
        xml('body', {}, 'This person attempted to retract a previous message.'),
        xml('store', { xmlns: 'urn:xmpp:hints' }),
      ),
    );
  }

  /** Takes back somebody else's message as a moderator (XEP-0425). */
  async moderates(room: string, stanzaId: string, reason?: string): Promise<void> {
    await this.asks('set', room, [
      xml(
        'moderate',
        { xmlns: 'urn:xmpp:message-moderate:1', id: stanzaId },
        xml('retract', { xmlns: 'urn:xmpp:message-retract:1' }),
        reason === undefined ? null : xml('reason', {}, reason),
      ),
    ]);
  }

  // --- moderation

  async kicks(room: string, nick: string, reason?: string): Promise<void> {
    await this.#administers(room, { nick, role: 'none' }, reason);
  }

  async grantsVoice(room: string, nick: string, reason?: string): Promise<void> {
    await this.#administers(room, { nick, role: 'participant' }, reason);
  }

  async revokesVoice(room: string, nick: string, reason?: string): Promise<void> {
    await this.#administers(room, { nick, role: 'visitor' }, reason);
  }

  async givesRole(room: string, nick: string, role: 'moderator' | 'participant' | 'visitor'): Promise<void> {
    await this.#administers(room, { nick, role });
  }

  /** `jid` may also be the address of somebody from another network, as `addressOf` gives it. */
  async bans(room: string, jid: string, reason?: string): Promise<void> {
    await this.#administers(room, { jid, affiliation: 'outcast' }, reason);
  }

  async unbans(room: string, jid: string, reason?: string): Promise<void> {
    await this.#administers(room, { jid, affiliation: 'none' }, reason);
  }

  async makes(
    room: string,
    jid: string,
    affiliation: 'owner' | 'admin' | 'member' | 'none',
    reason?: string,
  ): Promise<void> {
    await this.#administers(room, { jid, affiliation }, reason);
  }

  /** JID of an occupant as the room shows it to moderators; @throws when it is not shown. */
  addressOf(room: string, nick: string): string {
    const shown = this.sightings.all.findLast(
      (seen) => seen.kind === 'present' && seen.room === room && seen.nick === nick,
    );
    const jid = shown?.stanza.getChild('x', `${muc}#user`)?.getChild('item')?.attrs.jid;
    if (jid === undefined) throw new Error(`${this.account.name} was not shown the address of ${nick} in ${room}`);
    return jid.split('/')[0] ?? jid;
  }

  /** The room's list of an affiliation or role, as items' attributes. */
  async lists(
    room: string,
    what: { readonly affiliation?: string; readonly role?: string },
  ): Promise<readonly Readonly<Record<string, string | undefined>>[]> {
    const result = await this.asks('get', room, [xml('query', { xmlns: `${muc}#admin` }, xml('item', { ...what }))]);
    return (result.getChild('query', `${muc}#admin`)?.getChildren('item') ?? []).map((item) => item.attrs);
  }

  async #administers(room: string, item: Record<string, string>, reason?: string): Promise<void> {
    const words = reason === undefined ? null : xml('reason', {}, reason);
    await this.asks('set', room, [xml('query', { xmlns: `${muc}#admin` }, xml('item', item, words))]);
  }

  // --- owning

  /** Accepts the configuration of a new room as it is (instant room). */
  async acceptsDefaults(room: string): Promise<void> {
    await this.configures(room, {});
  }

  /** Submits the owner's form with these fields (without `muc#roomconfig_`). */
  async configures(room: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
    const given = Object.entries(fields).map(([name, value]) =>
      xml(
        'field',
        { var: `muc#roomconfig_${name}` },
        ...(typeof value === 'string' ? [value] : value).map((one) => xml('value', {}, one)),
      ),
    );
    const type = xml('field', { var: 'FORM_TYPE' }, xml('value', {}, `${muc}#roomconfig`));
    const form = xml('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...(given.length > 0 ? [type, ...given] : []));
    await this.asks('set', room, [xml('query', { xmlns: `${muc}#owner` }, form)]);
  }

  async destroys(room: string, reason?: string): Promise<void> {
    const words = reason === undefined ? null : xml('reason', {}, reason);
    await this.asks('set', room, [xml('query', { xmlns: `${muc}#owner` }, xml('destroy', {}, words))]);
  }

  // --- the past

  /** Asks the room's archive (XEP-0313) for its newest `max` messages, oldest first; `after` is an archive id. */
  async readsArchive(room: string, options: { max?: number; after?: string } = {}): Promise<readonly Archived[]> {
    const queryid = randomUUID();
    const found: Archived[] = [];
    const paging = options.after === undefined ? xml('before') : xml('after', {}, options.after);
    const listen = (stanza: XmlElement) => {
      const result = stanza.getChild('result', 'urn:xmpp:mam:2');
      if (result?.attrs.queryid !== queryid) return;
      const forwarded = result.getChild('forwarded', 'urn:xmpp:forward:0');
      const message = forwarded?.getChild('message', 'jabber:client');
      const stamp = forwarded?.getChild('delay', 'urn:xmpp:delay')?.attrs.stamp;
      if (message === undefined || stamp === undefined)
        throw new Error(`not an archived message: ${stanza.toString()}`);
      found.push({ id: result.attrs.id ?? '', stamp: new Date(stamp), message: understand(message) });
    };
    this.#archiveListeners.add(listen);
    this.#listenToArchives();
    try {
      await this.asks('set', room, [
        xml(
          'query',
          { xmlns: 'urn:xmpp:mam:2', queryid },
          xml('set', { xmlns: 'http://jabber.org/protocol/rsm' }, xml('max', {}, String(options.max ?? 100)), paging),
        ),
      ]);
    } finally {
      this.#archiveListeners.delete(listen);
    }
    return found;
  }

  readonly #archiveListeners = new Set<(stanza: XmlElement) => void>();
  #listening = false;

  #listenToArchives(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#client.on('stanza', (stanza) => {
      for (const listener of this.#archiveListeners) listener(stanza);
    });
  }

  // --- seeing

  /** Waits for something that was not taken before. @throws with what was awaited and what was received */
  sees(matcher: Matcher<XmppSeen>, within: number = defaultPatience): Promise<XmppSeen> {
    return this.sightings.take(matcher, within);
  }

  /** Waits for a live message of somebody. */
  hears(room: string, nick: string, text: string, within?: number): Promise<XmppSeen> {
    return this.sees(said(room, nick, text), within);
  }

  // --- anything else

  sends(stanza: XmlElement): Promise<void> {
    return this.#client.send(stanza);
  }

  /** An IQ; resolves with the result. @throws IqRefused */
  async asks(type: 'get' | 'set', to: string, payload: readonly XmlElement[]): Promise<XmlElement> {
    try {
      return await this.#client.iqCaller.request(xml('iq', { type, to }, ...payload), 20_000);
    } catch (error) {
      const condition = (error as { condition?: unknown }).condition;
      if (typeof condition !== 'string') throw error;
      throw new IqRefused(condition, (error as Error).message);
    }
  }
}
