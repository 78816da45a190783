import { type ArchivedEvent, insertEvents, placeEvent } from './archive.ts';
import type { HostedRoom } from './hosted-room.ts';
import { moveRoom, storeNickname } from './hosted-tables.ts';
import type { Origin } from '../rooms/index.ts';
import type { NewEvent } from './derive-events.ts';

/** Something that is true in this gateway only: it has a place in the archive and none in the hub's log. */
export interface LocalEvent {
  readonly event: NewEvent;
  readonly cause: string | null;
  readonly origin: Origin | null;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Archives what is true in this gateway only: nicknames have no wire form yet (ID-10). */
export async function takeInLocal(room: HostedRoom, events: readonly LocalEvent[]): Promise<void> {
  const { context, row } = room;
  let seq = row.lastSeq;
  const acceptedAt = Math.max(row.lastAt, context.clock());
  const archived = events.map(({ event, cause, origin }): ArchivedEvent => {
    const placed = placeEvent(event, { room: room.uri, seq: ++seq, acceptedAt, origin });
    return { event: placed, logPosition: null, cause };
  });
  try {
    room.row = await context.database.grouped(async (tx) => {
      const moved = await moveRoom(tx, row, { cursor: row.cursor, lastSeq: seq, lastAt: acceptedAt });
      await insertEvents(tx, context.vault, row.id, archived);
      for (const { event } of archived) {
        if (event.type === 'renamed') await storeNickname(tx, row.id, event.user, event.nickname);
      }
      return moved;
    });
  } catch (error) {
    for (const { failed } of events) failed(error);
    throw error;
  }
  for (const { event } of archived) if (event.type === 'renamed') room.nicknames.set(event.user, event.nickname);
  room.refresh();
  for (const { event, cause } of archived) {
    if (cause !== null) room.settle(cause, { type: 'accepted', acceptedAt: event.acceptedAt, seq: event.seq });
  }
  for (const { done } of events) done();
  context.appended(room.uri, archived);
}
