import type { MatrixEvent } from '../contract.ts';

/**
 * Whether an event changes what other people may do, or who is there: kicks, bans, levels, names. What people do for
 * themselves (come, go, speak) is independent of other people's doing the same.
 */
export function isPower(event: MatrixEvent): boolean {
  if (event.type === 'm.room.member') return event.sender !== event.stateKey;
  return event.stateKey !== undefined || event.type === 'm.room.redaction';
}

/**
 * Inbox lane of an event. What one person does for oneself is a lane, so that a burst of joins and the talk of many
 * are handled side by side; what changes the room for others is one lane a room.
 */
export function laneOf(event: MatrixEvent): string {
  return isPower(event) ? event.roomId : `${event.roomId} ${event.sender}`;
}

interface Active {
  readonly id: bigint;
  readonly power: boolean;
}

/**
 * Keeps what depends on each other in the order of arrival across lanes: an event with power waits for everything that
 * came before it in its room, and everything waits for the events with power that came before. Only earlier ones are
 * ever waited for, so nothing waits in a circle.
 */
export class RoomOrder {
  readonly #rooms = new Map<string, { readonly active: Set<Active>; waiting: (() => void)[] }>();

  /** @param id grows with arrival */
  async inTurn(event: MatrixEvent, id: bigint, work: () => Promise<void>): Promise<void> {
    const room = this.#rooms.get(event.roomId) ?? { active: new Set(), waiting: [] };
    this.#rooms.set(event.roomId, room);
    const own: Active = { id, power: isPower(event) };
    room.active.add(own);
    try {
      while ([...room.active].some((other) => other.id < id && (other.power || own.power))) {
        await new Promise<void>((resolve) => room.waiting.push(resolve));
      }
      await work();
    } finally {
      room.active.delete(own);
      if (room.active.size === 0) this.#rooms.delete(event.roomId);
      const { waiting } = room;
      room.waiting = [];
      // The next item of this lane, which came before what waits here, becomes active first.
      setImmediate(() => {
        for (const resolve of waiting) resolve();
      });
    }
  }
}
