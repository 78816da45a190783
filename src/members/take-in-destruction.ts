import type { Destruction, LogEntry } from '../provider/index.ts';
import { type ArchivedEvent, insertEvents, placeEvent } from './archive.ts';
import type { HostedRoom } from './hosted-room.ts';
import { forgetAttempts, moveRoom } from './hosted-tables.ts';

/** The room's last event. Whatever is under way in it comes to nothing; all keys of its group go. */
export async function takeInDestruction(room: HostedRoom, entry: LogEntry): Promise<void> {
  const { context, row } = room;
  const told = JSON.parse(new TextDecoder().decode(entry.content)) as Destruction;
  const attempts = [...room.attempts.values()];
  const seq = row.lastSeq + 1;
  const cause = attempts.find(({ type }) => type === 'destroy-room')?.cause ?? null;
  const origin = attempts.find(({ type }) => type === 'destroy-room')?.origin ?? null;
  const { by, reason, alternate } = told;
  const event = placeEvent(
    {
      type: 'destroyed',
      by,
      ...(reason === undefined ? {} : { reason }),
      ...(alternate === undefined ? {} : { alternate }),
    },
    { room: room.uri, seq, acceptedAt: entry.acceptedAt, origin },
  );
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
  if (cause !== null) room.settle(cause, { type: 'accepted', acceptedAt: entry.acceptedAt, seq });
  context.appended(room.uri, [archived]);
}
