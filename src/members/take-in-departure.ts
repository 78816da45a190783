import type { LogEntry } from '../provider/index.ts';
import { endRoom } from './end-room.ts';
import type { HostedRoom } from './hosted-room.ts';

/**
 * A commit that took out the last leaf of ours: the room goes on, and nothing of it can be read here. For the attached
 * networks that is its end.
 */
export async function takeInDeparture(room: HostedRoom, entry: LogEntry): Promise<void> {
  const reason = 'The room goes on without gateways.';
  const archived = await endRoom(room, entry, {
    event: { type: 'destroyed', by: null, reason },
    cause: null,
    origin: null,
  });
  room.context.appended(room.uri, [archived]);
  room.stop(new Error('no client of an attached network is in it any more'));
}
