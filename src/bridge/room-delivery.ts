import type { Log } from '../observe/index.ts';
import { RetryLater, type RoomEvent, type Rooms } from '../rooms/index.ts';
import { backoff } from './backoff.ts';
import { CannotShow } from './cannot-show.ts';
import type { LinkedRoom, Network } from './contract.ts';

const batchSize = 50;
/** Events that were shown and are not confirmed yet, beyond which nothing more is shown. */
const maxUnconfirmed = 500;
/** Tries of one event that fails for no temporary reason. */
const maxTriesOfOne = 3;

export interface RoomDeliverySurroundings {
  readonly rooms: Rooms;
  readonly network: Network;
  readonly log: Log;
  /** The confirmed position moved. */
  readonly confirmed: (link: LinkedRoom, events: readonly RoomEvent[], position: number) => void;
  readonly skipped: (link: LinkedRoom, event: RoomEvent) => void;
  readonly putOff: (link: LinkedRoom) => void;
}

/** What a step came to. */
export type Step =
  | { readonly type: 'more' }
  | { readonly type: 'idle' }
  /** Again after `delay` milliseconds. */
  | { readonly type: 'wait'; readonly delay: number };

/**
 * Shows one room in one network. Two positions: `confirmed`, behind which nothing is ever shown again, and `shown`, up to
 * which events were handed over; a new connection takes `shown` back to `confirmed`.
 *
 * An event that fails for no temporary reason must not silence the room for good: the failing batch is repeated event by
 * event, and one that keeps failing alone is skipped, with an error in the log and in a metric to alert on. The message is
 * then missing in this network (never in the archive); where the event changed who may do what, the reconciliation that
 * follows makes the network right.
 */
export class RoomDelivery {
  readonly link: LinkedRoom;
  readonly #around: RoomDeliverySurroundings;
  #confirmed: number;
  #shown: number;
  #latest: number;
  /** Handed over and not confirmed, oldest first. */
  #pending: RoomEvent[] = [];
  #retries = 0;
  #triesOfOne = 0;
  /** After a failure events go one by one up to here. */
  #singlyUpTo = 0;
  #heldBack = false;
  /** Counts connections: a call that began on an earlier one doesn't move `shown`. */
  #connection = 0;

  constructor(link: LinkedRoom, confirmed: number, around: RoomDeliverySurroundings) {
    this.link = link;
    this.#around = around;
    this.#confirmed = confirmed;
    this.#shown = confirmed;
    this.#latest = confirmed;
  }

  get confirmed(): number {
    return this.#confirmed;
  }

  get unconfirmed(): number {
    return Math.max(0, this.#latest - this.#confirmed);
  }

  /** Too much was unconfirmed to go on; a confirmation is the time to try again. */
  get heldBack(): boolean {
    return this.#heldBack;
  }

  sawLatest(seq: number): void {
    if (seq > this.#latest) this.#latest = seq;
  }

  /** A new connection: what the old one left unconfirmed comes again. */
  restart(): void {
    this.#connection++;
    this.#pending = [];
    this.#shown = this.#confirmed;
    this.#retries = 0;
  }

  /** Shows the next batch. Never called while another step of this room runs. */
  async step(): Promise<Step> {
    this.#heldBack = this.#shown - this.#confirmed >= maxUnconfirmed;
    if (this.#heldBack) return { type: 'idle' };
    const limit = this.#shown < this.#singlyUpTo ? 1 : batchSize;
    let events: readonly RoomEvent[];
    try {
      events = await this.#around.rooms.eventsAfter(this.link.room, this.#shown, limit);
    } catch (error) {
      return this.#unread(error);
    }
    const last = events.at(-1);
    if (last === undefined) return { type: 'idle' };
    this.sawLatest(last.seq);
    const connection = this.#connection;
    try {
      await this.#show(events, last.seq);
    } catch (error) {
      // What earlier calls handed over on this connection is still on its way.
      this.#pending = this.#pending.filter(({ seq }) => seq <= this.#shown);
      return error instanceof RetryLater ? this.#putOff(error) : this.#failed(error, events);
    }
    this.#retries = 0;
    this.#triesOfOne = 0;
    if (connection === this.#connection) this.#shown = Math.max(this.#shown, last.seq);
    // A full batch may have more behind it, of which nobody told us: what was there when we began.
    return events.length < limit && this.#shown >= this.#latest ? { type: 'idle' } : { type: 'more' };
  }

  async #show(events: readonly RoomEvent[], last: number): Promise<void> {
    this.#pending.push(...events);
    await this.#around.network.show(this.link, events, (seq) => {
      this.#confirm(Math.min(seq, last));
      return Promise.resolve();
    });
  }

  #confirm(seq: number): void {
    if (seq <= this.#confirmed) return;
    const after = this.#pending.findIndex((event) => event.seq > seq);
    const done = this.#pending.splice(0, after === -1 ? this.#pending.length : after);
    this.#shown = Math.max(this.#shown, seq);
    // With nothing on its way, what lies between was skipped.
    this.#confirmed = this.#pending.length === 0 ? this.#shown : seq;
    this.#around.confirmed(this.link, done, this.#confirmed);
  }

  #unread(error: unknown): Step {
    this.#around.log.warn({ room: this.link.room, after: this.#shown, error }, "a room's events could not be read now");
    return { type: 'wait', delay: backoff(this.#retries++, error instanceof RetryLater ? error.after : null) };
  }

  #putOff(error: RetryLater): Step {
    this.#around.putOff(this.link);
    this.#around.log.debug({ room: this.link.room, after: this.#shown, error }, 'a room could not be shown now');
    return { type: 'wait', delay: backoff(this.#retries++, error.after) };
  }

  #failed(error: unknown, events: readonly RoomEvent[]): Step {
    const suspect = events.find(({ seq }) => seq > this.#shown);
    if (suspect === undefined) {
      this.#around.log.error({ room: this.link.room, error }, 'showing a room failed after everything was confirmed');
      return { type: 'more' };
    }
    if (events.length > 1) {
      this.#singlyUpTo = Math.max(this.#singlyUpTo, events.at(-1)?.seq ?? 0);
      return { type: 'wait', delay: backoff(0, null) };
    }
    this.#triesOfOne++;
    if (!(error instanceof CannotShow) && this.#triesOfOne < maxTriesOfOne)
      return { type: 'wait', delay: backoff(this.#triesOfOne, null) };
    this.#around.log.error(
      { room: this.link.room, seq: suspect.seq, event: suspect.type, error },
      'an event could not be shown in the network and was skipped',
    );
    this.#triesOfOne = 0;
    this.#skip(suspect);
    return { type: 'more' };
  }

  #skip(event: RoomEvent): void {
    this.#shown = event.seq;
    if (this.#pending.length === 0) {
      this.#confirmed = event.seq;
      this.#around.confirmed(this.link, [], event.seq);
    }
    this.#around.skipped(this.link, event);
  }
}
