import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { xml, type XmlElement } from '@xmpp/client';
import type { XmppAccount } from '../scenarios/actors/xmpp-person.ts';
import { ReturningConnection } from './returning-connection.ts';

const muc = 'http://jabber.org/protocol/muc';
/** Milliseconds after which something unanswered is sent again. */
const patience = 5_000;
const pause = 400;

/** A live groupchat message. */
export interface Heard {
  readonly nick: string;
  readonly text: string;
  readonly stanzaId: string;
}

/** Somebody in the room, as presences told. */
export interface Present {
  readonly nick: string;
  readonly affiliation: string;
  readonly role: string;
}

export interface Archived extends Heard {
  readonly archiveId: string;
}

/**
 * An XMPP user whose client comes back after every lost connection, enters its room again, and sends a message again
 * under the same id until the room has reflected it, as clients do.
 */
export class XmppUser {
  readonly jid: string;
  readonly nick: string;
  /** Live messages in the order of arrival, repetitions included. */
  readonly heard: Heard[] = [];
  /** Who is in the room, by bare JID; as complete as a moderator sees it. */
  readonly present = new Map<string, Present>();
  readonly #connection: ReturningConnection;
  readonly #queries = new Map<string, (result: XmlElement) => void>();
  /** Texts of its own that the room has reflected. */
  readonly #reflected = new Set<string>();
  /** It was thrown out, and let in again since one of its tries to enter was still under way. */
  cameBack = false;
  /** When its present connection stood, milliseconds since 1970. */
  connectedAt = 0;
  /** It was told so. */
  thrownOut = false;
  #room: string | null = null;
  #inside = false;
  #listeners: ((stanza: XmlElement) => void)[] = [];

  constructor(account: XmppAccount) {
    this.jid = `${account.name}@${account.domain}`;
    this.nick = account.name;
    this.#connection = new ReturningConnection(account, {
      stanza: (stanza) => this.#receive(stanza),
      online: () => {
        this.connectedAt = Date.now();
        // Banned meanwhile, or gone again: the next connection greets anew.
        this.#greet().catch(() => undefined);
      },
      disconnect: () => {
        this.#inside = false;
        this.present.clear();
      },
    });
  }

  async connects(): Promise<void> {
    await this.#connection.connects();
  }

  async goes(): Promise<void> {
    await this.#connection.goes();
  }

  /** Resolves when it is in. @throws when the room refuses it for good (`forbidden`, `registration-required`) */
  async joins(room: string): Promise<void> {
    this.#room = room;
    for (;;) {
      const answer = await this.#ask(
        () => this.#enter(),
        (stanza) => stanza.name === 'presence' && (isOwnPresence(stanza) || stanza.attrs['type'] === 'error'),
      );
      if (this.#isDone()) return;
      const condition = answer === null ? null : conditionOf(answer);
      if (condition === 'forbidden' || condition === 'registration-required') {
        this.#room = null;
        throw new Error(`${this.nick} was refused: ${condition}`);
      }
      await delay(pause);
    }
  }

  /** Resolves when the room has reflected it, or its archive has it: from then on it counts as acknowledged. */
  async says(text: string): Promise<void> {
    const id = randomUUID();
    const origin = xml('origin-id', { xmlns: 'urn:xmpp:sid:0', id });
    for (let tries = 1; !this.#reflected.has(text); tries++) {
      const room = this.#room;
      if (room === null) throw new Error(`${this.nick} is in no room`);
      const answer = await this.#ask(
        () => this.#connection.send(xml('message', { to: room, type: 'groupchat', id }, xml('body', {}, text), origin)),
        (stanza) =>
          this.#reflected.has(text) ||
          (stanza.name === 'message' && stanza.attrs['type'] === 'error' && stanza.attrs['id'] === id),
      );
      if (this.#reflected.has(text)) return;
      if (!this.#inside) await this.joins(room);
      // What was reflected while it was not connected stands in the archive only, which clients catch up with.
      if (tries % 4 === 0 && answer === null && (await this.#newestArchived()).includes(text)) return;
      await delay(pause);
    }
  }

  kicks(nick: string, reason: string): Promise<void> {
    return this.#administers({ nick, role: 'none' }, reason);
  }

  bans(jid: string, reason: string): Promise<void> {
    return this.#administers({ jid, affiliation: 'outcast' }, reason);
  }

  /** JIDs of an affiliation. */
  async lists(affiliation: string): Promise<ReadonlySet<string>> {
    const result = await this.#surely('get', xml('query', { xmlns: `${muc}#admin` }, xml('item', { affiliation })));
    const items = result.getChild('query', `${muc}#admin`)?.getChildren('item') ?? [];
    return new Set(items.map((item) => item.attrs['jid'] ?? ''));
  }

  /** The whole archive of the room, oldest first (XEP-0313). */
  async archive(): Promise<readonly Archived[]> {
    const found: Archived[] = [];
    for (;;) {
      const last = found.at(-1)?.archiveId;
      const page = await this.#archivePage(last);
      found.push(...page);
      if (page.length === 0) return found;
    }
  }

  async #newestArchived(): Promise<readonly string[]> {
    return (await this.#query(xml('max', {}, '100'), xml('before'))).map(({ text }) => text);
  }

  #archivePage(after: string | undefined): Promise<readonly Archived[]> {
    return this.#query(xml('max', {}, '200'), after === undefined ? null : xml('after', {}, after));
  }

  async #query(...paging: readonly (XmlElement | null)[]): Promise<readonly Archived[]> {
    const queryid = randomUUID();
    const page: Archived[] = [];
    this.#queries.set(queryid, (result) => {
      const message = result.getChild('forwarded', 'urn:xmpp:forward:0')?.getChild('message');
      const archiveId = result.attrs['id'] ?? '';
      const nick = message === undefined ? '' : resourceOf(message);
      page.push({ nick, text: message?.getChildText('body') ?? '', stanzaId: archiveId, archiveId });
    });
    const set = xml('set', { xmlns: 'http://jabber.org/protocol/rsm' }, ...paging);
    await this.#surely('set', xml('query', { xmlns: 'urn:xmpp:mam:2', queryid }, set));
    this.#queries.delete(queryid);
    // A query that was repeated, its answer lost, may bring a message twice.
    return [...new Map(page.map((entry) => [entry.archiveId, entry])).values()];
  }

  async #administers(item: Record<string, string>, reason: string): Promise<void> {
    await this.#surely('set', xml('query', { xmlns: `${muc}#admin` }, xml('item', item, xml('reason', {}, reason))));
  }

  /** Asks the room until it answers; an error that is the room's own is thrown. */
  async #surely(type: 'get' | 'set', payload: XmlElement): Promise<XmlElement> {
    for (;;) {
      const room = this.#room;
      if (room === null) throw new Error(`${this.nick} is in no room`);
      try {
        return await this.#connection.request(xml('iq', { type, to: room }, payload), patience);
      } catch (error) {
        const condition = conditionIn(error);
        // What the server says while the component is away, and what the client says while it is not connected.
        const away = [
          'remote-server-not-found',
          'service-unavailable',
          'remote-server-timeout',
          'recipient-unavailable',
        ];
        if (condition !== undefined && ![...away, 'internal-server-error', 'resource-constraint'].includes(condition))
          throw error;
        if (!this.#inside) await this.joins(room);
        await delay(pause);
      }
    }
  }

  /** Sends and waits for an answer; null: none came in time. */
  async #ask(send: () => Promise<unknown>, answers: (stanza: XmlElement) => boolean): Promise<XmlElement | null> {
    return new Promise((resolve) => {
      const finish = (stanza: XmlElement | null): void => {
        clearTimeout(timer);
        this.#listeners = this.#listeners.filter((each) => each !== listener);
        resolve(stanza);
      };
      const listener = (stanza: XmlElement): void => {
        if (answers(stanza)) finish(stanza);
      };
      const timer = setTimeout(() => finish(null), patience);
      this.#listeners.push(listener);
      // Not connected now: the same as no answer, a little sooner.
      send().catch(() => setTimeout(() => finish(null), pause));
    });
  }

  async #greet(): Promise<void> {
    await this.#connection.send(xml('presence'));
    // The component may not be connected to a server that has just started: then it is tried again.
    if (this.#room !== null) await this.joins(this.#room);
  }

  async #enter(): Promise<void> {
    const history = xml('history', { maxstanzas: '0' });
    await this.#connection.send(
      xml('presence', { to: `${this.#room ?? ''}/${this.nick}` }, xml('x', { xmlns: muc }, history)),
    );
  }

  /** It is in, or was thrown out and has given up. */
  #isDone(): boolean {
    return this.#inside || this.#room === null;
  }

  /** The room took it for gone, after its server had been away. */
  async #returns(): Promise<void> {
    await delay(pause);
    if (this.#room !== null && !this.#inside) await this.#enter().catch(() => undefined); // not connected: greets later
  }

  #learnWhereItIs(own: XmlElement): void {
    this.#inside = own.attrs['type'] !== 'unavailable';
    this.cameBack = this.#inside && this.thrownOut;
    if (!this.#inside && !isThrownOut(own)) void this.#returns();
    if (!isThrownOut(own)) return;
    this.thrownOut = true;
    this.#room = null;
  }

  #learnWhoIsThere(presence: XmlElement): void {
    const item = presence.getChild('x', `${muc}#user`)?.getChild('item');
    const jid = item?.attrs['jid'];
    if (item === undefined || jid === undefined) return;
    const [bare = jid] = jid.split('/');
    const { affiliation = 'none', role = 'none' } = item.attrs;
    if (presence.attrs['type'] === 'unavailable') this.present.delete(bare);
    else this.present.set(bare, { nick: resourceOf(presence), affiliation, role });
  }

  #receive(stanza: XmlElement): void {
    const archived = stanza.getChild('result', 'urn:xmpp:mam:2');
    if (archived !== undefined) {
      this.#queries.get(archived.attrs['queryid'] ?? '')?.(archived);
      return;
    }
    if (stanza.name === 'presence') this.#learnWhoIsThere(stanza);
    if (stanza.name === 'presence' && isOwnPresence(stanza)) this.#learnWhereItIs(stanza);
    const text = stanza.getChildText('body');
    if (stanza.name === 'message' && stanza.attrs['type'] === 'groupchat' && text !== null && !isDelayed(stanza)) {
      const stanzaId = stanza.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs['id'] ?? '';
      this.heard.push({ nick: resourceOf(stanza), text, stanzaId });
      if (resourceOf(stanza) === this.nick) this.#reflected.add(text);
    }
    for (const listener of [...this.#listeners]) listener(stanza);
  }
}

function resourceOf(stanza: XmlElement): string {
  const from = stanza.attrs['from'] ?? '';
  return from.slice(from.indexOf('/') + 1);
}

function statusOf(stanza: XmlElement): readonly string[] {
  const statuses = stanza.getChild('x', `${muc}#user`)?.getChildren('status') ?? [];
  return statuses.map((status) => status.attrs['code'] ?? '');
}

const isOwnPresence = (stanza: XmlElement): boolean => statusOf(stanza).includes('110');
const isThrownOut = (stanza: XmlElement): boolean =>
  stanza.attrs['type'] === 'unavailable' && statusOf(stanza).some((code) => code === '301' || code === '307');
const isDelayed = (stanza: XmlElement): boolean => stanza.getChild('delay', 'urn:xmpp:delay') !== undefined;

function conditionOf(stanza: XmlElement): string | null {
  const [condition] = stanza.getChild('error')?.getChildElements() ?? [];
  return condition?.name ?? null;
}

/** Of an answer that the IQ caller has turned into an error. */
function conditionIn(error: unknown): string | undefined {
  return (error as { readonly condition?: string }).condition;
}
