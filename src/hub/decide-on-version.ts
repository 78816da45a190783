import type { RoomUri } from '../identifiers/index.ts';
import { NoSuchRoom } from '../provider/index.ts';
import type { HubContext } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';
import { moved } from './room-log.ts';

/** Times that a decision is made again because somebody else was faster. */
const mostAttempts = 8;

/**
 * Decides on one version of a room, and again on the next one while somebody else is faster. The first attempt may rest
 * on a version that another process has replaced: a yes is compared when it is written, a no must go through `ifCurrent`.
 * @param undertaking what is decided about, for the error of a room that never stands still
 * @param attempt `moved`: the room has another version by now
 * @throws NoSuchRoom
 */
export async function decideOnVersion<Answer>(
  hub: HubContext,
  room: RoomUri,
  undertaking: string,
  attempt: (open: OpenRoom) => Promise<Answer | typeof moved>,
): Promise<Answer> {
  for (let made = 0; made < mostAttempts; made++) {
    const open = made === 0 ? await hub.open.get(room) : await hub.open.reload(room);
    if (!open) throw new NoSuchRoom(room);
    const answer = await attempt(open);
    if (answer !== moved) return answer;
  }
  throw new Error(`Room ${room} changed ${mostAttempts} times during ${undertaking}`);
}

/** A no, if it rests on what holds now; `moved` when another process has written since. */
export async function ifCurrent<Refusal>(
  hub: HubContext,
  open: OpenRoom,
  refusal: Refusal,
): Promise<Refusal | typeof moved> {
  return (await hub.open.current(open)) === open ? refusal : moved;
}
