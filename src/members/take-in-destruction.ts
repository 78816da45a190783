import type { Destruction, LogEntry } from '../provider/index.ts';
import { endRoom } from './end-room.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { AttemptRecord } from './hosted-tables.ts';
import { refused } from './refusals.ts';

/** Attempts to destroy the room whose end is not known, the last begun last. */
export function destructionsOf(room: HostedRoom): readonly AttemptRecord[] {
  return [...room.attempts.values()].filter(({ type }) => type === 'destroy-room');
}

/**
 * The room's last event. Of the attempts to destroy it, which a failure or a crash may have left behind, the one whose
 * final commit has just come by is the only one left; without such a commit it is the last of the user who did it.
 */
export async function takeInDestruction(room: HostedRoom, entry: LogEntry): Promise<void> {
  const { by, reason, alternate } = JSON.parse(new TextDecoder().decode(entry.content)) as Destruction;
  const attempts = destructionsOf(room);
  const attempt = attempts.findLast(({ user }) => user === by);
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
  for (const other of attempts) if (other !== attempt) room.settle(other.cause, refused('no-such-room'));
  if (cause !== null) room.settle(cause, { type: 'accepted', acceptedAt: entry.acceptedAt, seq });
  room.context.appended(room.uri, [archived]);
}
