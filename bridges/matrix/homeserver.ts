import type { Bridge } from 'matrix-appservice-bridge';
import type { Metrics } from '../../src/observe/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';
import { HomeserverError } from './homeserver-error.ts';

export interface HomeserverRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/_matrix/client`, such as `/v3/join/…`; its parts percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** User to act as; absent: the bot. */
  readonly as?: string;
  /** Milliseconds until the homeserver counts as away. */
  readonly timeout?: number;
}

export type HomeserverAnswer = Readonly<Record<string, unknown>>;

/** Told to whoever watches over the connection. */
export interface HomeserverChanges {
  /** A request shows that the homeserver went away; once until it is back. */
  away(): void;
  /** A request was answered although the homeserver counts as away. */
  answered(): void;
}

/** Requests to the homeserver with the application service's token, and whether it answers. */
export class Homeserver {
  readonly #bridge: Bridge;
  readonly #requests: ReturnType<Metrics['counter']>;
  readonly #changed: HomeserverChanges;
  #doubts = 0;
  #away: string | null = null;

  constructor(bridge: Bridge, metrics: Metrics, changed: HomeserverChanges) {
    this.#bridge = bridge;
    this.#changed = changed;
    this.#requests = metrics.counter('mimi_matrix_requests_total', 'Requests to the homeserver, by what came of them', [
      'outcome',
    ]);
  }

  /** Why the homeserver counts as away; null: it answers. */
  get away(): string | null {
    return this.#away;
  }

  /**
   * Grows whenever the outcome of a request is unknown: it may have been carried out without our being told. What was
   * sent since must be looked up before it is sent again.
   */
  get doubts(): number {
    return this.#doubts;
  }

  /** It answered a ping. */
  isBack(): void {
    this.#away = null;
  }

  /**
   * @throws RetryLater when it is away or asks to wait (M_LIMIT_EXCEEDED)
   * @throws {@link HomeserverError} for any other error answer
   */
  async request(o: HomeserverRequest): Promise<HomeserverAnswer> {
    try {
      // The bot's client for everybody, told by the query whom to act as: the library keeps a client of a ghost for long.
      const answer: unknown = await this.#bridge
        .getIntent()
        .matrixClient.doRequest(
          o.method,
          `/_matrix/client${o.path}`,
          { ...o.query, ...(o.as !== undefined && { user_id: o.as }) },
          o.body ?? (o.method === 'GET' ? null : {}),
          o.timeout ?? 60_000,
        );
      this.#requests.add({ outcome: 'ok' });
      if (this.#away !== null) this.#changed.answered();
      return typeof answer === 'object' && answer !== null ? (answer as HomeserverAnswer) : {};
    } catch (cause) {
      throw this.#translate(cause);
    }
  }

  #translate(cause: unknown): Error {
    const said = errorAnswer(cause);
    if (said !== null && said.errcode === 'M_LIMIT_EXCEEDED') {
      this.#requests.add({ outcome: 'limited' });
      return new RetryLater('The homeserver asks to send more slowly (M_LIMIT_EXCEEDED)', {
        after: said.retryAfterMs ?? 1000,
      });
    }
    if (said !== null && (said.status < 500 || aboutUs.has(said.errcode))) {
      this.#requests.add({ outcome: 'refused' });
      return new HomeserverError(said.status, said.errcode, said.error);
    }
    this.#requests.add({ outcome: 'away' });
    this.#doubts += 1;
    const why = said === null ? describe(cause) : `it answers ${said.status}`;
    const first = this.#away === null;
    this.#away = why;
    if (first) this.#changed.away();
    // A bare response carries our request with the token in its headers, so only errors are kept as the cause.
    return new RetryLater(`The homeserver is away: ${why}`, cause instanceof Error ? { cause } : {});
  }
}

/** Errors above 500 that tell of our side, not of the homeserver's: its answers to a ping (MSC2659). */
const aboutUs: ReadonlySet<string> = new Set(['M_BAD_STATUS', 'M_CONNECTION_FAILED', 'M_CONNECTION_TIMEOUT']);

interface ErrorAnswer {
  readonly status: number;
  readonly errcode: string;
  readonly error: string;
  readonly retryAfterMs: number | undefined;
}

/**
 * The client throws an error with `errcode` for Matrix errors, the bare response for other statuses (a reverse proxy's
 * 502), and whatever the socket threw when there was no response: null.
 */
function errorAnswer(cause: unknown): ErrorAnswer | null {
  if (typeof cause !== 'object' || cause === null || !('statusCode' in cause)) return null;
  const { statusCode, errcode, error, retryAfterMs } = cause as Readonly<Record<string, unknown>>;
  if (typeof statusCode !== 'number') return null;
  return {
    status: statusCode,
    errcode: typeof errcode === 'string' ? errcode : 'M_UNKNOWN',
    error: typeof error === 'string' ? error : 'no Matrix error in the answer',
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'the request failed';
}
