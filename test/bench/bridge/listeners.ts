import { randomUUID } from 'node:crypto';
import { client, xml, type XmppConnection } from '@xmpp/client';
import { MatrixClientApi } from '../../scenarios/actors/matrix-client-api.ts';
import type { XmppAccount } from '../../scenarios/actors/xmpp-person.ts';
import type { MatrixAccount } from '../../servers/support/synapse.ts';

/** One text as a client got it, in the order of arrival. */
export interface Arrived {
  readonly text: string;
  readonly at: number;
}

/** A client that notes when each text of others reaches it. */
abstract class Listener {
  /** First arrivals by text. */
  readonly heard = new Map<string, number>();
  /** Every arrival, repetitions included. */
  readonly arrived: Arrived[] = [];

  protected note(text: string): void {
    const at = performance.now();
    this.arrived.push({ text, at });
    if (!this.heard.has(text)) this.heard.set(text, at);
  }
}

/** A Matrix client: its long poll of /sync. */
export class MatrixListener extends Listener {
  readonly api: MatrixClientApi;
  readonly userId: string;
  readonly #ended = new AbortController();

  constructor(account: MatrixAccount) {
    super();
    this.userId = account.userId;
    this.api = new MatrixClientApi(account.homeserverUrl, account.accessToken);
  }

  /** Resolves when it is up to date; listens on from there. */
  async begins(): Promise<void> {
    const first = await this.api.get('/v3/sync?timeout=0');
    void this.#listen(String(first['next_batch']));
  }

  async joins(alias: string): Promise<string> {
    return String((await this.api.post(`/v3/join/${encodeURIComponent(alias)}`, {}))['room_id']);
  }

  async says(room: string, text: string): Promise<void> {
    await this.api.put(`/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${randomUUID()}`, {
      msgtype: 'm.text',
      body: text,
    });
  }

  ends(): void {
    this.#ended.abort();
  }

  async #listen(from: string): Promise<void> {
    const { signal } = this.#ended;
    const filter = encodeURIComponent(
      JSON.stringify({
        presence: { not_types: ['*'] },
        room: { timeline: { limit: 500 }, ephemeral: { not_types: ['*'] } },
      }),
    );
    let since = from;
    try {
      for (;;) {
        const answer = await this.api.get(`/v3/sync?timeout=20000&since=${since}&filter=${filter}`, signal);
        since = String(answer['next_batch']);
        this.#read(answer);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #read(answer: Record<string, unknown>): void {
    const { join = {} } = (answer['rooms'] ?? {}) as { join?: Record<string, { timeline: { events: SyncEvent[] } }> };
    for (const { timeline } of Object.values(join)) {
      for (const { type, content } of timeline.events) {
        if (type === 'm.room.message' && content.body !== undefined) this.note(content.body);
      }
    }
  }
}

interface SyncEvent {
  readonly type: string;
  readonly content: { readonly body?: string };
}

/** An XMPP client in a room. */
export class XmppListener extends Listener {
  readonly nick: string;
  readonly #connection: XmppConnection;
  #room = '';
  #inside: () => void = () => undefined;

  constructor(account: XmppAccount) {
    super();
    const { service, domain, name: username, password } = account;
    this.nick = username;
    this.#connection = client({ service, domain, username, password, resource: 'bench' });
    // Stream management of @xmpp/client 0.14 miscounts and makes Prosody 0.12 close the stream: it must never be offered.
    this.#connection.prependListener('element', (element) => {
      if (element.name !== 'stream:features') return;
      for (const feature of element.getChildren('sm')) element.remove(feature);
    });
    this.#connection.on('error', (error) => {
      process.stderr.write(`${username}: ${error.message}\n`);
    });
    this.#connection.on('stanza', (stanza) => {
      if (stanza.name === 'presence' && stanza.attrs['from'] === `${this.#room}/${this.nick}`) this.#inside();
      const text = stanza.name === 'message' ? stanza.getChildText('body') : null;
      if (text !== null && stanza.getChild('delay', 'urn:xmpp:delay') === undefined) this.note(text);
    });
  }

  async connects(): Promise<void> {
    await this.#connection.start();
    await this.#connection.send(xml('presence'));
  }

  async joins(room: string): Promise<void> {
    this.#room = room;
    const inside = new Promise<void>((resolve) => {
      this.#inside = resolve;
    });
    const history = xml('history', { maxstanzas: '0' });
    await this.#connection.send(
      xml('presence', { to: `${room}/${this.nick}` }, xml('x', { xmlns: 'http://jabber.org/protocol/muc' }, history)),
    );
    await inside;
  }

  async says(text: string): Promise<void> {
    await this.#connection.send(
      xml('message', { type: 'groupchat', to: this.#room, id: randomUUID() }, xml('body', {}, text)),
    );
  }

  /** From now on what comes is thrown away unread: for crowds, whose clients would be the load that is measured. */
  stopsReading(): void {
    const socket = this.#connection.socket as unknown as {
      socket?: { removeAllListeners(event: string): void; resume(): void };
      removeAllListeners(event: string): void;
    } | null;
    socket?.removeAllListeners('data');
    socket?.socket?.removeAllListeners('data');
    socket?.socket?.resume();
  }

  async ends(): Promise<void> {
    this.#connection.reconnect.stop();
    await this.#connection.stop();
  }

  /** Goes without a word: who has stopped reading would wait in vain for the server's. */
  vanishes(): void {
    this.#connection.reconnect.stop();
    this.#connection.socket?.end();
  }
}
