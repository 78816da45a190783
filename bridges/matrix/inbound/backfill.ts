import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { MatrixEvent } from '../contract.ts';
import type { Leg } from '../leg.ts';
import { readBackwards } from '../room-requests.ts';
import type { Intake } from './intake.ts';
import type { SkippedTransactions } from './skipped-transactions.ts';

/** Events of one room that are made up for at a time; what is older was lost to more than an outage. */
const most = 20_000;

/**
 * Takes in what the homeserver never delivered: it keeps the queue for an application service in memory, so a kill loses
 * it. Rooms are read back to where they were read last; what was delivered is known by its id and dropped.
 */
export class Backfill {
  readonly #leg: Leg;
  readonly #intake: Intake;
  readonly #skipped: SkippedTransactions;
  readonly #onSkipped: () => void;
  /** Grows whenever events may have been lost. */
  #breaks = 0;
  /** How many breaks there had been when a room was last read back. */
  readonly #readAfter = new Map<string, number>();
  readonly #reading = new Map<string, Promise<void>>();

  /** @param o.onSkipped asked to have every room read back soon: nothing more may come from a room that lacks events */
  constructor(o: {
    readonly leg: Leg;
    readonly intake: Intake;
    readonly skipped: SkippedTransactions;
    readonly onSkipped: () => void;
  }) {
    this.#leg = o.leg;
    this.#intake = o.intake;
    this.#skipped = o.skipped;
    this.#onSkipped = o.onSkipped;
  }

  /** The connection broke: any room may lack events now. */
  broke(): void {
    this.#breaks += 1;
    this.#skipped.broke();
  }

  /**
   * Delivered events. After a break, what was lost before them in their rooms goes first, or somebody's messages would be
   * shown in another order than they were written.
   */
  async take(events: readonly MatrixEvent[], transaction: string): Promise<void> {
    const newest = events.reduce<number | null>((at, event) => Math.max(at ?? 0, event.originServerTs), null);
    if (this.#skipped.precede(transaction, newest)) {
      this.#breaks += 1;
      this.#onSkipped();
    }
    for (const roomId of new Set(events.map((event) => event.roomId))) {
      const room = await this.#leg.gateway.links.byNative(roomId);
      // A reading that began before the break may have missed what was lost.
      while (room !== null && this.#readAfter.get(roomId) !== this.#breaks) await this.read(room);
    }
    await this.#intake.take(events);
  }

  /** Reads one room back; at most once at a time. @throws RetryLater */
  read(room: LinkedRoom): Promise<void> {
    const reading = this.#reading.get(room.nativeRoom) ?? this.#read(room);
    this.#reading.set(room.nativeRoom, reading);
    return reading.finally(() => this.#reading.delete(room.nativeRoom));
  }

  async #read(room: LinkedRoom): Promise<void> {
    const breaks = this.#breaks;
    const { portals, gateway } = this.#leg;
    const portal = await portals.find(room.room);
    if (portal === null) {
      this.#readAfter.set(room.nativeRoom, breaks);
      return;
    }
    const newestFirst = await since(this.#leg, room.nativeRoom, portal.readUpTo);
    const [newest] = newestFirst;
    if (newest !== undefined) {
      const missing = await this.#intake.take(newestFirst.toReversed());
      await portals.setReadUpTo(room.room, newest.eventId);
      if (missing > 0)
        gateway.log.info({ room: room.room, missing }, 'Took in events that the homeserver had not delivered');
    }
    this.#readAfter.set(room.nativeRoom, breaks);
  }
}

async function since(leg: Leg, roomId: string, readUpTo: string | null): Promise<readonly MatrixEvent[]> {
  const found: MatrixEvent[] = [];
  let from: string | null = null;
  do {
    const page = await readBackwards(leg.homeserver, roomId, { from, limit: readUpTo === null ? 100 : 50 });
    for (const event of page.events) {
      if (event.eventId === readUpTo) return found;
      found.push(event);
    }
    from = page.events.length === 0 ? null : page.end;
  } while (from !== null && found.length < most);
  return found;
}
