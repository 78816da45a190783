import type { InboxItem, LinkedRoom } from '../../../src/bridge/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';
import type { Attempt } from '../../../src/rooms/index.ts';
import type { MatrixEvent } from '../contract.ts';
import { membershipOf, parseEvent } from '../event.ts';
import type { Leg } from '../leg.ts';
import { showRoomState, viewOf } from '../outbound/room-state.ts';
import { isForbidden } from '../outbound/membership.ts';
import { putState, sendEvent } from '../room-requests.ts';
import { undo } from '../refusal/undo.ts';
import { attemptsOf, type Tried } from './attempts.ts';
import type { RoomOrder } from './room-order.ts';

/** As `Network.handle`: one event out of the inbox. */
export async function handleEvent(leg: Leg, order: RoomOrder, item: InboxItem): Promise<void> {
  const event = parseEvent(item.payload);
  if (event === null) throw new Error('The inbox holds a Matrix event that was not checked when it came');
  await order.inTurn(event, item.id, () => handleInTurn(leg, item, event));
}

async function handleInTurn(leg: Leg, item: InboxItem, event: MatrixEvent): Promise<void> {
  // What the bot and the ghosts do shows the hub's own events: taking it in would make a loop.
  if (leg.addresses.isOurs(event.sender)) return;
  const by = leg.addresses.userOf(event.sender);
  const room = await leg.gateway.links.byNative(event.roomId);
  if (by === null) return;
  if (room === null) return declineInvitation(leg, event);
  if (event.type === 'm.room.encrypted' || event.type === 'm.room.encryption') return noticeEncryption(leg, room);
  const view = await viewOf(leg, room.room);
  let upTo = 0;
  for (const [step, tried] of (await attemptsOf(leg, room, event, view)).entries()) {
    if (tried === null) continue;
    upTo = Math.max(upTo, await tryIt(leg, room, event, attemptOf(item, step, room, by, event, tried)));
  }
  if (event.type === 'm.room.power_levels' && event.stateKey === '') await restoreLevels(leg, room, upTo);
}

/**
 * What was changed beside roles has no meaning for the hub: its own levels are put back. Where the view is still older
 * than the changes of role, showing those does it.
 */
async function restoreLevels(leg: Leg, room: LinkedRoom, upTo: number): Promise<void> {
  const view = await viewOf(leg, room.room);
  if (view !== null && view.seq >= upTo) await showRoomState(leg, room);
}

/** The bot and the ghosts live in portals only; whoever asks them elsewhere is told so instead of waiting for ever. */
async function declineInvitation(leg: Leg, event: MatrixEvent): Promise<void> {
  const invited = event.stateKey ?? '';
  const isInvitation = event.type === 'm.room.member' && membershipOf(event.content) === 'invite';
  if (!isInvitation || !leg.addresses.isOurs(invited)) return;
  try {
    await putState(leg.homeserver, {
      roomId: event.roomId,
      type: 'm.room.member',
      stateKey: invited,
      content: {
        membership: 'leave',
        reason: 'People of other networks can be met in shared rooms only, not in this one',
      },
      as: invited,
    });
  } catch (cause) {
    // Taken back meanwhile, or declined before a crash.
    if (!isForbidden(cause)) throw cause;
  }
}

function attemptOf(
  item: InboxItem,
  step: number,
  room: LinkedRoom,
  by: UserUri,
  event: MatrixEvent,
  tried: Tried,
): Attempt {
  return {
    ...tried,
    cause: `matrix:${item.id}:${step}`,
    room: room.room,
    by,
    origin: { network: 'matrix', nativeId: event.eventId },
  };
}

/** @returns archive position of what came of it; 0: nothing */
async function tryIt(leg: Leg, room: LinkedRoom, event: MatrixEvent, attempt: Attempt): Promise<number> {
  const outcome = await leg.gateway.rooms.attempt(attempt);
  if (outcome.type === 'refused') {
    await undo(leg, room, event, attempt, outcome);
    return 0;
  }
  if (attempt.type === 'send' && outcome.messageId !== undefined) {
    await leg.gateway.nativeIds.record(room.room, [
      { nativeId: event.eventId, messageId: outcome.messageId, seq: outcome.seq },
    ]);
  }
  return outcome.seq ?? 0;
}

/** Once a room, visible to everybody in it: nobody must believe that the other networks read along (GW-05). */
async function noticeEncryption(leg: Leg, room: LinkedRoom): Promise<void> {
  const portal = await leg.portals.find(room.room);
  if (portal === null || portal.encryptionNoticed) return;
  await sendEvent(leg.homeserver, {
    roomId: room.nativeRoom,
    type: 'm.room.message',
    transaction: `mimi-encryption-${room.nativeRoom}`,
    content: {
      msgtype: 'm.notice',
      body: 'Encrypted Matrix messages cannot be read by this gateway and are not passed on. Please send without encryption here.',
    },
  });
  await leg.portals.setEncryptionNoticed(room.room);
}
