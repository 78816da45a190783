import type { EventContent, MatrixEvent, Membership } from './contract.ts';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks the envelope of an event.
 * @param roomId for answers that leave it out, as /sync does
 * @returns null when a field that every event has is missing or of another type
 */
export function parseEvent(value: unknown, roomId?: string): MatrixEvent | null {
  if (!isObject(value)) return null;
  const { event_id, type, sender, content, state_key, origin_server_ts, unsigned } = value;
  const room_id = value.room_id ?? roomId;
  if (typeof event_id !== 'string' || typeof type !== 'string' || typeof sender !== 'string') return null;
  if (typeof room_id !== 'string' || !isObject(content)) return null;
  if (state_key !== undefined && typeof state_key !== 'string') return null;
  const previous = isObject(unsigned) && isObject(unsigned.prev_content) ? unsigned.prev_content : undefined;
  return {
    eventId: event_id,
    roomId: room_id,
    type,
    sender,
    stateKey: state_key,
    content,
    originServerTs: typeof origin_server_ts === 'number' ? origin_server_ts : 0,
    previous,
    redacts: textOf(content, 'redacts') ?? textOf(value, 'redacts'),
  };
}

/** A field that should be text; undefined when it is anything else. */
export function textOf(content: EventContent, field: string): string | undefined {
  const value = content[field];
  return typeof value === 'string' ? value : undefined;
}

/** A field that should be an object; empty when it is anything else. */
export function objectOf(content: EventContent, field: string): EventContent {
  const value = content[field];
  return isObject(value) ? value : {};
}

const memberships: readonly string[] = ['join', 'leave', 'ban', 'invite', 'knock'] satisfies Membership[];

/** `membership` of an `m.room.member` content; undefined when it is none that the specification knows. */
export function membershipOf(content: EventContent | undefined): Membership | undefined {
  const value = content?.membership;
  return typeof value === 'string' && memberships.includes(value) ? (value as Membership) : undefined;
}
