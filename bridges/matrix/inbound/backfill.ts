import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { MatrixEvent } from '../contract.ts';
import type { Leg } from '../leg.ts';
import { readBackwards } from '../room-requests.ts';
import type { Intake } from './intake.ts';

/** Events of one room that are made up for at a time; what is older was lost to more than an outage. */
const most = 20_000;

/**
 * Reads a room back to where it was read last and takes in what the homeserver never delivered: it keeps the queue for
 * an application service in memory, so a kill loses it. What was delivered is known by its id and dropped.
 * @returns how many events were missing
 */
export async function backfill(leg: Leg, intake: Intake, room: LinkedRoom): Promise<number> {
  const portal = await leg.portals.find(room.room);
  if (portal === null) return 0;
  const newestFirst = await since(leg, room.nativeRoom, portal.readUpTo);
  const [newest] = newestFirst;
  if (newest === undefined) return 0;
  const missing = await intake.take(newestFirst.toReversed());
  await leg.portals.setReadUpTo(room.room, newest.eventId);
  if (missing > 0)
    leg.gateway.log.info({ room: room.room, missing }, 'Took in events that the homeserver had not delivered');
  return missing;
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
