import type { RoomUri } from '../identifiers/index.ts';
import type { RoomEvent } from '../rooms/index.ts';

/** Bounds; `octets` are estimates of what an event takes in memory. */
export interface RecentLimits {
  readonly eventsOfRoom: number;
  readonly octetsOfRoom: number;
  readonly octets: number;
}

const usual: RecentLimits = { eventsOfRoom: 200, octetsOfRoom: 256 * 1024, octets: 16 * 1024 * 1024 };

/** What an event takes beside its text. */
const overhead = 600;

interface Tail {
  /** Oldest first, without gaps. */
  readonly events: RoomEvent[];
  octets: number;
}

/**
 * The newest events of rooms in which something happens, so that whoever follows a room need not read back what was
 * written a moment ago. Rooms in which nothing was said for the longest time go first.
 */
export class RecentEvents {
  readonly #limits: RecentLimits;
  /** In the order in which something was last added. */
  readonly #tails = new Map<RoomUri, Tail>();
  #octets = 0;

  constructor(limits: RecentLimits = usual) {
    this.#limits = limits;
  }

  /** Events that follow one another, the newest of the room. */
  add(room: RoomUri, events: readonly RoomEvent[]): void {
    const [first] = events;
    if (!first) return;
    // Another process may have written for the room meanwhile.
    if (this.#tails.get(room)?.events.at(-1)?.seq !== first.seq - 1) this.forget(room);
    const tail = this.#tails.get(room) ?? { events: [], octets: 0 };
    this.#tails.delete(room);
    this.#tails.set(room, tail);
    for (const event of events) {
      tail.events.push(event);
      this.#grow(tail, sizeOf(event));
    }
    const { eventsOfRoom, octetsOfRoom, octets } = this.#limits;
    while (tail.events.length > eventsOfRoom || tail.octets > octetsOfRoom) this.#dropOldest(tail);
    for (const oldest of this.#tails.keys()) {
      if (this.#octets <= octets) break;
      this.forget(oldest);
    }
  }

  /** Events after `seq` of a room whose newest event is `lastSeq`; null: they are not all here. */
  after(room: RoomUri, seq: number, lastSeq: number, limit: number): readonly RoomEvent[] | null {
    if (seq >= lastSeq) return [];
    const { events = [] } = this.#tails.get(room) ?? {};
    const [first] = events;
    if (!first || first.seq > seq + 1 || events.at(-1)?.seq !== lastSeq) return null;
    const from = seq + 1 - first.seq;
    return events.slice(from, from + limit);
  }

  forget(room: RoomUri): void {
    this.#octets -= this.#tails.get(room)?.octets ?? 0;
    this.#tails.delete(room);
  }

  clear(): void {
    this.#tails.clear();
    this.#octets = 0;
  }

  #grow(tail: Tail, octets: number): void {
    tail.octets += octets;
    this.#octets += octets;
  }

  #dropOldest(tail: Tail): void {
    const oldest = tail.events.shift();
    if (oldest) this.#grow(tail, -sizeOf(oldest));
  }
}

/** Texts take two octets a character at most; events without a long text are all about as small. */
function sizeOf(event: RoomEvent): number {
  if (event.type === 'message' || event.type === 'recovered') return overhead + 2 * event.body.text.length;
  if (event.type !== 'details-changed') return overhead;
  return overhead + 2 * (JSON.stringify(event.before).length + JSON.stringify(event.after).length);
}
