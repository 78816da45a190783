import type { Log } from '../../src/observe/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';
import { HomeserverError, InvalidRegistration } from './homeserver-error.ts';
import type { Homeserver } from './homeserver.ts';

/** Milliseconds between looks while the homeserver is away: at first, and at most. */
const firstPause = 500;
const longestPause = 5_000;

/**
 * Whether both directions of the connection stand. A ping makes the homeserver call us, so it proves both, and it makes
 * the homeserver repeat at once the transactions that it had put off (MSC2659).
 */
export class HomeserverHealth {
  readonly #homeserver: Homeserver;
  readonly #id: string;
  readonly #log: Log;
  readonly #onBack: () => void;
  #unreachable: string | null = null;
  #looking: Promise<void> | null = null;
  #endPause: () => void = () => undefined;
  readonly #stopped = new AbortController();

  /** @param onBack the homeserver answers again, or may have been restarted unnoticed */
  constructor(o: { homeserver: Homeserver; id: string; log: Log; onBack: () => void }) {
    this.#homeserver = o.homeserver;
    this.#id = o.id;
    this.#log = o.log;
    this.#onBack = o.onBack;
  }

  /** One sentence per problem. */
  problems(): readonly string[] {
    const { away } = this.#homeserver;
    return [
      ...(away === null ? [] : [`matrix: the homeserver is away (${away}); messages wait until it is back`]),
      ...(this.#unreachable === null ? [] : [this.#unreachable]),
    ];
  }

  /** One ping; where it answers and can't reach us, more follow until it can. @throws RetryLater while it is away, {@link InvalidRegistration} when it does not know our token */
  async ping(): Promise<void> {
    try {
      await this.#homeserver.request({
        method: 'POST',
        path: `/v1/appservice/${encodeURIComponent(this.#id)}/ping`,
        body: { transaction_id: 'mimi-ping' },
        timeout: 20_000,
      });
      this.#unreachable = null;
    } catch (cause) {
      if (!(cause instanceof HomeserverError)) throw cause;
      this.#unreachable = this.#meaning(cause);
    }
    this.#homeserver.isBack();
    if (this.#unreachable !== null) this.look();
  }

  /** Looks until the homeserver answers, then says so. Called again meanwhile, it changes nothing. */
  look(): void {
    this.#looking ??= this.#lookUntilBack().finally(() => {
      this.#looking = null;
    });
  }

  /** Something was answered: the next look need not wait. */
  answered(): void {
    this.#endPause();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#looking;
  }

  #meaning({ status, errcode, message }: HomeserverError): string | null {
    if (status === 401 || errcode === 'M_UNKNOWN_TOKEN') {
      throw new InvalidRegistration(
        'as-token',
        'The homeserver does not know the as_token of matrix.as_token: give it the registration file that ' +
          '`mimi-gateway registration` prints, and restart it',
      );
    }
    if (errcode === 'M_FORBIDDEN') {
      throw new InvalidRegistration('as-token', 'The homeserver knows the as_token under another id than matrix.id');
    }
    // A homeserver without pings: only that it answers can be told.
    if (errcode === 'M_UNRECOGNIZED') return null;
    return `matrix: the homeserver can not reach this gateway at the url of its registration (${message})`;
  }

  async #lookUntilBack(): Promise<void> {
    for (let pause = firstPause; !this.#stopped.signal.aborted; pause = Math.min(pause * 2, longestPause)) {
      try {
        await this.ping();
        if (this.#unreachable === null) {
          this.#log.info({}, 'The homeserver answers');
          this.#onBack();
          return;
        }
        // It may have been busy with a connection that broke with us: the next ping tells.
        await this.#pause(pause);
      } catch (cause) {
        if (!(cause instanceof RetryLater)) {
          // Nothing mends this but a restart of the homeserver with our registration, so keep looking and say so.
          this.#unreachable = cause instanceof Error ? `matrix: ${cause.message}` : 'matrix: the ping failed';
          this.#log.error({ error: cause }, 'The homeserver refuses this application service');
        }
        await this.#pause(pause);
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stopped;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      this.#endPause = done;
    });
  }
}
