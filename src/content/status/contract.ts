/**
 * Reports about what became of messages at somebody's (draft-mahy-mimi-message-status). Types only.
 * @module
 */
import type { MessageId } from '../../identifiers/index.ts';

/** Codes of the draft's "Delivery Reporting and Read Receipts"; others up to 255 are carried and mean nothing here. */
export const messageStatuses = {
  unread: 0,
  delivered: 1,
  read: 2,
  expired: 3,
  deleted: 4,
  hidden: 5,
  error: 6,
} as const;

export type MessageStatus = keyof typeof messageStatuses;

/** What a report says of one message. */
export interface StatusEntry {
  readonly id: MessageId;
  /** 0 to 255; {@link messageStatuses} names those that are known. */
  readonly status: number;
}

/** What one user reported: the last status of each message that made sense. */
export type Statuses = ReadonlyMap<MessageId, MessageStatus>;
