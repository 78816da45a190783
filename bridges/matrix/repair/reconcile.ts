import { setTimeout as delay } from 'node:timers/promises';
import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import type { Leg } from '../leg.ts';
import { eachLane } from '../outbound/lanes.ts';
import { ban, invite, joinGhost, kick, type Place, unban } from '../outbound/membership.ts';
import { showRoomState, viewOf } from '../outbound/room-state.ts';
import { readMembers } from '../room-requests.ts';
import { differences, type Repair } from './differences.ts';

/** Requests to the homeserver at once: a room with hundreds of members is brought in over some seconds. */
const sideBySide = 6;

/** Milliseconds in which an event that Matrix has already may still be on its way to the hub. */
const onItsWay = 2_000;

/**
 * Compares the Matrix side of a room with the hub's and repairs it (GW-08).
 * @param waiting inbound events that the hub has not seen: while there are any, nobody is put out or let in
 */
export async function reconcile(leg: Leg, room: LinkedRoom, waiting: () => number): Promise<void> {
  const first = await look(leg, room);
  if (first === null) return;
  await repair(
    leg,
    room,
    first.view,
    first.repairs.filter((found) => !isPersons(found)),
  );
  const doubtful = first.repairs.filter(isPersons);
  if (doubtful.length > 0) {
    // What people did themselves may have come before the hub heard of it: only what stays different is repaired.
    await delay(onItsWay);
    const second = waiting() === 0 ? await look(leg, room) : null;
    if (second !== null) {
      const still = new Set(second.repairs.map((found) => JSON.stringify(found)));
      await repair(
        leg,
        room,
        second.view,
        doubtful.filter((found) => still.has(JSON.stringify(found))),
      );
    }
  }
  if (waiting() === 0) await showRoomState(leg, room);
}

/** Ghosts come in by our own hand only; everything else may be somebody's doing a moment ago. */
function isPersons(found: Repair): boolean {
  return found.type !== 'bring-in';
}

async function look(leg: Leg, room: LinkedRoom): Promise<{ view: RoomView; repairs: readonly Repair[] } | null> {
  const members = await readMembers(leg.homeserver, room.nativeRoom);
  const view = await viewOf(leg, room.room);
  if (view === null) return null;
  const { addresses } = leg;
  const repairs = differences(view, members, {
    bot: addresses.bot,
    ownUser: (user) => addresses.ownUser(user),
    nativeOf: (user) => addresses.nativeOf(user),
  });
  return { view, repairs };
}

async function repair(leg: Leg, room: LinkedRoom, view: RoomView, repairs: readonly Repair[]): Promise<void> {
  if (repairs.length === 0) return;
  leg.gateway.log.info({ room: room.room, repairs: repairs.length }, 'Matrix differs from the hub; repairing');
  const place: Place = { roomId: room.nativeRoom, mark: null };
  const keyOf = (found: Repair): string => ('user' in found ? found.user : found.userId);
  await eachLane(repairs, sideBySide, keyOf, async (found) => {
    switch (found.type) {
      case 'bring-in':
        await joinGhost(leg, place, found.user, view.participants.get(found.user)?.nickname ?? null);
        return;
      case 'invite':
        return invite(leg, place, found.userId);
      case 'ban':
        return ban(leg, place, found.userId, 'Banned from this room');
      case 'unban':
        return unban(leg, place, found.userId);
      case 'put-out':
        return kick(leg, place, found.userId, 'No longer in this room');
    }
  });
}
