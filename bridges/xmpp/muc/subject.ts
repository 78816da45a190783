import type { UserUri } from '../../../src/identifiers/index.ts';
import { type DetailsEvent, setsSubject } from '../outbound/details.ts';
import type { Service } from './contract.ts';
import type { MucRoom } from './muc-room.ts';

/** Who set the subject last, and the event; nulls when nobody did. */
export async function latestSubject(
  service: Service,
  room: MucRoom,
): Promise<{ readonly by: UserUri | null; readonly event: DetailsEvent | null }> {
  const query = { types: ['details-changed'] as const, newest: true, limit: 20 };
  const { events } = await service.gateway.rooms.archive(room.uri, query);
  const event = events.findLast(setsSubject) ?? null;
  return { by: event?.by ?? null, event };
}
