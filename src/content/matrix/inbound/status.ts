import type { UserUri } from '../../../identifiers/index.ts';
import { dispositions } from '../../contract.ts';
import { draftOf } from '../../message.ts';
import type { MessageDraft } from '../../networks/contract.ts';
import { messageStatuses } from '../../status/contract.ts';
import { encodeStatusReport, statusMediaType } from '../../status/status-report.ts';
import type { MatrixLookup } from '../contract.ts';
import { fieldIn, objectAt, objectIn } from '../json.ts';
import { partOf } from './draft.ts';

/** Events and readers of one EDU that are looked at; a homeserver sends no more of a room at once. */
const mostReceipts = 1000;
/** Entries of one report; who has more unread is reported on up to there. */
const mostEntries = 1000;

/** What one user of Matrix has read. */
export interface ReadReport {
  readonly sender: UserUri;
  readonly draft: MessageDraft;
}

/**
 * Public read receipts (`m.receipt` with `m.read`): each says that somebody has read everything up to an event, which
 * becomes a report on every message since the last one (FX-25). Private receipts (`m.read.private`) say nothing to others.
 * @param content of the EDU: event ids, types of receipts, user ids
 */
export function reportsOfMatrixReceipts(content: unknown, lookup: MatrixLookup): readonly ReadReport[] {
  const receipts = objectIn(content);
  const events = Object.keys(receipts).slice(0, mostReceipts);
  const readers = events.flatMap((eventId) =>
    Object.keys(objectAt(objectIn(fieldIn(receipts, eventId)), 'm.read')).map((mxid) => ({ eventId, mxid })),
  );
  return readers.slice(0, mostReceipts).flatMap(({ eventId, mxid }) => {
    const sender = lookup.userOf(mxid);
    const target = lookup.messageOf(eventId);
    const ids = sender === null || target === null ? [] : lookup.unreadUpTo(sender, target.id).slice(-mostEntries);
    if (sender === null || ids.length === 0) return [];
    const report = encodeStatusReport(ids.map((id) => ({ id, status: messageStatuses.read })));
    const body = partOf({ type: 'single', contentType: statusMediaType, content: report }, dispositions.unspecified);
    return [{ sender, draft: draftOf(body) }];
  });
}
