import { createHash } from 'node:crypto';
import type { MessageId, RoomUri } from '../../../src/identifiers/index.ts';
import type { EventContent } from '../contract.ts';
import { objectOf } from '../event.ts';

/** Key in the content of everything that is sent here for a room event: what it shows, so that it is found again. */
export const markKey = 'org.mimi.event';

/** Which room event a Matrix event shows. */
export interface Mark {
  /** Position in the room's archive. */
  readonly seq: number;
  readonly id?: MessageId;
  /** 1, 2 … of a message that is too long for one Matrix event. */
  readonly part?: number;
}

/** Content with its mark. */
export function marked(content: EventContent, mark: Mark): EventContent {
  return { ...content, [markKey]: mark };
}

/** The mark in a content; null: it was not sent here, or not for a room event. */
export function markIn(content: EventContent): Mark | null {
  const { seq, part } = objectOf(content, markKey);
  if (typeof seq !== 'number') return null;
  return { seq, ...(typeof part === 'number' && { part }) };
}

/** Names the thing that shows one room event, or one part of it. */
export function keyOf(mark: Mark): string {
  return mark.part === undefined ? String(mark.seq) : `${mark.seq}.${mark.part}`;
}

/** The same for the same room event for ever: a homeserver that remembers it gives the same Matrix event again. */
export function transactionOf(room: RoomUri, mark: Mark): string {
  const name = createHash('sha256').update(room).digest('base64url').slice(0, 16);
  return `mimi-${name}-${keyOf(mark)}`;
}
