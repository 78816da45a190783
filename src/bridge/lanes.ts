import { RetryLater } from '../rooms/index.ts';
import { backoff } from './backoff.ts';
import type { InboxItem } from './contract.ts';

/** How an item ended. */
export type LaneOutcome = { readonly type: 'handled' } | { readonly type: 'failed'; readonly error: unknown };

export interface LanesOptions {
  readonly handle: (item: InboxItem) => Promise<void>;
  /** Called once per item, when it is done with. */
  readonly finished: (item: InboxItem, outcome: LaneOutcome, seconds: number) => void;
  /** Called when an item has to be repeated. */
  readonly retrying: (item: InboxItem, error: RetryLater) => void;
  /** Lanes that handle at the same time. */
  readonly parallel: number;
}

interface Lane {
  readonly items: InboxItem[];
}

/**
 * Items in memory: each lane in order, one at a time; lanes side by side. A lane whose item has to be repeated waits with
 * everything behind it and takes none of the parallel places meanwhile.
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that have something to do and no place yet. */
  readonly #ready: string[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #unfinished = new Map<bigint, InboxItem>();
  #active = 0;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#unfinished.size;
  }

  /** Id of the oldest item that is not finished; null when there is none. */
  get oldest(): bigint | null {
    return this.#unfinished.keys().next().value ?? null;
  }

  /** Items come in the order of their ids. */
  add(item: InboxItem): void {
    this.#unfinished.set(item.id, item);
    const lane = this.#lanes.get(item.lane);
    if (lane !== undefined) {
      lane.items.push(item);
      return;
    }
    this.#lanes.set(item.lane, { items: [item] });
    this.#ready.push(item.lane);
    this.#fill();
  }

  /** Handles nothing more; resolves when what runs has ended. What is left is in the database. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #fill(): void {
    while (!this.#stopped && this.#active < this.#options.parallel) {
      const name = this.#ready.shift();
      if (name === undefined) return;
      const lane = this.#lanes.get(name);
      if (lane === undefined) throw new Error('a lane without items was ready');
      this.#active++;
      void this.#run(name, lane);
    }
  }

  async #run(name: string, lane: Lane): Promise<void> {
    const delay = await this.#handleAll(lane);
    this.#active--;
    if (delay !== null) this.#rest(name, delay);
    else if (lane.items.length === 0) this.#lanes.delete(name);
    if (this.#active === 0) {
      for (const resolve of this.#idle) resolve();
      this.#idle = [];
    }
    this.#fill();
  }

  #rest(name: string, delay: number): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#ready.push(name);
      this.#fill();
    }, delay);
    this.#timers.add(timer);
  }

  /** Milliseconds after which the lane's first item wants to be repeated; null when the lane is empty (or all stopped). */
  async #handleAll(lane: Lane): Promise<number | null> {
    for (;;) {
      const item = lane.items[0];
      if (item === undefined || this.#stopped) return null;
      const begin = performance.now();
      try {
        await this.#options.handle(item);
        this.#finish(lane, item, { type: 'handled' }, begin);
      } catch (error) {
        if (error instanceof RetryLater) {
          lane.items[0] = { ...item, tries: item.tries + 1 };
          this.#options.retrying(item, error);
          return backoff(item.tries, error.after);
        }
        this.#finish(lane, item, { type: 'failed', error }, begin);
      }
    }
  }

  #finish(lane: Lane, item: InboxItem, outcome: LaneOutcome, begin: number): void {
    lane.items.shift();
    this.#unfinished.delete(item.id);
    this.#options.finished(item, outcome, (performance.now() - begin) / 1000);
  }
}
