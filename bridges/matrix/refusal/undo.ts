import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { Attempt, AttemptType, Outcome, RefusalRule } from '../../../src/rooms/index.ts';
import type { MatrixEvent } from '../contract.ts';
import { membershipOf } from '../event.ts';
import { membershipFrom } from '../inbound/membership.ts';
import type { Leg } from '../leg.ts';
import { ban, invite, joinGhost, kick, type Place, unban } from '../outbound/membership.ts';
import { showRoomState, viewOf } from '../outbound/room-state.ts';
import { redactEvent, sendEvent } from '../room-requests.ts';
import { harmless, refusalTexts } from './refusal-texts.ts';

export type Refusal = Extract<Outcome, { type: 'refused' }>;

/** What was tried, said to a person: "… was not allowed". */
const deeds: Readonly<Record<AttemptType, string>> = {
  'create-room': 'Creating the room',
  'destroy-room': 'Destroying the room',
  join: 'Joining',
  leave: 'Leaving',
  invite: 'The invitation',
  remove: 'Removing that person',
  kick: 'The kick',
  ban: 'The ban',
  unban: 'Lifting the ban',
  'set-role': 'The change of role',
  'set-metadata': "The change of the room's name or topic",
  'set-policy': "The change of the room's rules",
  send: 'Your message',
  retract: 'Taking back that message',
  rename: 'The new name',
};

/**
 * The hub said no to what stands in Matrix already: the network's side is put back as the hub has it, and the actor is
 * told why (GW-09). May be repeated.
 */
export async function undo(
  leg: Leg,
  room: LinkedRoom,
  event: MatrixEvent,
  attempt: Attempt,
  refusal: Refusal,
): Promise<void> {
  if (harmless.has(refusal.rule)) return;
  // A client that declines by itself would decline the next invitation too, and so on for ever.
  if (attempt.type === 'leave' && (await wasInvited(leg, room, event, attempt.by))) {
    leg.gateway.log.info(
      { room: room.room, event: event.eventId, rule: refusal.rule },
      'Somebody declined an invitation whom the hub keeps in the room; there is no new invitation',
    );
    return;
  }
  leg.gateway.log.info(
    { room: room.room, event: event.eventId, attempt: attempt.type, rule: refusal.rule },
    'The hub refused what was done in Matrix; it is undone',
  );
  await restore(leg, room, event, attempt, refusal.rule);
  // Who was refused at the door is told by the reason of the kick, and does not see what is said inside.
  if (attempt.type !== 'join') await explain(leg, room, event, attempt.type, refusal.rule);
}

async function restore(
  leg: Leg,
  room: LinkedRoom,
  event: MatrixEvent,
  attempt: Attempt,
  rule: RefusalRule,
): Promise<void> {
  const place: Place = { roomId: room.nativeRoom, mark: null };
  switch (attempt.type) {
    case 'join':
      return rule === 'banned'
        ? ban(leg, place, event.sender, refusalTexts[rule])
        : kick(leg, place, event.sender, refusalTexts[rule]);
    case 'leave':
      await invite(leg, place, event.sender, refusalTexts[rule]);
      return;
    case 'invite':
      return kick(leg, place, leg.addresses.nativeOf(attempt.user), refusalTexts[rule]);
    case 'remove':
    case 'kick':
      return bringBack(leg, room, attempt.user);
    case 'ban':
      await unban(leg, place, leg.addresses.nativeOf(attempt.user));
      return bringBack(leg, room, attempt.user);
    case 'unban':
      return ban(leg, place, leg.addresses.nativeOf(attempt.user), refusalTexts[rule]);
    case 'set-role':
    case 'set-metadata':
    case 'set-policy':
      return showRoomState(leg, room);
    case 'send':
      return redactEvent(leg.homeserver, {
        roomId: room.nativeRoom,
        eventId: event.eventId,
        transaction: `mimi-undo-${event.eventId}`,
        reason: refusalTexts[rule],
      });
    // A redaction can't be taken back, and nobody may give another user a name: the explanation has to do.
    case 'retract':
    case 'rename':
    case 'create-room':
    case 'destroy-room':
      return;
  }
}

/** Whether somebody who left was invited only. Where the event does not tell, the hub's list has to. */
async function wasInvited(leg: Leg, room: LinkedRoom, event: MatrixEvent, user: UserUri): Promise<boolean> {
  const told = membershipOf(event.previous);
  if (told !== undefined) return told === 'invite';
  const view = await viewOf(leg, room.room);
  return view !== null && membershipFrom(view.participants, user, presetRoles.banned) === 'invite';
}

/** Somebody was thrown out in Matrix whom the hub still has: a ghost comes back, a person is invited. */
async function bringBack(leg: Leg, room: LinkedRoom, user: UserUri): Promise<void> {
  const participant = (await viewOf(leg, room.room))?.participants.get(user);
  if (participant?.active !== true) return;
  const place: Place = { roomId: room.nativeRoom, mark: null };
  const own = leg.addresses.ownUser(user);
  if (own === null) await joinGhost(leg, place, user, participant.nickname);
  else await invite(leg, place, own);
}

async function explain(
  leg: Leg,
  room: LinkedRoom,
  event: MatrixEvent,
  tried: AttemptType,
  rule: RefusalRule,
): Promise<void> {
  await sendEvent(leg.homeserver, {
    roomId: room.nativeRoom,
    type: 'm.room.message',
    transaction: `mimi-why-${event.eventId}`,
    content: {
      msgtype: 'm.notice',
      body: `${event.sender}: ${deeds[tried]} was not allowed and is undone: ${refusalTexts[rule]}.`,
      'm.mentions': { user_ids: [event.sender] },
    },
  });
}
