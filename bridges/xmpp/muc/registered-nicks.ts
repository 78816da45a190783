import { InvalidIdentifier, nickSkeleton, prepareResource, type UserUri } from '../../../src/identifiers/index.ts';
import type { RoomView } from '../../../src/rooms/index.ts';
import type { MucRoom } from './muc-room.ts';
import { atLeast } from './standing.ts';

/**
 * Nicks of one room that users who are no members may have registered, all together: anybody may register one in an open
 * room, and the room keeps all of them in memory and writes them as one.
 */
export const nicksOfStrangers = 200;

/** Whether there is room for a nick of this user. Members do not count, admins decide on how many there are. */
export function mayRegisterNick(room: MucRoom, view: RoomView, user: UserUri): boolean {
  const isMember = (one: UserUri) => atLeast(room.standing(view, one).affiliation, 'member');
  const { registered } = room.settings;
  if (registered[user] !== undefined || isMember(user)) return true;
  return Object.keys(registered).filter((one) => !isMember(one as UserUri)).length < nicksOfStrangers;
}

/**
 * Whether somebody else has registered this nick, or one that looks like it (XEP-0045 §7.2.8). Where such two were
 * registered in spite of it, each may have exactly its own, or neither could enter.
 */
export function isReservedForAnother(room: MucRoom, nick: string, user: UserUri): boolean {
  const { registered } = room.settings;
  if (registered[user] === nick) return false;
  const skeleton = nickSkeleton(nick);
  return Object.entries(registered).some(([one, held]) => one !== user && nickSkeleton(held) === skeleton);
}

/** A nick as an address can have it; null for what is none, or would be seen by nobody. */
export function preparedNick(text: string): string | null {
  if (nickSkeleton(text) === '') return null;
  try {
    return prepareResource(text);
  } catch (error) {
    // A client may ask for any nick; null tells that this is none.
    if (error instanceof InvalidIdentifier) return null;
    throw error;
  }
}
