import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import { escape } from '../xml/serialise.ts';
import { InvalidStream, StreamParser } from '../xml/stream-parser.ts';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
}

export interface ConnectionEvents {
  /** The handshake was accepted. */
  ready(): void;
  element(element: Element): void;
  /** Once, at the end: the stream error's condition if there was one, and words. */
  closed(condition: string | null, words: string): void;
  /** The socket takes more again. */
  drained(): void;
}

const limits = { stanza: 2 * 1024 * 1024, depth: 100 };

/** One connection of a component from handshake to end (XEP-0114 §3). */
export class Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #options: ConnectionOptions;
  #outgoing = '';
  #flushing = false;
  #condition: string | null = null;
  #words = 'the server closed the connection';
  #ready = false;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    const decoder = new StringDecoder('utf8');
    const parser = new StreamParser(
      {
        opened: (attrs) => {
          const proof = createHash('sha1')
            .update(`${attrs.id ?? ''}${options.secret}`)
            .digest('hex');
          this.#socket.write(`<handshake>${proof}</handshake>`);
        },
        element: (element) => {
          this.#received(element);
        },
        closed: () => this.#socket.end('</stream:stream>'),
      },
      limits,
    );
    this.#socket = connect(options.port, options.host);
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => {
      const open = `xmlns='${ns.component}' xmlns:stream='${ns.streams}' to='${escape(options.domain)}'`;
      this.#socket.write(`<?xml version='1.0'?><stream:stream ${open}>`);
    });
    this.#socket.on('data', (bytes) => {
      this.#read(parser, decoder.write(bytes));
    });
    this.#socket.on('drain', () => {
      events.drained();
    });
    this.#socket.on('error', (error) => {
      this.#words = error.message;
    });
    this.#socket.on('close', () => {
      events.closed(this.#condition, this.#words);
    });
  }

  /** Characters that wait to be sent. */
  get queued(): number {
    return this.#outgoing.length + this.#socket.writableLength;
  }

  /** What is written within one turn of the event loop leaves in one piece. */
  write(xml: string): void {
    this.#outgoing += xml;
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flush();
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says goodbye; the socket is destroyed when the server does not answer in a second. */
  end(): void {
    this.#flush();
    this.#socket.end('</stream:stream>');
    setTimeout(() => this.#socket.destroy(), 1000).unref();
  }

  /** Gives it up at once. */
  abandon(words: string): void {
    this.#words = words;
    this.#socket.destroy();
  }

  #flush(): void {
    this.#flushing = false;
    const outgoing = this.#outgoing;
    this.#outgoing = '';
    if (outgoing !== '' && this.#socket.writable) this.#socket.write(outgoing);
  }

  #read(parser: StreamParser, text: string): void {
    if (this.#socket.destroyed) return;
    try {
      parser.write(text);
    } catch (error) {
      if (!(error instanceof InvalidStream)) throw error;
      this.#words = `the server at ${this.#options.host} sent what is no XMPP stream: ${error.message}`;
      this.#socket.end(`<stream:error><${error.rule} xmlns='${ns.streamErrors}'/></stream:error></stream:stream>`, () =>
        this.#socket.destroy(),
      );
    }
  }

  #received(element: Element): void {
    if (element.ns === ns.streams && element.name === 'error') {
      const condition = element.elements.find((child) => child.ns === ns.streamErrors && child.name !== 'text');
      this.#condition = condition?.name ?? 'undefined-condition';
      this.#words = `the server ended the stream: ${this.#condition}`;
      return;
    }
    if (!this.#ready) {
      if (element.name !== 'handshake') return;
      this.#ready = true;
      this.#events.ready();
      return;
    }
    this.#events.element(element);
  }
}
