import type { UserUri } from '../../../src/identifiers/index.ts';
import { nameOf } from '../addresses.ts';
import type { EventContent } from '../contract.ts';
import { HomeserverError } from '../homeserver-error.ts';
import type { Leg } from '../leg.ts';
import { putState, readMember } from '../room-requests.ts';
import { marked, type Mark } from './mark.ts';

/** Where a membership is shown, and the room event that it shows (null: a repair). */
export interface Place {
  readonly roomId: string;
  readonly mark: Mark | null;
}

/**
 * Brings a ghost in under its name in this room.
 * @returns its user id; null: somebody on Matrix has banned it. Nobody lifts that ban here: either the hub has not heard
 * of it yet, and what comes of it is shown then, or Matrix kept what the hub lifted, which the reconciliation mends.
 */
export async function joinGhost(
  leg: Leg,
  place: Place,
  user: UserUri,
  nickname: string | null,
): Promise<string | null> {
  const ghost = await leg.ghosts.ensure(user);
  const content = { membership: 'join', displayname: nickname ?? nameOf(user) };
  try {
    await putMember(leg, place, ghost, content, ghost);
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
    // Invite-only: the bot opens the door.
    if (!(await invite(leg, place, ghost))) return null;
    await putMember(leg, place, ghost, content, ghost);
  }
  return ghost;
}

/** Invites anybody who is not in the room. @returns whether the door is open now; not to somebody who is banned */
export async function invite(leg: Leg, place: Place, userId: string, reason?: string): Promise<boolean> {
  const member = await readMember(leg.homeserver, place.roomId, userId);
  if (member?.membership === 'ban') return false;
  if (member?.membership === 'join' || member?.membership === 'invite') return true;
  await putMember(leg, place, userId, { membership: 'invite', ...why(reason) });
  return true;
}

/** The user's own leaving. */
export async function leaveGhost(leg: Leg, place: Place, user: UserUri, reason?: string): Promise<void> {
  const ghost = await leg.ghosts.ensure(user);
  const member = await readMember(leg.homeserver, place.roomId, ghost);
  if (member?.membership !== 'join' && member?.membership !== 'invite') return;
  await putMember(leg, place, ghost, { membership: 'leave', ...why(reason) }, ghost);
}

/** Ends somebody's membership or invitation, by the bot. */
export async function kick(leg: Leg, place: Place, userId: string, reason?: string): Promise<void> {
  const member = await readMember(leg.homeserver, place.roomId, userId);
  if (member?.membership !== 'join' && member?.membership !== 'invite' && member?.membership !== 'knock') return;
  await putMember(leg, place, userId, { membership: 'leave', ...why(reason) });
}

export async function ban(leg: Leg, place: Place, userId: string, reason?: string): Promise<void> {
  const member = await readMember(leg.homeserver, place.roomId, userId);
  if (member?.membership === 'ban') return;
  await putMember(leg, place, userId, { membership: 'ban', ...why(reason) });
}

export async function unban(leg: Leg, place: Place, userId: string, reason?: string): Promise<void> {
  const member = await readMember(leg.homeserver, place.roomId, userId);
  if (member?.membership !== 'ban') return;
  await putMember(leg, place, userId, { membership: 'leave', ...why(reason) });
}

/** A ghost's new name in this room; nothing while it is not in. */
export async function renameGhost(leg: Leg, place: Place, user: UserUri, nickname: string): Promise<void> {
  const ghost = await leg.ghosts.ensure(user);
  const member = await readMember(leg.homeserver, place.roomId, ghost);
  if (member?.membership !== 'join' || member.displayname === nickname) return;
  await putMember(leg, place, ghost, { membership: 'join', displayname: nickname }, ghost);
}

/** Memberships are put as state, not through /kick and the like, because only so they can carry our mark. */
async function putMember(leg: Leg, place: Place, userId: string, content: EventContent, as?: string): Promise<void> {
  await putState(leg.homeserver, {
    roomId: place.roomId,
    type: 'm.room.member',
    stateKey: userId,
    content: place.mark === null ? content : marked(content, place.mark),
    ...(as !== undefined && { as }),
  });
}

export function isForbidden(cause: unknown): boolean {
  return cause instanceof HomeserverError && cause.errcode === 'M_FORBIDDEN';
}

const why = (reason: string | undefined): EventContent => (reason === undefined ? {} : { reason });
