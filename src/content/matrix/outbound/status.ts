import type { Part } from '../../contract.ts';
import { InvalidContent } from '../../invalid-content.ts';
import { messageStatuses } from '../../status/contract.ts';
import type { StatusEntry } from '../../status/contract.ts';
import { decodeStatusReport, statusMediaType } from '../../status/status-report.ts';
import type { MatrixDeed, MatrixLookup } from '../contract.ts';

/**
 * A report as a read receipt up to the newest message that its sender has read. What else a report may say has no form in
 * a room, and nothing is said instead; null for what is no report (FX-25).
 */
export function receiptOf(body: Part, lookup: MatrixLookup): readonly MatrixDeed[] | null {
  if (body.type !== 'single' || body.contentType !== statusMediaType) return null;
  const events = entriesIn(body.content)
    .filter(({ status }) => status === messageStatuses.read)
    .map(({ id }) => lookup.shownAs(id)?.events.at(-1))
    .filter((eventId) => eventId !== undefined);
  const newest = events.at(-1);
  return newest === undefined ? [] : [{ do: 'read', eventId: newest }];
}

function entriesIn(report: Uint8Array): readonly StatusEntry[] {
  try {
    return decodeStatusReport(report);
  } catch (cause) {
    // Nobody waits for a report: a malformed one says nothing.
    if (cause instanceof InvalidContent) return [];
    throw cause;
  }
}
