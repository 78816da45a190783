import type { LinkedRoom } from '../../../src/bridge/index.ts';
import { HomeserverError } from '../homeserver-error.ts';
import type { Leg } from '../leg.ts';
import { kick } from '../outbound/membership.ts';
import { eachLane } from '../outbound/lanes.ts';
import { putState, readMembers } from '../room-requests.ts';

/** Empties a portal whose room is gone and frees its alias, so that the name can be used again at once. */
export async function closePortal(leg: Leg, room: LinkedRoom, reason: string): Promise<void> {
  const { homeserver, addresses } = leg;
  const roomId = room.nativeRoom;
  await removeAlias(leg, addresses.aliasOf(room.room));
  await putState(homeserver, { roomId, type: 'm.room.join_rules', content: { join_rule: 'invite' } });
  const members = [...(await readMembers(homeserver, roomId)).keys()].filter((userId) => userId !== addresses.bot);
  await eachLane(members, 8, String, (userId) => kick(leg, { roomId, mark: null }, userId, reason));
  // Unlinked first: when the bot is gone, nothing can be shown there any more.
  await leg.gateway.links.unlink(room.room);
  await leg.portals.forget(room.room);
  await homeserver.request({ method: 'POST', path: `/v3/rooms/${encodeURIComponent(roomId)}/leave` });
}

async function removeAlias(leg: Leg, alias: string): Promise<void> {
  try {
    await leg.homeserver.request({ method: 'DELETE', path: `/v3/directory/room/${encodeURIComponent(alias)}` });
  } catch (cause) {
    // Removed already, before a crash or by a moderator.
    if (!(cause instanceof HomeserverError && cause.errcode === 'M_NOT_FOUND')) throw cause;
  }
}
