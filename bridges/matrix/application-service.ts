import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { AppService } from 'matrix-appservice-bridge';
import type { Log } from '../../src/observe/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';
import type { MatrixEvent } from './contract.ts';
import { parseEvent } from './event.ts';

/** What the homeserver's requests lead to. All may throw RetryLater: the homeserver then repeats its request. */
export interface ApplicationServiceHandlers {
  /**
   * Resolves when the events, none perhaps, are durable; only then is the transaction acknowledged.
   * @param transaction id as the homeserver gives it
   */
  onEvents(events: readonly MatrixEvent[], transaction: string): Promise<void>;
  /** Whether the alias names a room, which exists in Matrix when this resolves. */
  onAlias(alias: string): Promise<boolean>;
  /** Whether the user is one of our ghosts, which exists in Matrix when this resolves. */
  onUser(userId: string): Promise<boolean>;
}

/** As much of a request and an answer of express as is used here. */
interface Request {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}
interface Answer {
  status(code: number): Answer;
  json(body: object): unknown;
}
type Handler = (request: Request, answer: Answer) => void;

/** The library's routes call these methods, which its types call private. */
interface Routed {
  /** What the server hands requests to. */
  app: RequestListener;
  onTransaction(request: Request, answer: Answer): void;
  onGetRoomAlias(request: Request, answer: Answer): void;
  onGetUsers(request: Request, answer: Answer): void;
}
const RoutedAppService = AppService as unknown as new (o: {
  homeserverToken: string;
  httpMaxSizeBytes: number;
}) => Routed;

/** A homeserver sends at most 100 events of 64 KiB in a transaction; state and ephemeral data come on top. */
const bodyLimit = 50_000_000;

/**
 * Our side of the application service API. The library acknowledges a transaction before it was handled and remembers
 * one transaction id in memory; here it is acknowledged when its events are durable, and events are told apart by
 * their own ids, because a transaction id may come again with more events in it (GW-01).
 */
class DurableAppService extends RoutedAppService {
  readonly #token: Buffer;
  readonly #handlers: ApplicationServiceHandlers;
  readonly #log: Log;
  /** For the routes. Hides the library's getter, which would give out the door instead of what is behind it. */
  readonly expressApp = this.app as RequestListener & { post(path: string, handler: Handler): unknown };

  constructor(o: { hsToken: string; handlers: ApplicationServiceHandlers; log: Log }) {
    super({ homeserverToken: o.hsToken, httpMaxSizeBytes: bodyLimit });
    this.#token = Buffer.from(o.hsToken);
    this.#handlers = o.handlers;
    this.#log = o.log;
    const routes = this.expressApp;
    // The library reads a body before any route is asked: who has no token must not make us hold one.
    this.app = (request, answer) => {
      if (this.#hasToken(request)) {
        routes(request, answer);
        return;
      }
      answer.writeHead(403, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ errcode: 'M_FORBIDDEN', error: 'The hs_token is wrong' }));
    };
    // MSC2659: the homeserver's half of a ping, which tells it that we are reachable.
    this.expressApp.post('/_matrix/app/v1/ping', (_request, answer) => {
      this.#answer(answer, () => Promise.resolve(ok));
    });
  }

  override onTransaction(request: Request, answer: Answer): void {
    this.#answer(answer, async () => {
      const { body } = request;
      if (typeof body !== 'object' || body === null || !('events' in body) || !Array.isArray(body.events)) {
        return { status: 400, body: { errcode: 'M_BAD_JSON', error: 'A transaction has a list of events' } };
      }
      const events: MatrixEvent[] = [];
      for (const value of body.events as unknown[]) {
        const event = parseEvent(value);
        // Refusing the transaction would have it repeated for ever and hold back what stands beside the malformed event.
        if (event === null) this.#log.warn({ transaction: request.params.txnId }, 'Dropped a malformed Matrix event');
        else events.push(event);
      }
      await this.#handlers.onEvents(events, request.params.txnId ?? '');
      return ok;
    });
  }

  override onGetRoomAlias(request: Request, answer: Answer): void {
    this.#answer(answer, async () =>
      (await this.#handlers.onAlias(request.params.alias ?? '')) ? ok : notFound('No room has this alias'),
    );
  }

  override onGetUsers(request: Request, answer: Answer): void {
    this.#answer(answer, async () =>
      (await this.#handlers.onUser(request.params.userId ?? '')) ? ok : notFound('No user has this id'),
    );
  }

  #answer(answer: Answer, work: () => Promise<Reply>): void {
    work().then(
      (reply) => answer.status(reply.status).json(reply.body),
      (error: unknown) => {
        const waiting = error instanceof RetryLater;
        if (!waiting) this.#log.error({ error }, 'A request of the homeserver could not be handled; it will repeat it');
        answer.status(waiting ? 503 : 500).json({ errcode: 'M_UNKNOWN', error: 'Try again later' });
      },
    );
  }

  #hasToken(request: IncomingMessage): boolean {
    const given = Buffer.from(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

interface Reply {
  readonly status: number;
  readonly body: object;
}
const ok: Reply = { status: 200, body: {} };
const notFound = (error: string): Reply => ({ status: 404, body: { errcode: 'M_NOT_FOUND', error } });

/** For `Bridge.listen`. */
export function durableAppService(o: { hsToken: string; handlers: ApplicationServiceHandlers; log: Log }): AppService {
  return new DurableAppService(o) as unknown as AppService;
}
