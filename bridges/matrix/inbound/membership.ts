import type { UserUri } from '../../../src/identifiers/index.ts';
import type { MatrixEvent, Membership } from '../contract.ts';
import { membershipOf, textOf } from '../event.ts';

/** What somebody did by a membership event; who did it to whom is in the event. */
export type MembershipDeed =
  | { readonly type: 'join'; readonly nickname?: string }
  | { readonly type: 'rename'; readonly nickname: string }
  | { readonly type: 'leave'; readonly reason?: string }
  | { readonly type: 'invite' | 'remove' | 'kick' | 'ban' | 'unban'; readonly reason?: string };

/**
 * The deed behind an `m.room.member` event (client-server API "Room membership", the table of transitions).
 * @param before membership until then, when the event does not tell what it replaced
 * @returns null when nothing that the hub knows was done: an avatar changed, somebody knocked
 */
export function membershipDeed(event: MatrixEvent, before: Membership | null): MembershipDeed | null {
  const now = membershipOf(event.content);
  const previous = membershipOf(event.previous) ?? before;
  const reason = textOf(event.content, 'reason');
  const why = reason === undefined ? {} : { reason };
  const own = event.sender === event.stateKey;
  switch (now) {
    case 'join':
      return own ? joinOrRename(event, previous) : null;
    case 'leave':
      if (own) return previous === 'join' || previous === 'invite' ? { type: 'leave', ...why } : null;
      if (previous === 'ban') return { type: 'unban', ...why };
      if (previous === 'join') return { type: 'kick', ...why };
      return previous === 'invite' ? { type: 'remove', ...why } : null;
    case 'ban':
      return { type: 'ban', ...why };
    case 'invite':
      return { type: 'invite', ...why };
    case 'knock':
    case undefined:
      return null;
  }
}

function joinOrRename(event: MatrixEvent, previous: Membership | null): MembershipDeed | null {
  const nickname = textOf(event.content, 'displayname');
  if (previous !== 'join') return { type: 'join', ...(nickname !== undefined && { nickname }) };
  const was = event.previous === undefined ? undefined : textOf(event.previous, 'displayname');
  return nickname === undefined || nickname === was ? null : { type: 'rename', nickname };
}

/** Membership in Matrix that fits somebody's place in the hub's list; for events that do not tell what was before. */
export function membershipFrom(
  participants: ReadonlyMap<UserUri, { readonly role: number; readonly active: boolean }>,
  user: UserUri,
  bannedRole: number,
): Membership | null {
  const participant = participants.get(user);
  if (participant === undefined) return null;
  if (participant.role === bannedRole) return 'ban';
  return participant.active ? 'join' : 'invite';
}
