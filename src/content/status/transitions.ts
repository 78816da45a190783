import type { MessageId } from '../../identifiers/index.ts';
import { messageStatuses } from './contract.ts';
import type { MessageStatus, StatusEntry, Statuses } from './contract.ts';

/**
 * What may follow a status. The draft leaves it to us; the idea is that a later report never says less than is known:
 * what was read was delivered, what is gone stays gone, and only an error is cured by anything.
 */
const follows: Readonly<Record<MessageStatus, readonly MessageStatus[]>> = {
  error: ['delivered', 'unread', 'read', 'expired', 'deleted', 'hidden'],
  delivered: ['unread', 'read', 'expired', 'deleted', 'hidden'],
  unread: ['read', 'expired', 'deleted', 'hidden'],
  read: ['unread', 'expired', 'deleted', 'hidden'],
  hidden: ['unread', 'read', 'expired', 'deleted'],
  expired: ['deleted'],
  deleted: [],
};

const names = new Map<number, MessageStatus>(
  (Object.keys(messageStatuses) as MessageStatus[]).map((name) => [messageStatuses[name], name]),
);

/** Name of a status; null for one that came after the draft. */
export function statusName(code: number): MessageStatus | null {
  return names.get(code) ?? null;
}

/** Whether a report says something new: any status of a message not heard of, else one that may follow. */
export function isMeaningful(from: MessageStatus | null, to: MessageStatus): boolean {
  return from === null || follows[from].includes(to);
}

/**
 * What a user has reported when another report of theirs has come. Unknown statuses, transitions that make no sense
 * (deleted to delivered), and what the report says of messages that are not the user's to report on, are ignored.
 * @param mayReport false for a message that is the user's own, or is not in the room
 */
export function applyReport(
  statuses: Statuses,
  report: readonly StatusEntry[],
  mayReport: (id: MessageId) => boolean,
): Statuses {
  const next = new Map(statuses);
  for (const { id, status } of report) {
    const name = statusName(status);
    if (name !== null && mayReport(id) && isMeaningful(next.get(id) ?? null, name)) next.set(id, name);
  }
  return next;
}
