import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../../../src/config/index.ts';
import type { Log } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import { type Element, el, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { serialise } from '../xml/serialise.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { ComponentStream, StreamEvents } from './contract.ts';
import { finalRefusal } from './final-refusal.ts';
import { RequestTable } from './request-table.ts';

export interface ComponentStreamOptions extends ConnectionOptions {
  /** Host that is pinged: the server's own. */
  readonly home: string;
  /** Seconds of silence after which the server is pinged. */
  readonly keepAlive: number;
  readonly log: Log;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Characters: beyond the first, `drained` waits; beyond the second, `send` refuses. */
const queueLimits = { wait: 1024 * 1024, refuse: 64 * 1024 * 1024 };
/** Stanzas that may be in the hands of the handlers before reading stops. */
const unhandledLimit = 500;
const backoff = { first: 250, most: 30_000 };
const answerTimeout = 30_000;

/** A component's stream that comes back by itself: backoff with jitter, keep-alive (XEP-0199), bounded queues. */
export function openComponentStream(options: ComponentStreamOptions, events: StreamEvents): ComponentStream {
  return new ReconnectingStream(options, events);
}

class ReconnectingStream implements ComponentStream {
  readonly #options: ComponentStreamOptions;
  readonly #events: StreamEvents;
  readonly #requests = new RequestTable();
  #connection: Connection | null = null;
  #up = false;
  #wasUp = false;
  #closed = false;
  #tries = 0;
  #unhandled = 0;
  #trouble: string | null = 'not connected to the XMPP server yet';
  #retry: NodeJS.Timeout | null = null;
  #keepAlive: NodeJS.Timeout | null = null;
  #lastHeard = 0;
  #waitingForDrain: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #confirming: { current: Promise<void>; next: Promise<void> | null } | null = null;
  #opening: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #closing: (() => void) | null = null;

  constructor(options: ComponentStreamOptions, events: StreamEvents) {
    this.#options = options;
    this.#events = events;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#dial();
    });
  }

  isUp(): boolean {
    return this.#up;
  }

  trouble(): string | null {
    return this.#trouble;
  }

  send(element: Element): void {
    this.sendText(serialise(element));
  }

  sendText(xml: string): void {
    if (!this.#up || this.#connection === null) throw new RetryLater('the XMPP server is not connected');
    if (this.#connection.queued > queueLimits.refuse) throw new RetryLater('the XMPP server takes nothing more now');
    this.#connection.write(xml);
  }

  request(iq: Element, milliseconds = answerTimeout): Promise<Element | null> {
    const withId = iq.attrs.id === undefined ? iq.withAttrs({ id: randomBytes(9).toString('base64url') }) : iq;
    if (!this.#up) return Promise.reject(new RetryLater('the XMPP server is not connected'));
    const answer = this.#requests.wait(withId, milliseconds);
    this.send(withId);
    return answer;
  }

  drained(): Promise<void> {
    if (!this.#up || this.#connection === null) {
      return Promise.reject(new RetryLater('the XMPP server is not connected'));
    }
    if (this.#connection.queued <= queueLimits.wait) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waitingForDrain.push({ resolve, reject });
    });
  }

  confirmed(): Promise<void> {
    if (this.#confirming === null) {
      const current = this.#pingServer().finally(() => {
        this.#confirming = null;
      });
      this.#confirming = { current, next: null };
      return current;
    }
    // The ping in flight stands before what was sent since: wait for the one behind it, together with whoever else does.
    const confirming = this.#confirming;
    confirming.next ??= confirming.current.then(
      () => this.confirmed(),
      () => this.confirmed(),
    );
    return confirming.next;
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#opening?.reject(new RetryLater('the stream was closed before it stood'));
    this.#opening = null;
    const connection = this.#connection;
    if (connection === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#closing = resolve;
      connection.end();
    });
  }

  async #pingServer(): Promise<void> {
    const ping = stanza('iq', { type: 'get', from: this.#options.domain, to: this.#options.home }, el('ping', ns.ping));
    const answer = await this.request(ping, answerTimeout);
    // An error is an answer too: whatever stood before the ping was taken.
    if (answer === null) throw new RetryLater(`the XMPP server did not answer a ping in ${answerTimeout / 1000} s`);
  }

  #dial(): void {
    const connection = new Connection(this.#options, {
      ready: () => {
        this.#ready();
      },
      element: (element) => {
        this.#lastHeard = Date.now();
        if (!this.#requests.answer(element)) this.#handOut(connection, element);
      },
      drained: () => {
        this.#settleDrain(null);
      },
      closed: (condition, words) => {
        this.#down(condition, words);
      },
    });
    this.#connection = connection;
  }

  #ready(): void {
    const first = !this.#wasUp;
    this.#up = true;
    this.#wasUp = true;
    this.#tries = 0;
    this.#trouble = null;
    this.#lastHeard = Date.now();
    this.#keepAlive = setInterval(() => {
      this.#checkAlive();
    }, this.#options.keepAlive * 1000);
    this.#keepAlive.unref();
    this.#options.log.info({ host: this.#options.host, port: this.#options.port }, 'Connected to the XMPP server.');
    this.#opening?.resolve();
    this.#opening = null;
    this.#events.up(first);
  }

  #checkAlive(): void {
    // While reading is held back, silence says nothing about the server.
    if (this.#unhandled >= unhandledLimit) return;
    if (Date.now() - this.#lastHeard < this.#options.keepAlive * 1000) return;
    this.#pingServer().catch((error: unknown) => {
      if (!(error instanceof RetryLater)) throw error;
      this.#connection?.abandon(error.message);
    });
  }

  #handOut(connection: Connection, element: Element): void {
    this.#unhandled += 1;
    if (this.#unhandled === unhandledLimit) connection.pause();
    const done = () => {
      this.#unhandled -= 1;
      if (this.#unhandled === unhandledLimit - 1) this.#connection?.resume();
    };
    this.#events.stanza(element).then(done, (error: unknown) => {
      done();
      if (error instanceof RetryLater) {
        // The answer to a question has nowhere to go; who asked asks again.
        this.#options.log.debug({ error, stanza: element.name }, 'An XMPP stanza could not be answered.');
        return;
      }
      this.#options.log.error({ error, stanza: element.name }, 'An XMPP stanza could not be handled.');
    });
  }

  #settleDrain(error: Error | null): void {
    const waiting = this.#waitingForDrain;
    this.#waitingForDrain = [];
    for (const { resolve, reject } of waiting) {
      if (error === null) resolve();
      else reject(error);
    }
  }

  #down(condition: string | null, words: string): void {
    const wasUp = this.#up;
    this.#up = false;
    this.#connection = null;
    if (this.#keepAlive !== null) clearInterval(this.#keepAlive);
    this.#requests.failAll(words);
    this.#settleDrain(new RetryLater(words));
    if (wasUp) this.#events.down(words);
    this.#closing?.();
    if (this.#closed) return;
    const refusal = finalRefusal(condition, wasUp, this.#options);
    if (refusal !== null) {
      this.#endForGood(refusal);
      return;
    }
    const wait = Math.min(backoff.most, backoff.first * 2 ** this.#tries) * (0.5 + this.#options.random());
    this.#tries += 1;
    this.#trouble = `the XMPP server at ${this.#options.host}:${this.#options.port} is not connected (${words}); trying again`;
    this.#options.log.warn({ tries: this.#tries, wait: Math.round(wait) }, `${this.#trouble}.`);
    this.#retry = setTimeout(() => {
      this.#dial();
    }, wait);
  }

  #endForGood(refusal: ConfigurationError): void {
    this.#closed = true;
    this.#trouble = refusal.message;
    if (this.#opening !== null) this.#opening.reject(refusal);
    else this.#events.ended(refusal);
    this.#opening = null;
  }
}
