import type { UserUri } from '../../../src/identifiers/index.ts';
import { stanzaRefusal } from '../muc/refusal-conditions.ts';
import type { OpenRoom } from '../muc/room-directory.ts';
import type { StanzaRefusal } from '../muc/stanza-error.ts';
import { showDestruction } from '../outbound/destruction.ts';
import type { Handling } from './contract.ts';

export interface Destruction {
  readonly by: UserUri;
  readonly reason?: string;
  /** Address of the room to go to instead, and its password. */
  readonly alternate?: string;
  readonly password?: string;
}

/**
 * Destroys a room (XEP-0045 §10.9). Shown here and not when the event comes by: the name is free from now on, also for
 * the next room's occupants. The room is held from before the attempt, since the event, which knows no password, may come
 * by before its outcome does.
 */
export async function destroyRoom(
  h: Handling,
  { room, view }: OpenRoom,
  { password, ...why }: Destruction,
): Promise<StanzaRefusal | null> {
  return room.exclusive(async () => {
    const outcome = await h.attempt({ type: 'destroy-room', room: room.uri, ...why });
    if (outcome.type === 'refused') return stanzaRefusal(outcome);
    showDestruction(h.service, room, view, { ...why, ...(password === undefined ? {} : { password }) });
    await h.directory.forget(room);
    return null;
  });
}
