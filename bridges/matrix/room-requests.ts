import type { EventContent, Member } from './contract.ts';
import { membershipOf, parseEvent, textOf } from './event.ts';
import type { MatrixEvent } from './contract.ts';
import { HomeserverError } from './homeserver-error.ts';
import type { Homeserver } from './homeserver.ts';

/** What is asked of a room over the client-server API. All throw RetryLater or HomeserverError. */

const part = encodeURIComponent;
const roomPath = (roomId: string): string => `/v3/rooms/${part(roomId)}`;

/** Puts a state event. @returns its event id */
export async function putState(
  homeserver: Homeserver,
  o: { roomId: string; type: string; stateKey?: string; content: EventContent; as?: string },
): Promise<string> {
  const answer = await homeserver.request({
    method: 'PUT',
    path: `${roomPath(o.roomId)}/state/${part(o.type)}/${part(o.stateKey ?? '')}`,
    body: o.content,
    ...(o.as !== undefined && { as: o.as }),
  });
  return textOf(answer, 'event_id') ?? '';
}

/** Content of a state event; null: there is none. */
export async function readState(
  homeserver: Homeserver,
  roomId: string,
  type: string,
  stateKey = '',
): Promise<EventContent | null> {
  try {
    return await homeserver.request({
      method: 'GET',
      path: `${roomPath(roomId)}/state/${part(type)}/${part(stateKey)}`,
    });
  } catch (cause) {
    if (cause instanceof HomeserverError && cause.errcode === 'M_NOT_FOUND') return null;
    throw cause;
  }
}

/**
 * Sends a message event.
 * @param o.transaction the same one again gives the same event, as long as the homeserver remembers it
 * @param o.at the event's time, milliseconds since 1970 (MF-16)
 */
export async function sendEvent(
  homeserver: Homeserver,
  o: { roomId: string; type: string; transaction: string; content: EventContent; as?: string; at?: number },
): Promise<string> {
  const answer = await homeserver.request({
    method: 'PUT',
    path: `${roomPath(o.roomId)}/send/${part(o.type)}/${part(o.transaction)}`,
    body: o.content,
    ...(o.as !== undefined && { as: o.as }),
    ...(o.at !== undefined && { query: { ts: String(o.at) } }),
  });
  return textOf(answer, 'event_id') ?? '';
}

/** Redacts an event. */
export async function redactEvent(
  homeserver: Homeserver,
  o: { roomId: string; eventId: string; transaction: string; reason?: string | undefined; as?: string },
): Promise<void> {
  await homeserver.request({
    method: 'PUT',
    path: `${roomPath(o.roomId)}/redact/${part(o.eventId)}/${part(o.transaction)}`,
    body: o.reason === undefined ? {} : { reason: o.reason },
    ...(o.as !== undefined && { as: o.as }),
  });
}

/** One user's membership; null: there never was any. */
export async function readMember(homeserver: Homeserver, roomId: string, userId: string): Promise<Member | null> {
  const content = await readState(homeserver, roomId, 'm.room.member', userId);
  return content === null ? null : memberOf(content);
}

/** Everybody who has a membership, whatever it is. */
export async function readMembers(homeserver: Homeserver, roomId: string): Promise<ReadonlyMap<string, Member>> {
  const answer = await homeserver.request({ method: 'GET', path: `${roomPath(roomId)}/members` });
  const members = new Map<string, Member>();
  for (const value of Array.isArray(answer.chunk) ? (answer.chunk as unknown[]) : []) {
    const event = parseEvent(value, roomId);
    if (event?.stateKey === undefined) continue;
    const member = memberOf(event.content);
    if (member !== null) members.set(event.stateKey, member);
  }
  return members;
}

function memberOf(content: EventContent): Member | null {
  const membership = membershipOf(content);
  return membership === undefined ? null : { membership, displayname: textOf(content, 'displayname') ?? null };
}

/** A page of the timeline, newest first. `end` is null at the room's beginning. */
export async function readBackwards(
  homeserver: Homeserver,
  roomId: string,
  o: { from: string | null; limit: number },
): Promise<{ readonly events: readonly MatrixEvent[]; readonly end: string | null }> {
  const answer = await homeserver.request({
    method: 'GET',
    path: `${roomPath(roomId)}/messages`,
    query: { dir: 'b', limit: String(o.limit), ...(o.from !== null && { from: o.from }) },
  });
  const chunk = Array.isArray(answer.chunk) ? (answer.chunk as unknown[]) : [];
  return {
    events: chunk.map((value) => parseEvent(value, roomId)).filter((event) => event !== null),
    end: textOf(answer, 'end') ?? null,
  };
}
