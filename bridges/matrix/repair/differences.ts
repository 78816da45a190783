import type { UserUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import type { ParticipantView, RoomView } from '../../../src/rooms/index.ts';
import type { Member } from '../contract.ts';

/** One thing that differs between Matrix and the hub, and what makes it right in Matrix. */
export type Repair =
  /** `bring-back`: it was here, and somebody has put it out. */
  | { readonly type: 'bring-in' | 'bring-back'; readonly user: UserUri }
  | { readonly type: 'invite' | 'ban' | 'unban' | 'put-out'; readonly userId: string };

/** How participants appear in Matrix. */
export interface Appearance {
  readonly bot: string;
  /** The ordinary Matrix user that a participant is; null: shown as a ghost. */
  ownUser(user: UserUri): string | null;
  nativeOf(user: UserUri): string;
}

/** Compares who is in a room with the hub's list; the hub is right (GW-08). */
export function differences(
  view: Pick<RoomView, 'participants' | 'flags'>,
  members: ReadonlyMap<string, Member>,
  appearance: Appearance,
): readonly Repair[] {
  const repairs: Repair[] = [];
  const listed = new Set<string>([appearance.bot]);
  for (const participant of view.participants.values()) {
    if (participant.role === presetRoles.enforcer) continue;
    const userId = appearance.nativeOf(participant.user);
    listed.add(userId);
    const repair = repairOf(participant, userId, members.get(userId), view.flags.membersOnly, appearance);
    if (repair !== null) repairs.push(repair);
  }
  for (const [userId, { membership }] of members) {
    if (listed.has(userId)) continue;
    if (membership === 'ban') repairs.push({ type: 'unban', userId });
    else if (membership === 'join' || membership === 'invite') repairs.push({ type: 'put-out', userId });
  }
  return repairs;
}

function repairOf(
  { user, role, active }: ParticipantView,
  userId: string,
  member: Member | undefined,
  membersOnly: boolean,
  appearance: Appearance,
): Repair | null {
  const own = appearance.ownUser(user) !== null;
  const membership = member?.membership;
  if (role === presetRoles.banned) return membership === 'ban' ? null : { type: 'ban', userId };
  if (active) {
    if (membership === 'join') return null;
    if (!own) return { type: membership === 'leave' || membership === 'ban' ? 'bring-back' : 'bring-in', user };
    return membership === 'invite' ? null : { type: 'invite', userId };
  }
  if (membership === 'join') return { type: 'put-out', userId };
  if (membership === 'ban') return { type: 'unban', userId };
  // A listed person can't find the way into an invite-only room; one who was kicked has to ask.
  return own && membersOnly && membership === undefined ? { type: 'invite', userId } : null;
}
