import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { RoomEvent, RoomView } from '../../../src/rooms/index.ts';
import type { Leg } from '../leg.ts';
import { closePortal } from '../portal/close-portal.ts';
import { defaultLevel, levelOfRole } from '../power-levels.ts';
import { redactEvent, sendEvent } from '../room-requests.ts';
import { keyOf, type Mark, marked, transactionOf } from './mark.ts';
import { ban, invite, isForbidden, joinGhost, kick, leaveGhost, type Place, renameGhost, unban } from './membership.ts';
import { showMessage } from './message.ts';
import { showDetails, showPowerLevels, showRoomState, viewOf } from './room-state.ts';

/** Whom an event concerns: what concerns one person must stay in order. null: the whole room. */
export function subjectOf(event: RoomEvent): UserUri | null {
  switch (event.type) {
    case 'message':
    case 'recovered':
      return event.sender;
    case 'joined':
    case 'left':
    case 'renamed':
    case 'invited':
    case 'removed':
    case 'kicked':
    case 'banned':
    case 'unbanned':
      return event.user;
    case 'created':
    case 'retracted':
    case 'role-changed':
    case 'details-changed':
    case 'policy-changed':
    case 'unreadable':
    case 'destroyed':
      return null;
  }
}

/**
 * Shows one event.
 * @param sent what stands in Matrix already, by `keyOf`; what is sent is added
 * @returns ids of the Matrix events that show it, where they were made here
 */
export async function showEvent(
  leg: Leg,
  room: LinkedRoom,
  event: RoomEvent,
  sent: Map<string, string>,
): Promise<readonly string[]> {
  if (event.type === 'message' || event.type === 'recovered') {
    // A Matrix user's own event stands there; its id was recorded when it was taken in.
    if (event.origin?.network === 'matrix') return [];
    return showMessage(leg, room.nativeRoom, event, sent);
  }
  const mark: Mark = { seq: event.seq };
  if (sent.has(keyOf(mark))) return [];
  const place: Place = { roomId: room.nativeRoom, mark };
  if (isDeedOf(event)) await showMembership(leg, place, event);
  else await showRoomWide(leg, room, event);
  // Roles are shown as a whole, so that an event that comes late can't undo a newer one.
  const view = await viewOf(leg, room.room);
  if (view !== null && changesLevels(event, view)) await showPowerLevels(leg, room);
  sent.set(keyOf(mark), '');
  return [];
}

type MembershipEvent =
  Extract<RoomEvent, { user: UserUri }> extends infer E ? (E extends { type: 'role-changed' } ? never : E) : never;
type RoomWideEvent = Exclude<RoomEvent, MembershipEvent | { type: 'message' } | { type: 'recovered' }>;

function isDeedOf(event: RoomEvent): event is MembershipEvent {
  return 'user' in event && event.type !== 'role-changed';
}

/** Memberships of people. What a Matrix user did there is there already. */
async function showMembership(leg: Leg, place: Place, event: MembershipEvent): Promise<void> {
  const own = leg.addresses.ownUser(event.user);
  if (event.origin?.network === 'matrix') return own === null ? putOutAgain(leg, place, event) : undefined;
  const native = own ?? leg.addresses.ghostOf(event.user).id;
  switch (event.type) {
    case 'joined': {
      // A Matrix user who was brought in from elsewhere still has to come in person.
      if (own !== null) {
        await invite(leg, place, own);
        return;
      }
      const participant = (await viewOf(leg, event.room))?.participants.get(event.user);
      await joinGhost(leg, place, event.user, participant?.nickname ?? null);
      return;
    }
    case 'left':
      return own === null ? leaveGhost(leg, place, event.user, event.reason) : kick(leg, place, own, event.reason);
    case 'invited':
      if (own === null) await leg.ghosts.ensure(event.user);
      await invite(leg, place, native, event.reason);
      return;
    case 'removed':
    case 'kicked':
      return kick(leg, place, native, event.reason);
    case 'banned':
      return ban(leg, place, native, event.reason);
    case 'unbanned':
      return unban(leg, place, native, event.reason);
    case 'renamed':
      return own === null ? renameGhost(leg, place, event.user, event.nickname) : undefined;
  }
}

/**
 * Somebody on Matrix threw a ghost out, and before the hub heard of it the ghost was shown as here once more: by its
 * coming or its words, which the hub had accepted before. Unless it came back since, it goes again.
 */
async function putOutAgain(leg: Leg, place: Place, event: MembershipEvent): Promise<void> {
  const now = (await viewOf(leg, event.room))?.participants.get(event.user);
  if (now?.active === true) return;
  const ghost = leg.addresses.ghostOf(event.user).id;
  if (event.type === 'kicked' || event.type === 'removed') return kick(leg, place, ghost, event.reason);
  if (event.type === 'banned' && now?.role === presetRoles.banned) return ban(leg, place, ghost, event.reason);
}

async function showRoomWide(leg: Leg, room: LinkedRoom, event: RoomWideEvent): Promise<void> {
  const fromMatrix = event.origin?.network === 'matrix';
  switch (event.type) {
    case 'created':
    case 'role-changed': // shown with the power levels
      return;
    case 'retracted':
      return fromMatrix ? undefined : showRetraction(leg, room, event);
    case 'details-changed':
      // Also what Matrix itself brought: an older change, shown late, may stand there instead.
      return showDetails(leg, room);
    case 'policy-changed':
      return showRoomState(leg, room);
    case 'unreadable':
      return notice(leg, room, event.seq, 'A message could not be read here. It is shown if that can be mended.');
    case 'destroyed': {
      const where = event.alternate === undefined ? '' : ` Its successor is ${event.alternate}.`;
      await notice(leg, room, event.seq, `This room was destroyed${because(event.reason)}.${where}`);
      return closePortal(leg, room, `The room was destroyed${because(event.reason)}`);
    }
  }
}

/** By the author's ghost where it is the author's own, else by the bot. */
async function showRetraction(
  leg: Leg,
  room: LinkedRoom,
  event: Extract<RoomEvent, { type: 'retracted' }>,
): Promise<void> {
  const message = await leg.gateway.rooms.message(event.room, event.target);
  const author = message !== null && 'sender' in message.event ? message.event.sender : null;
  const byAuthor = author !== null && author === event.by && leg.addresses.ownUser(author) === null;
  const as = byAuthor ? await leg.ghosts.ensure(author) : leg.addresses.bot;
  // None when the message is older than the link between the rooms: there is nothing to take back in Matrix then.
  const shown = await leg.gateway.nativeIds.allOfMessage(event.room, event.target);
  for (const [part, eventId] of shown.entries()) {
    const redaction = {
      roomId: room.nativeRoom,
      eventId,
      transaction: transactionOf(event.room, { seq: event.seq, ...(part > 0 && { part }) }),
      reason: event.reason,
    };
    try {
      await redactEvent(leg.homeserver, { ...redaction, as });
    } catch (cause) {
      // The author's ghost has left the room since.
      if (!(byAuthor && isForbidden(cause))) throw cause;
      await redactEvent(leg.homeserver, redaction);
    }
  }
}

async function notice(leg: Leg, room: LinkedRoom, seq: number, body: string): Promise<void> {
  await sendEvent(leg.homeserver, {
    roomId: room.nativeRoom,
    type: 'm.room.message',
    transaction: transactionOf(room.room, { seq }),
    content: marked({ msgtype: 'm.notice', body }, { seq }),
  });
}

/** Whether power levels may have to change; newcomers with the usual role need no entry. */
function changesLevels(event: RoomEvent, view: RoomView): boolean {
  switch (event.type) {
    case 'joined':
    case 'invited':
      return levelOfRole(event.role) !== defaultLevel(view.flags);
    case 'removed':
    case 'banned':
    case 'unbanned':
    case 'left':
    case 'role-changed':
    case 'policy-changed':
      return true;
    default:
      return false;
  }
}

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);
