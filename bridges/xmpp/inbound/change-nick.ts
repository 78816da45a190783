import type { Occupant } from '../muc/contract.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import { isReservedForAnother } from '../muc/registered-nicks.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import { refusal, type StanzaRefusal } from '../muc/stanza-error.ts';
import type { Entering } from './seat.ts';

/** A new nick for somebody who is in the room (XEP-0045 §7.6), for all its clients at once. */
export async function changeNick(h: Entering, found: OpenRoom, occupant: Occupant): Promise<StanzaRefusal | null> {
  const { room } = found;
  if (room.occupants.isTaken(h.nick, h.user) || isReservedForAnother(room, h.nick, h.user)) {
    return refusal('conflict', 'Somebody else has this nickname.');
  }
  room.occupants.reserve(h.nick, h.user);
  try {
    const outcome = await h.attempt({ type: 'rename', room: room.uri, by: h.user, nickname: h.nick });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
    await room.exclusive(async () => {
      const view = await h.directory.viewAfter(room, outcome.seq);
      const now = room.occupants.byUser(occupant.user);
      if (now !== null && now.nick !== h.nick) await h.occupancy.rename(room, view, now, h.nick);
    });
    return null;
  } finally {
    room.occupants.release(h.nick, h.user);
  }
}
