import { uriToJid } from '../../../src/identifiers/index.ts';
import type { RoomEvent, RoomView } from '../../../src/rooms/index.ts';
import type { Occupant, Service, Standing } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import { stanza } from '../xml/element.ts';
import type { Stage } from './stage.ts';

/** What ends somebody's presence from outside, and the status code that says so (XEP-0045 §8.2, §9.1, §9.4). */
const codes = { kicked: 307, banned: 301, removed: 321, left: null } as const;

type Removal = RoomEvent & { readonly type: keyof typeof codes };

/**
 * Shows that somebody was kicked or banned, lost its membership or ended it. Somebody who is not present any more is not
 * shown again, unless nothing confirms that it was shown before.
 */
export function showRemoval({ service, occupancy, room, view }: Stage, event: Removal): void {
  const occupant = whoGoes(service, room, view, event);
  const special = room.removalCodes.get(event.user);
  room.removalCodes.delete(event.user);
  if (occupant === null) return;
  const code = event.type === 'removed' ? (special ?? codes.removed) : codes[event.type];
  const by = 'by' in event ? event.by : null;
  const actor = by === null ? null : room.occupants.byUser(by);
  const standing: Standing = {
    affiliation: event.type === 'banned' ? 'outcast' : room.standing(view, event.user).affiliation,
    role: 'none',
  };
  occupancy.end(room, view, occupant, {
    standing,
    codes: code === null ? [] : [code],
    ...(event.reason === undefined || event.type === 'left' ? {} : { reason: event.reason }),
    ...(actor === null ? {} : { actor: actor.nick }),
    ...(event.type === 'left' && event.reason !== undefined ? { says: [stanza('status', {}, event.reason)] } : {}),
  });
}

/** null: nobody who is here now. */
function whoGoes(service: Service, room: MucRoom, view: RoomView | null, event: Removal): Occupant | null {
  const { user, seq } = event;
  const present = room.occupants.byUser(user);
  if (present !== null) return present.sessions.length > 0 && (room.enteredAt.get(user) ?? 0) >= seq ? null : present;
  const going = room.going.get(user);
  if (going !== undefined) return going;
  // Clients that were here are known from the store; of those from elsewhere only the hub knows, and has forgotten by now.
  const wasHere = event.type !== 'banned' || event.wasActive;
  const isFromElsewhere = uriToJid(user, service.names) === null;
  if (seq > room.openedAt || seq <= room.shownUpTo || !wasHere || !isFromElsewhere) return null;
  return { user, nick: room.freeNick(user, view?.participants.get(user)?.nickname ?? ''), sessions: [] };
}
