import type { Destruction, LogEntry } from '../provider/index.ts';
import { endRoom } from './end-room.ts';
import type { HostedRoom } from './hosted-room.ts';

/** The room's last event. */
export async function takeInDestruction(room: HostedRoom, entry: LogEntry): Promise<void> {
  const { by, reason, alternate } = JSON.parse(new TextDecoder().decode(entry.content)) as Destruction;
  const attempt = [...room.attempts.values()].find(({ type }) => type === 'destroy-room');
  const cause = attempt?.cause ?? null;
  const archived = await endRoom(room, entry, {
    event: {
      type: 'destroyed',
      by,
      ...(reason === undefined ? {} : { reason }),
      ...(alternate === undefined ? {} : { alternate }),
    },
    cause,
    origin: attempt?.origin ?? null,
  });
  const { seq } = archived.event;
  if (cause !== null) room.settle(cause, { type: 'accepted', acceptedAt: entry.acceptedAt, seq });
  room.context.appended(room.uri, [archived]);
}
