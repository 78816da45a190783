import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Milliseconds before an ended connection is opened again. */
const pause = 1_000;

/**
 * One idle connection to the homeserver. Its end is the first sign that the homeserver was killed, even when nothing
 * is being sent; a proxy that ends idle connections only causes a look more.
 */
export class ConnectionWatch {
  readonly #url: URL;
  readonly #onEnd: () => void;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** @param onEnd a connection that stood has ended */
  constructor(homeserverUrl: string, onEnd: () => void) {
    this.#url = new URL(homeserverUrl);
    this.#onEnd = onEnd;
  }

  start(): void {
    const { hostname, protocol, port } = this.#url;
    const host = hostname.replace(/^\[|\]$/g, '');
    let stood = false;
    const socket =
      protocol === 'https:'
        ? connectTls({ host, servername: host, port: Number(port || 443) })
        : connect({ host, port: Number(port || 80) });
    this.#socket = socket;
    socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      stood = true;
    });
    socket.resume();
    // The 'close' that follows is what counts; requests report what is wrong with the homeserver.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.#stopped) return;
      this.#timer = setTimeout(() => {
        this.start();
      }, pause);
      if (stood) this.#onEnd();
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket?.destroy();
  }
}
