import { setTimeout as delay } from 'node:timers/promises';
import { MatrixRefusal, type MatrixClientApi } from './matrix-client-api.ts';
import type { TimelineEvent } from './matrix-events.ts';

interface JoinedRoom {
  readonly timeline: {
    readonly events: readonly TimelineEvent[];
    readonly limited?: boolean;
    readonly prev_batch?: string;
  };
  readonly state?: { readonly events: readonly TimelineEvent[] };
}

interface SyncAnswer {
  readonly next_batch: string;
  readonly rooms?: Readonly<Record<'join' | 'leave', Readonly<Record<string, JoinedRoom>> | undefined>>;
}

const filter = JSON.stringify({
  presence: { not_types: ['*'] },
  room: { timeline: { limit: 1000 }, ephemeral: { not_types: ['*'] } },
});

/** Everything that a client's /sync brought, by room, each event once. Survives an outage of the homeserver. */
export class MatrixTimeline {
  readonly #api: MatrixClientApi;
  readonly #rooms = new Map<string, Map<string, TimelineEvent>>();
  readonly #ended = new AbortController();
  readonly #waiting = new Set<() => void>();
  #since: string | null = null;

  constructor(api: MatrixClientApi) {
    this.#api = api;
  }

  /** Resolves after the first answer. @throws when that fails */
  async begin(): Promise<void> {
    await this.#sync(0);
    void this.#watch();
  }

  end(): void {
    this.#ended.abort();
  }

  events(room: string): readonly TimelineEvent[] {
    return [...(this.#rooms.get(room)?.values() ?? [])];
  }

  /** The first event of the room that matches, now or within `timeout` milliseconds; null: none came. */
  async first(
    room: string,
    matches: (event: TimelineEvent) => boolean,
    timeout: number,
  ): Promise<TimelineEvent | null> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const found = this.events(room).find(matches);
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0) return null;
      await this.#nextAnswer(left);
    }
  }

  async #nextAnswer(timeout: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeout);
      this.#waiting.add(wake);
    });
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended;
    const ended = (): boolean => signal.aborted;
    while (!ended()) {
      try {
        await this.#sync(20_000);
      } catch (error) {
        if (ended()) return;
        // An ordinary client goes on trying while its homeserver is away (TypeError) or starting (an error answer).
        if (!(error instanceof TypeError || error instanceof MatrixRefusal || error instanceof SyntaxError))
          throw error;
        await delay(200);
      }
    }
  }

  async #sync(timeout: number): Promise<void> {
    const query = new URLSearchParams({ timeout: String(timeout), filter });
    if (this.#since !== null) query.set('since', this.#since);
    const answer = (await this.#api.get(`/v3/sync?${query.toString()}`, this.#ended.signal)) as unknown as SyncAnswer;
    for (const rooms of [answer.rooms?.join, answer.rooms?.leave]) {
      for (const [room, news] of Object.entries(rooms ?? {})) await this.#take(room, news);
    }
    this.#since = answer.next_batch;
    for (const wake of [...this.#waiting]) wake();
  }

  async #take(room: string, news: JoinedRoom): Promise<void> {
    const known = this.#rooms.get(room) ?? new Map<string, TimelineEvent>();
    this.#rooms.set(room, known);
    if (known.size > 0 && news.timeline.limited === true && news.timeline.prev_batch !== undefined) {
      for (const event of await this.#gap(room, news.timeline.prev_batch, known)) known.set(event.event_id, event);
    }
    for (const event of [...(news.state?.events ?? []), ...news.timeline.events]) known.set(event.event_id, event);
  }

  /** What a limited answer left out: backwards until something is known, oldest first. */
  async #gap(room: string, from: string, known: ReadonlyMap<string, TimelineEvent>): Promise<readonly TimelineEvent[]> {
    const missing: TimelineEvent[] = [];
    let token: string | undefined = from;
    while (token !== undefined) {
      const query = new URLSearchParams({ dir: 'b', limit: '500', from: token });
      const page = await this.#api.get(`/v3/rooms/${encodeURIComponent(room)}/messages?${query.toString()}`);
      for (const event of page.chunk as readonly TimelineEvent[]) {
        if (known.has(event.event_id)) return missing.reverse();
        missing.push(event);
      }
      token = page.end as string | undefined;
    }
    return missing.reverse();
  }
}
