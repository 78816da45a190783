import type { LogEntry } from '../provider/index.ts';
import { RetryLater } from '../rooms/index.ts';
import type { HostedRoom } from './hosted-room.ts';
import { findRoom } from './hosted-tables.ts';
import { hexOf } from './members-context.ts';
import { takeInCommit } from './take-in-commit.ts';
import { takeInDestruction } from './take-in-destruction.ts';
import { type LocalEvent, takeInLocal } from './take-in-local.ts';
import { takeInMessages } from './take-in-messages.ts';
import { takeInProposal } from './take-in-proposal.ts';

/** Messages that are archived in one transaction. */
const batch = 100;
/** Entries that are read from the log at once. */
const page = 200;
const firstPause = 100;
const longestPause = 10_000;

/**
 * Follows one room's log: each entry is taken in once, in order, in one transaction with the room's cursor (design:
 * plaintext once). Entries that the hub hands over in memory need not be read; the log itself is what counts, and is read
 * after a failure, where a position is missing, and whenever somebody wants to be sure.
 */
export class Intake {
  readonly #room: HostedRoom;
  readonly #handed = new Map<number, LogEntry>();
  /** Hex of the hashes of messages that were handed over and are not archived yet. */
  readonly #underWay = new Set<string>();
  /** The log may hold what was not handed over. */
  #unread = true;
  #local: LocalEvent[] = [];
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(room: HostedRoom) {
    this.#room = room;
  }

  /** Entries that were just appended. */
  hand(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.position <= this.#room.row.cursor) continue;
      if (this.#handed.size >= page) {
        this.#unread = true;
        break;
      }
      this.#handed.set(entry.position, entry);
      if (entry.kind === 'message') this.#underWay.add(hexOf(entry.hash));
    }
    this.#begin();
  }

  /** The hub has accepted a message of ours: where it did not hand it over, the log is read. */
  expect(hash: Uint8Array): void {
    const name = hexOf(hash);
    if (this.#room.outgoing.has(name) && !this.#underWay.has(name)) this.wake();
  }

  /** Resolves when the event is archived. @throws RetryLater when nothing more is taken in */
  async addLocal(event: Omit<LocalEvent, 'done' | 'failed'>): Promise<void> {
    this.#room.assertWorking();
    if (this.#stopped || this.#room.row.destroyed) throw this.#over();
    await new Promise<void>((resolve, reject) => {
      this.#local.push({ ...event, done: resolve, failed: reject });
      this.#begin();
    });
  }

  /** Reads the log and takes in what is new. */
  wake(): void {
    this.#unread = true;
    this.#begin();
  }

  /** Resolves when everything that the log held at the time of the call is taken in. @throws RetryLater */
  async caughtUp(): Promise<void> {
    this.wake();
    while (this.#running) await this.#running;
    this.#room.assertWorking();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    this.#failLocal(this.#over());
  }

  /** Whoever tries again finds the room opened anew, or gone. */
  #over(): RetryLater {
    return new RetryLater(`${this.#room.uri} takes nothing in any more`);
  }

  #failLocal(error: RetryLater): void {
    for (const { failed } of this.#local.splice(0)) failed(error);
  }

  #begin(): void {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again && !this.#room.broken && !this.#stopped) this.#begin();
    });
  }

  async #run(): Promise<void> {
    let pause = firstPause;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#takeInAll();
        pause = firstPause;
      } catch (error) {
        if (!(error instanceof RetryLater) || this.#room.lease.lost.aborted || (await this.#hasMoved())) {
          this.#break(error);
          return;
        }
        this.#room.context.log.warn({ room: this.#room.uri, error }, 'the room’s log is followed again later');
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, longestPause);
        this.#again = true;
        this.#unread = true;
      }
    }
  }

  /**
   * Whether the stored row is not the one in memory: another process writes, or a transaction of ours was committed and
   * its answer got lost. What memory holds is then of no use.
   */
  async #hasMoved(): Promise<boolean> {
    const { row, context } = this.#room;
    try {
      const stored = await findRoom(context.database, row.uri);
      return stored?.cursor !== row.cursor || stored.lastSeq !== row.lastSeq || stored.fence !== row.fence;
    } catch (error) {
      // Away is not moved. A row that can't be read for any other reason stops the room, which says why it began.
      return !(error instanceof RetryLater);
    }
  }

  /** A defect, or another process took the room over: going on could fork the group. */
  #break(error: unknown): void {
    const room = this.#room;
    room.context.log.error({ room: room.uri, position: room.row.cursor + 1, error }, 'this room has stopped');
    this.#failLocal(new RetryLater(`${room.uri} has stopped`, { cause: error }));
    room.stop(error instanceof Error ? error : new Error(String(error)));
  }

  async #takeInAll(): Promise<void> {
    // What comes after a room's last event is not for us: it is another room, or one that we can't read.
    while (!this.#room.row.destroyed) {
      const local = this.#local.splice(0);
      if (local.length > 0) await takeInLocal(this.#room, local);
      const entries = await this.#next();
      if (entries.length === 0 && this.#local.length === 0) return;
      await this.#takeIn(entries);
    }
    this.#failLocal(this.#over());
  }

  /** What comes after the cursor: handed over, or read where that may not be all. */
  async #next(): Promise<readonly LogEntry[]> {
    const { row, context } = this.#room;
    const { cursor } = row;
    const handed: LogEntry[] = [];
    for (let entry = this.#handed.get(cursor + 1); entry; entry = this.#handed.get(entry.position + 1)) {
      handed.push(entry);
    }
    for (const position of this.#handed.keys()) {
      if (position <= cursor || position <= (handed.at(-1)?.position ?? 0)) this.#handed.delete(position);
    }
    if (handed.length > 0) return handed;
    this.#underWay.clear();
    if (!this.#unread && this.#handed.size === 0) return [];
    // Before the reading, since what is appended meanwhile may be missing in it.
    this.#unread = false;
    const entries = await context.hub.log.after(row.uri, cursor, page);
    if (entries.length === page) this.#unread = true;
    return entries;
  }

  async #takeIn(entries: readonly LogEntry[]): Promise<void> {
    let index = 0;
    while (index < entries.length && !this.#room.row.destroyed) {
      const entry = entries[index];
      if (!entry) return;
      if (entry.kind === 'message') {
        let end = index;
        while (end < entries.length && end - index < batch && entries[end]?.kind === 'message') end++;
        await takeInMessages(this.#room, entries.slice(index, end));
        index = end;
        continue;
      }
      if (entry.kind === 'commit') await takeInCommit(this.#room, entry);
      else if (entry.kind === 'proposal') await takeInProposal(this.#room, entry);
      else await takeInDestruction(this.#room, entry);
      index++;
    }
  }
}
