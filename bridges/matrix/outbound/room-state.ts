import type { LinkedRoom } from '../../../src/bridge/index.ts';
import type { RoomUri } from '../../../src/identifiers/index.ts';
import type { PolicyFlags, RoomDetails, RoomView } from '../../../src/rooms/index.ts';
import type { EventContent } from '../contract.ts';
import type { Leg } from '../leg.ts';
import { powerLevelsOf, samePowerLevels } from '../power-levels.ts';
import { putState, readState } from '../room-requests.ts';

/**
 * Room-wide state that shows the hub's. Each function compares first and puts only what differs. For one room they take
 * turns, and look at the hub's room in their own turn: a repair that looked earlier must not put back what an event has
 * changed since.
 */

/** Roles as power levels, all of them at once. */
export function showPowerLevels(leg: Leg, room: LinkedRoom): Promise<void> {
  return inTurn(leg, room, (view) => putPowerLevels(leg, room, view));
}

/** Name and topic. The topic is the subject of a MUC. */
export function showDetails(leg: Leg, room: LinkedRoom): Promise<void> {
  return inTurn(leg, room, (view) => putDetails(leg, room, view.details));
}

/** The hub's whole view of the room, people left out. */
export function showRoomState(leg: Leg, room: LinkedRoom): Promise<void> {
  return inTurn(leg, room, async (view) => {
    await putTexts(leg, room, 'm.room.join_rules', joinRuleOf(view.flags));
    await putDetails(leg, room, view.details);
    await putPowerLevels(leg, room, view);
  });
}

/** Who may come in by oneself. */
export function joinRuleOf(flags: PolicyFlags): { readonly join_rule: 'invite' | 'public' } {
  return { join_rule: flags.membersOnly ? 'invite' : 'public' };
}

/** The view that is to be shown; null: the room is gone. */
export function viewOf(leg: Leg, room: RoomUri): Promise<RoomView | null> {
  return leg.gateway.rooms.view(room);
}

function inTurn(leg: Leg, { room }: LinkedRoom, show: (view: RoomView) => Promise<void>): Promise<void> {
  return leg.turns.run(room, async () => {
    const view = await viewOf(leg, room);
    if (view !== null) await show(view);
  });
}

async function putPowerLevels(leg: Leg, { nativeRoom }: LinkedRoom, view: RoomView): Promise<void> {
  const portal = await leg.portals.find(view.room);
  if (portal === null) return;
  const wanted = powerLevelsOf(view, {
    bot: leg.addresses.bot,
    roomVersion: portal.roomVersion,
    nativeOf: (user) => leg.addresses.nativeOf(user),
  });
  const type = 'm.room.power_levels';
  const present = await readState(leg.homeserver, nativeRoom, type);
  if (present !== null && samePowerLevels(present, wanted)) return;
  await putState(leg.homeserver, { roomId: nativeRoom, type, content: { ...wanted } });
}

async function putDetails(leg: Leg, room: LinkedRoom, details: RoomDetails): Promise<void> {
  await putTexts(leg, room, 'm.room.name', { name: details.name });
  await putTexts(leg, room, 'm.room.topic', { topic: details.subject });
}

async function putTexts(
  leg: Leg,
  { nativeRoom }: LinkedRoom,
  type: string,
  content: Readonly<Record<string, string>>,
): Promise<void> {
  const present: EventContent | null = await readState(leg.homeserver, nativeRoom, type);
  const same = Object.entries(content).every(([key, value]) => (present?.[key] ?? '') === value);
  if (!same) await putState(leg.homeserver, { roomId: nativeRoom, type, content });
}
