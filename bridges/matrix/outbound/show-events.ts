import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { RoomEvent } from '../../../src/rooms/index.ts';
import type { Leg } from '../leg.ts';
import { findAlreadySent } from './already-sent.ts';
import { eachLane } from './lanes.ts';
import { showEvent, subjectOf } from './show-event.ts';

/** Requests to the homeserver at once for one room. */
const sideBySide = 8;

/**
 * Shows room events in Matrix. What concerns one person stays in order; several people are shown side by side; what
 * concerns the whole room waits for everything before it and holds back everything after it.
 */
export class EventShower {
  readonly #leg: Leg;
  /** By room: what stands in Matrix after the confirmed position, and how much was in doubt when that was looked up. */
  readonly #sent = new Map<string, { readonly doubts: number; readonly sent: Map<string, string> }>();

  constructor(leg: Leg) {
    this.#leg = leg;
  }

  /** As `Network.show`. */
  async show(room: LinkedRoom, events: readonly RoomEvent[], confirm: (seq: number) => Promise<void>): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const sent = await this.#whatStands(room, first.seq - 1);
    for (const stretch of stretches(events)) {
      const shown: { nativeId: string; event: RoomEvent }[] = [];
      await eachLane(stretch, sideBySide, laneOf, async (event) => {
        for (const nativeId of await showEvent(this.#leg, room, event, sent)) shown.push({ nativeId, event });
      });
      if (shown.length > 0) {
        await this.#leg.gateway.nativeIds.record(
          room.room,
          shown.map(({ nativeId, event }) => ({
            nativeId,
            messageId: event.type === 'message' || event.type === 'recovered' ? event.id : null,
            seq: event.seq,
          })),
        );
      }
      // Only whole stretches: the look back after a crash relies on everything before the confirmed position being older.
      const last = stretch.at(-1);
      if (last !== undefined) await confirm(last.seq);
    }
    sent.clear();
  }

  /** The room is no longer shown. */
  forget(room: LinkedRoom): void {
    this.#sent.delete(room.nativeRoom);
  }

  async #whatStands(room: LinkedRoom, confirmed: number): Promise<Map<string, string>> {
    const { doubts } = this.#leg.homeserver;
    const known = this.#sent.get(room.nativeRoom);
    if (known?.doubts === doubts) return known.sent;
    const sent = await findAlreadySent(this.#leg, room, confirmed);
    this.#sent.set(room.nativeRoom, { doubts, sent });
    return sent;
  }
}

/** Events that may be shown side by side, lane by lane; one that concerns the whole room stands alone. */
function stretches(events: readonly RoomEvent[]): readonly (readonly RoomEvent[])[] {
  const found: RoomEvent[][] = [];
  let open: RoomEvent[] | null = null;
  for (const event of events) {
    if (subjectOf(event) === null) {
      found.push([event]);
      open = null;
    } else if (open === null) {
      open = [event];
      found.push(open);
    } else {
      open.push(event);
    }
  }
  return found;
}

const laneOf = (event: RoomEvent): string => subjectOf(event) ?? '';
