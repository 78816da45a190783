import { setTimeout as delay } from 'node:timers/promises';
import { client, type XmlElement, type XmppConnection } from '@xmpp/client';
import type { XmppAccount } from '../scenarios/actors/xmpp-person.ts';

const pause = 1_000;
/** Milliseconds after which a login that does not come to an end is given up: more than it takes on a busy machine. */
const loginPatience = 60_000;

export interface ConnectionEvents {
  stanza(stanza: XmlElement): void;
  online(): void;
  disconnect(): void;
}

/**
 * A client's connection that comes back whenever it is lost. Each time it is a new one: the library's own reconnection
 * keeps what a login had heard when its server was killed, and fails for ever.
 */
export class ReturningConnection {
  readonly #account: XmppAccount;
  readonly #events: ConnectionEvents;
  #current: XmppConnection;
  #stands = false;
  #goes = false;

  constructor(account: XmppAccount, events: ConnectionEvents) {
    this.#account = account;
    this.#events = events;
    this.#current = this.#prepare();
  }

  /** Resolves when it stands. */
  async connects(): Promise<void> {
    await this.#current.start();
  }

  async goes(): Promise<void> {
    this.#goes = true;
    await this.#current.stop();
  }

  async send(stanza: XmlElement): Promise<void> {
    await this.#standing().send(stanza);
  }

  async request(iq: XmlElement, patience: number): Promise<XmlElement> {
    return this.#standing().iqCaller.request(iq, patience);
  }

  /** What is sent into a login would end it. */
  #standing(): XmppConnection {
    if (!this.#stands) throw new Error(`${this.#account.name} is not connected now`);
    return this.#current;
  }

  #prepare(): XmppConnection {
    const { service, domain, name: username, password } = this.#account;
    const made = client({ service, domain, username, password, resource: 'chaos' });
    made.reconnect.stop();
    // Stream management of @xmpp/client 0.14 miscounts and makes Prosody 0.12 close the stream: it must never be offered.
    made.prependListener('element', (element) => {
      if (element.name !== 'stream:features') return;
      for (const feature of element.getChildren('sm')) element.remove(feature);
    });
    made.on('stanza', (stanza) => this.#events.stanza(stanza));
    // Outages are part of the play; what follows them is a disconnect, or a login that fails.
    made.on('error', () => undefined);
    made.on('online', () => {
      if (made !== this.#current) return;
      this.#stands = true;
      this.#events.online();
    });
    made.on('disconnect', () => {
      if (made !== this.#current || !this.#stands || this.#goes) return;
      this.#stands = false;
      this.#events.disconnect();
      void this.#comeBack();
    });
    return made;
  }

  async #comeBack(): Promise<void> {
    for (;;) {
      await delay(pause);
      if (this.#goes) return;
      const next = this.#prepare();
      this.#current = next;
      // The server may still be away, or was killed during the login: then with the next one.
      const login = next.start().then(
        () => true,
        () => false,
      );
      if (await Promise.race([login, delay(loginPatience, false, { ref: false })])) return;
      // It may log in after all; nobody listens to it any more.
      this.#current = this.#prepare();
      next.socket?.end();
    }
  }
}
