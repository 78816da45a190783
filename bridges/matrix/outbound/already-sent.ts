import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { Leg } from '../leg.ts';
import { readBackwards } from '../room-requests.ts';
import { keyOf, markIn } from './mark.ts';

/** Events of a room that are looked through at most: a batch and what others said meanwhile. */
const lookBack = 1000;

/**
 * Which room events after the confirmed one stand in Matrix already. Homeservers remember transaction ids in memory
 * only, so after a crash of either side the room itself is asked.
 * @param confirmed position up to which everything was shown
 * @returns Matrix event ids by {@link keyOf}
 */
export async function findAlreadySent(leg: Leg, room: LinkedRoom, confirmed: number): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let from: string | null = null;
  for (let looked = 0; looked < lookBack; ) {
    const page = await readBackwards(leg.homeserver, room.nativeRoom, { from, limit: 100 });
    for (const event of page.events) {
      const mark = leg.addresses.isOurs(event.sender) ? markIn(event.content) : null;
      if (mark === null) continue;
      // Senders run side by side within a batch only, and a batch begins where everything before it was confirmed.
      if (mark.seq <= confirmed) return found;
      found.set(keyOf(mark), event.eventId);
    }
    looked += page.events.length;
    if (page.end === null || page.events.length === 0) return found;
    from = page.end;
  }
  return found;
}
