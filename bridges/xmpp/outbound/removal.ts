import type { UserUri } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import type { Occupancy } from '../muc/occupancy.ts';
import type { Standing } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanza } from '../xml/element.ts';

/** What ends somebody's presence from outside, and the status code that says so (XEP-0045 §8.2, §9.1, §9.4). */
const codes = { kicked: 307, banned: 301, removed: 321, left: null } as const;

/**
 * Shows that somebody was kicked or banned, lost its membership or ended it. Somebody who is not present any more is not
 * shown again.
 */
export async function showRemoval(
  occupancy: Occupancy,
  room: MucRoom,
  view: RoomView | null,
  event: {
    readonly type: keyof typeof codes;
    readonly user: UserUri;
    readonly by?: UserUri | null;
    readonly reason?: string;
  },
): Promise<void> {
  const occupant = room.occupants.byUser(event.user);
  const special = room.removalCodes.get(event.user);
  room.removalCodes.delete(event.user);
  if (occupant === null) return;
  const code = event.type === 'removed' ? (special ?? codes.removed) : codes[event.type];
  const actor = event.by === undefined || event.by === null ? null : room.occupants.byUser(event.by);
  const standing: Standing = {
    affiliation: event.type === 'banned' ? 'outcast' : room.standing(view, event.user).affiliation,
    role: 'none',
  };
  await occupancy.end(room, view, occupant, {
    standing,
    codes: code === null ? [] : [code],
    ...(event.reason === undefined || event.type === 'left' ? {} : { reason: event.reason }),
    ...(actor === null ? {} : { actor: actor.nick }),
    ...(event.type === 'left' && event.reason !== undefined ? { says: [stanza('status', {}, event.reason)] } : {}),
  });
}
