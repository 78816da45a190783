import type { RoomUri } from '../../../src/identifiers/index.ts';
import type { PolicyFlags, RoomDetails, RoomView } from '../../../src/rooms/index.ts';
import type { EventContent } from '../contract.ts';
import type { Leg } from '../leg.ts';
import { powerLevelsOf, samePowerLevels } from '../power-levels.ts';
import { putState, readState } from '../room-requests.ts';

/** Room-wide state that shows the hub's. Each function compares first and puts only what differs. */

/** Roles as power levels, all of them at once. */
export async function showPowerLevels(leg: Leg, roomId: string, view: RoomView): Promise<void> {
  const portal = await leg.portals.find(view.room);
  if (portal === null) return;
  const wanted = powerLevelsOf(view, {
    bot: leg.addresses.bot,
    roomVersion: portal.roomVersion,
    nativeOf: (user) => leg.addresses.nativeOf(user),
  });
  const present = await readState(leg.homeserver, roomId, 'm.room.power_levels');
  if (present !== null && samePowerLevels(present, wanted)) return;
  await putState(leg.homeserver, { roomId, type: 'm.room.power_levels', content: { ...wanted } });
}

/** Name and topic. The topic is the subject of a MUC. */
export async function showDetails(leg: Leg, roomId: string, details: RoomDetails): Promise<void> {
  await showState(leg, roomId, 'm.room.name', { name: details.name });
  await showState(leg, roomId, 'm.room.topic', { topic: details.subject });
}

/** Who may come in by oneself. */
export async function showJoinRule(leg: Leg, roomId: string, flags: PolicyFlags): Promise<void> {
  await showState(leg, roomId, 'm.room.join_rules', joinRuleOf(flags));
}

export function joinRuleOf(flags: PolicyFlags): { readonly join_rule: 'invite' | 'public' } {
  return { join_rule: flags.membersOnly ? 'invite' : 'public' };
}

/** The hub's whole view of the room, people left out. */
export async function showRoomState(leg: Leg, roomId: string, view: RoomView): Promise<void> {
  await showJoinRule(leg, roomId, view.flags);
  await showDetails(leg, roomId, view.details);
  await showPowerLevels(leg, roomId, view);
}

/** The view that is to be shown; null: the room is gone. */
export function viewOf(leg: Leg, room: RoomUri): Promise<RoomView | null> {
  return leg.gateway.rooms.view(room);
}

async function showState(
  leg: Leg,
  roomId: string,
  type: string,
  content: Readonly<Record<string, string>>,
): Promise<void> {
  const present: EventContent | null = await readState(leg.homeserver, roomId, type);
  const same = Object.entries(content).every(([key, value]) => (present?.[key] ?? '') === value);
  if (!same) await putState(leg.homeserver, { roomId, type, content });
}
