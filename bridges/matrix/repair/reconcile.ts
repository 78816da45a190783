import { setTimeout as delay } from 'node:timers/promises';
import type { LinkedRoom } from '../../../src/bridge/index.ts';
import { RetryLater, type RoomView } from '../../../src/rooms/index.ts';
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

/** Milliseconds after which what came in and is still not decided is not waited for any longer. */
const patience = 5_000;

/**
 * Compares the Matrix side of a room with the hub's and repairs it (GW-08).
 * @param takeIn puts what people did in Matrix until now into the inbox
 * @throws RetryLater when not everything that they did is decided: nobody is put out or let in before
 */
export async function reconcile(leg: Leg, room: LinkedRoom, takeIn: () => Promise<void>): Promise<void> {
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
    await everythingDecided(leg, takeIn);
    const second = await look(leg, room);
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
  await everythingDecided(leg, takeIn);
  await showRoomState(leg, room);
}

/** A ghost that was never here comes in by our own hand only; everything else may be somebody's doing a moment ago. */
function isPersons(found: Repair): boolean {
  return found.type !== 'bring-in';
}

async function everythingDecided(leg: Leg, takeIn: () => Promise<void>): Promise<void> {
  await takeIn();
  const decided = leg.gateway.inbox.settled().then(() => true);
  if (await Promise.race([decided, delay(patience, false, { ref: false })])) return;
  throw new RetryLater('What people did in Matrix is not decided yet');
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
      case 'bring-back': {
        await unban(leg, place, leg.addresses.nativeOf(found.user));
        await joinGhost(leg, place, found.user, view.participants.get(found.user)?.nickname ?? null);
        return;
      }
      case 'invite':
        await unban(leg, place, found.userId);
        await invite(leg, place, found.userId);
        return;
      case 'ban':
        return ban(leg, place, found.userId, 'Banned from this room');
      case 'unban':
        return unban(leg, place, found.userId);
      case 'put-out':
        return kick(leg, place, found.userId, 'No longer in this room');
    }
  });
}
