import type { LinkedRoom } from '../../../src/bridge/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { Attempt, RoomView } from '../../../src/rooms/index.ts';
import type { MatrixEvent } from '../contract.ts';
import { objectOf, textOf } from '../event.ts';
import type { Leg } from '../leg.ts';
import { changedUsers, levelIn, roleOfLevel } from '../power-levels.ts';
import { membershipDeed, membershipFrom } from './membership.ts';
import { messageText } from './message-text.ts';

/** An attempt before it is known from which inbox item it comes. */
export type Tried = Attempt extends infer A
  ? A extends Attempt
    ? Omit<A, 'cause' | 'origin' | 'room' | 'by'>
    : never
  : never;

/**
 * What an event of an ordinary Matrix user tries, step by step; empty when nothing. A step keeps its place when the same
 * event is handled again after a crash, even if it has nothing to do any more: then it is null.
 * @param view the room as the hub has it; null: gone
 */
export async function attemptsOf(
  leg: Leg,
  room: LinkedRoom,
  event: MatrixEvent,
  view: RoomView | null,
): Promise<readonly (Tried | null)[]> {
  if (event.type === 'm.room.member') return fromMembership(leg, event, view);
  // A state key on the room's own state, or none, makes it something else that only has the same name.
  if (roomState.has(event.type) && event.stateKey !== '') return [];
  switch (event.type) {
    case 'm.room.power_levels':
      return fromPowerLevels(leg, event, view);
    case 'm.room.name':
      return [{ type: 'set-metadata', name: textOf(event.content, 'name') ?? '' }];
    case 'm.room.topic':
      return [{ type: 'set-metadata', subject: textOf(event.content, 'topic') ?? '' }];
    case 'm.room.join_rules':
      return [{ type: 'set-policy', flags: { membersOnly: event.content.join_rule !== 'public' } }];
    case 'm.room.redaction':
      return fromRedaction(leg, room, event);
    default:
      return event.stateKey === undefined ? fromMessage(leg, room, event) : [];
  }
}

const roomState: ReadonlySet<string> = new Set([
  'm.room.power_levels',
  'm.room.name',
  'm.room.topic',
  'm.room.join_rules',
]);

async function fromMembership(leg: Leg, event: MatrixEvent, view: RoomView | null): Promise<readonly Tried[]> {
  const target = await leg.ghosts.userOf(event.stateKey ?? '');
  // The bot's own membership is not the hub's business.
  if (target === null) return [];
  const before = view === null ? null : membershipFrom(view.participants, target, presetRoles.banned);
  const deed = membershipDeed(event, before);
  if (deed === null) return [];
  switch (deed.type) {
    case 'join':
    case 'rename':
    case 'leave':
      return [deed];
    case 'invite':
    case 'remove':
    case 'kick':
    case 'ban':
    case 'unban':
      return [{ ...deed, user: target }];
  }
}

/** Each changed level is one change of role. Without knowing what was before, the hub's own roles are compared with. */
async function fromPowerLevels(
  leg: Leg,
  event: MatrixEvent,
  view: RoomView | null,
): Promise<readonly (Tried | null)[]> {
  const named =
    event.previous === undefined
      ? Object.keys(objectOf(event.content, 'users'))
      : changedUsers(event.previous, event.content);
  return Promise.all(
    named.map(async (userId) => {
      const user = await leg.ghosts.userOf(userId);
      if (user === null) return null;
      const stored = view?.participants.get(user)?.role;
      const role = roleOfLevel(levelIn(event.content, userId), stored);
      return role === stored ? null : { type: 'set-role', user, role };
    }),
  );
}

async function fromRedaction(leg: Leg, room: LinkedRoom, event: MatrixEvent): Promise<readonly Tried[]> {
  const target = event.redacts === undefined ? null : await leg.gateway.nativeIds.messageOf(room.room, event.redacts);
  // Not a message that the room has: a state event, or one that was refused.
  if (target === null) return [];
  const reason = textOf(event.content, 'reason');
  return [{ type: 'retract', target, ...(reason !== undefined && { reason }) }];
}

async function fromMessage(leg: Leg, room: LinkedRoom, event: MatrixEvent): Promise<readonly Tried[]> {
  const said = messageText(event);
  if (said === null) return [];
  const answered =
    said.inReplyTo === undefined ? null : await leg.gateway.nativeIds.messageOf(room.room, said.inReplyTo);
  return [{ type: 'send', body: said.body, ...(answered !== null && { inReplyTo: answered }) }];
}
