import type { Part } from '../../contract.ts';
import { messagesRead } from '../../status/status-report.ts';
import type { MatrixDeed, MatrixLookup } from '../contract.ts';

/**
 * A report as a read receipt up to the newest message that its sender has read. What else a report may say has no form in
 * a room, and nothing is said instead; null for what is no report (FX-25).
 */
export function receiptOf(body: Part, lookup: MatrixLookup): readonly MatrixDeed[] | null {
  const events = messagesRead(body)?.flatMap((id) => lookup.shownAs(id)?.events.at(-1) ?? []);
  if (events === undefined) return null;
  const newest = events.at(-1);
  return newest === undefined ? [] : [{ do: 'read', eventId: newest }];
}
