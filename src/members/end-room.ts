import type { LogEntry } from '../provider/index.ts';
import type { Origin } from '../rooms/index.ts';
import { type ArchivedEvent, insertEvents, placeEvent } from './archive.ts';
import type { NewEvent } from './derive-events.ts';
import type { HostedRoom } from './hosted-room.ts';
import { forgetAttempts, moveRoom } from './hosted-tables.ts';

/** What is told as the last thing of a room. */
export interface Ending {
  readonly event: Extract<NewEvent, { readonly type: 'destroyed' }>;
  readonly cause: string | null;
  readonly origin: Origin | null;
}

/**
 * Archives a room's last event. Whatever is under way in the room comes to nothing, and all keys of its group go.
 * Resolves with the event as it stands in the archive.
 */
export async function endRoom(room: HostedRoom, entry: LogEntry, ending: Ending): Promise<ArchivedEvent> {
  const { context, row } = room;
  const { cause, origin } = ending;
  const seq = row.lastSeq + 1;
  const event = placeEvent(ending.event, { room: room.uri, seq, acceptedAt: entry.acceptedAt, origin });
  const archived: ArchivedEvent = { event, logPosition: entry.position, cause };
  const next = await context.database.transaction(async (tx) => {
    const move = { cursor: entry.position, lastSeq: seq, lastAt: entry.acceptedAt, destroyed: true };
    const moved = await moveRoom(tx, row, move);
    await insertEvents(tx, context.vault, row.id, [archived]);
    await forgetAttempts(tx, [...room.attempts.keys()]);
    for (const table of ['hosted_state', 'hosted_arrival', 'hosted_generation', 'outgoing_message', 'room_nickname']) {
      await tx.query(`DELETE FROM ${table} WHERE room_id = $1`, [row.id]);
    }
    return moved;
  });
  room.row = next;
  room.attempts.clear();
  room.arrivals.clear();
  room.prepared.clear();
  room.outgoing.clear();
  room.refresh();
  return archived;
}
