import type { Log, Metrics } from '../observe/index.ts';
import { type NetworkName, RetryLater } from '../rooms/index.ts';
import type { Clock, Database, Vault } from '../store/index.ts';
import { backoff } from './backoff.ts';
import type { Inbox, InboundItem, InboxItem } from './contract.ts';
import { InboxTable } from './inbox-table.ts';
import { type LaneOutcome, Lanes } from './lanes.ts';
import { WriteBehind } from './write-behind.ts';

/** Items whose payload is in memory; what comes beyond waits in the database only. */
const maxInMemory = 2_000;
const parallelLanes = 64;

export interface InboxSurroundings {
  readonly network: NetworkName;
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly handle: (item: InboxItem) => Promise<void>;
  /** For tests. */
  readonly maxInMemory?: number;
}

/**
 * What a network brought in: stored, then handled lane by lane. While memory has room, an accepted item goes straight
 * from the commit to its lane; after a restart, and whenever too much waits, items are read back from the database in
 * order ("behind"), and only then the straight way is open again.
 */
export class DurableInbox implements Inbox {
  readonly #around: InboxSurroundings;
  readonly #table: InboxTable;
  readonly #lanes: Lanes;
  readonly #handled: WriteBehind<bigint, null>;
  readonly #failed: WriteBehind<bigint, string>;
  readonly #maxInMemory: number;
  readonly #meters: ReturnType<typeof declareMeters>;
  /** Lanes take nothing before `begin`. */
  #begun = false;
  #stopped = false;
  #behind = true;
  #reading: Promise<void> | null = null;
  /** Newest id that went to a lane, and newest id that is stored. */
  #takenUpTo = 0n;
  #newest = 0n;
  /** Newest id that was stored when we began: an earlier process may have tried to handle these. */
  #inherited = 0n;
  /** Stored items that are in no lane, as far as we know. */
  #unread = 0;
  #onSettled: (() => void)[] = [];

  constructor(around: InboxSurroundings) {
    this.#around = around;
    this.#table = new InboxTable(around.database, around.vault, around.network);
    this.#maxInMemory = around.maxInMemory ?? maxInMemory;
    this.#meters = declareMeters(around.metrics);
    this.#lanes = new Lanes({
      handle: (item) => around.handle(item),
      finished: (item, outcome, seconds) => this.#finished(item, outcome, seconds),
      retrying: (item, error) => {
        this.#meters.retried.add({ network: around.network });
        around.log.debug({ item: item.id, tries: item.tries, error }, 'an inbound item waits to be repeated');
      },
      parallel: parallelLanes,
    });
    this.#handled = new WriteBehind(
      (ids) => this.#table.remove([...ids.keys()]),
      (error) => around.log.warn({ error }, 'handled inbox rows could not be removed yet'),
    );
    this.#failed = new WriteBehind(
      (reasons) => this.#table.markFailed(reasons),
      (error) => around.log.warn({ error }, 'failed inbox rows could not be marked yet'),
    );
  }

  async accept(items: readonly InboundItem[]): Promise<readonly bigint[]> {
    const first = new Map<string, InboundItem>();
    for (const item of items) if (!first.has(item.identity)) first.set(item.identity, item);
    if (first.size === 0) return [];
    const sealed = [...first.values()].map((item) => this.#table.seal(item));
    const now = this.#around.clock();
    // In the order of commits, which is the order of ids.
    const fresh = await this.#table.insert(sealed, now, (arrived) => this.#arrived(arrived));
    const repeated = items.length - fresh.length;
    if (repeated > 0) this.#meters.repeated.add({ network: this.#around.network }, repeated);
    return fresh;
  }

  forget(identity: string): Promise<void> {
    return this.#table.forget(identity);
  }

  waiting(): number {
    return this.#lanes.size + this.#unread;
  }

  /** Starts handling with what an earlier process left. */
  async begin(): Promise<void> {
    const { count, newest } = await this.#table.countWaiting();
    this.#unread = count;
    this.#inherited = newest;
    if (newest > this.#newest) this.#newest = newest;
    if (count > 0) this.#around.log.info({ count }, 'handling what came in before the restart');
    this.#begun = true;
    this.#catchUp();
  }

  /** Resolves when everything that is stored now was handled or has failed. */
  async settled(): Promise<void> {
    const newest = this.#newest;
    while (!this.#isSettled(newest) && !this.#stopped)
      await new Promise<void>((resolve) => {
        this.#onSettled.push(resolve);
      });
  }

  /** Handles nothing more; resolves when what runs has ended and is recorded. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#lanes.stop();
    if (this.#reading !== null) await this.#reading;
    await Promise.all([this.#handled.close(), this.#failed.close()]);
    this.#wake();
  }

  #isSettled(id: bigint): boolean {
    const oldest = this.#lanes.oldest;
    if (oldest !== null && oldest <= id) return false;
    return this.#begun && (!this.#behind || this.#takenUpTo >= id);
  }

  #wake(): void {
    const waiting = this.#onSettled;
    this.#onSettled = [];
    for (const resolve of waiting) resolve();
  }

  #arrived(items: readonly InboxItem[]): void {
    for (const item of items) {
      if (item.id > this.#newest) this.#newest = item.id;
      // A reading may have seen the row before we heard of its commit.
      if (item.id <= this.#takenUpTo) continue;
      if (!this.#behind && this.#lanes.size >= this.#maxInMemory) this.#behind = true;
      if (this.#behind) this.#unread++;
      else this.#take(item);
    }
    this.#gauge();
    if (this.#behind) this.#catchUp();
  }

  #take(item: InboxItem): void {
    this.#takenUpTo = item.id;
    if (!this.#stopped) this.#lanes.add(item);
  }

  #finished(item: InboxItem, outcome: LaneOutcome, seconds: number): void {
    const { network, log } = this.#around;
    this.#gauge();
    this.#meters.seconds.observe(seconds, { network });
    if (outcome.type === 'handled') {
      this.#meters.handled.add({ network });
      this.#handled.put(item.id, null);
    } else {
      this.#meters.failed.add({ network });
      log.error(
        { item: item.id, lane: item.lane, error: outcome.error },
        'an inbound item could not be handled and was set aside',
      );
      this.#failed.put(item.id, describe(outcome.error));
    }
    if (this.#behind) this.#catchUp();
    this.#wake();
  }

  #gauge(): void {
    this.#meters.waiting.set(this.waiting(), { network: this.#around.network });
  }

  #catchUp(): void {
    if (!this.#begun || this.#stopped || this.#reading !== null || this.#lanes.size > this.#maxInMemory / 2) return;
    this.#reading = this.#readBack().finally(() => {
      this.#reading = null;
      // Items that finished while we were reading did not start another reading.
      if (this.#behind) this.#catchUp();
    });
  }

  async #readBack(): Promise<void> {
    for (let failures = 0; this.#behind && !this.#stopped; ) {
      try {
        // Everything up to here was committed before the reading began.
        const newest = this.#newest;
        const limit = Math.ceil(this.#maxInMemory / 2);
        const rows = await this.#table.waitingAfter(this.#takenUpTo, limit);
        failures = 0;
        this.#unread = Math.max(0, this.#unread - rows.length);
        for (const row of rows) this.#take({ ...row, tries: row.id <= this.#inherited ? 2 : 1 });
        if (rows.length < limit && this.#takenUpTo < newest) this.#takenUpTo = newest;
        if (this.#takenUpTo >= this.#newest) {
          this.#behind = false;
          this.#unread = 0;
        }
        if (this.#lanes.size > this.#maxInMemory / 2) return;
      } catch (error) {
        if (!(error instanceof RetryLater)) this.#around.log.error({ error }, 'waiting inbox rows could not be read');
        await new Promise((resolve) => setTimeout(resolve, backoff(failures++, null)));
      }
    }
    this.#wake();
  }
}

function declareMeters(metrics: Metrics) {
  const labels = ['network'];
  return {
    waiting: metrics.gauge('mimi_inbox_waiting', 'Inbound items that are stored and not handled yet', labels),
    handled: metrics.counter('mimi_inbox_handled_total', 'Inbound items handled', labels),
    failed: metrics.counter('mimi_inbox_failed_total', 'Inbound items that were set aside after an error', labels),
    repeated: metrics.counter(
      'mimi_inbox_repeated_total',
      'Inbound items dropped because they had come before',
      labels,
    ),
    retried: metrics.counter('mimi_inbox_retries_total', 'Times that handling an inbound item was put off', labels),
    seconds: metrics.histogram('mimi_inbox_handle_seconds', 'Time to handle an inbound item', labels),
  };
}

/** As a text column takes it: no NUL, and no essay. */
function describe(error: unknown): string {
  const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return sentence.replaceAll('\0', '').slice(0, 2_000);
}
