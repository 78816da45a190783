import { dispositions } from '../../contract.ts';
import type { Drafted } from '../../networks/contract.ts';
import { messageStatuses } from '../../status/contract.ts';
import { encodeStatusReport, statusMediaType } from '../../status/status-report.ts';
import { attributeOf, childNamed } from '../element.ts';
import { ns } from '../namespaces.ts';
import type { Sent } from './draft.ts';
import { draftOf, nothingSaid, unknownTarget } from './draft.ts';

/** Entries of one report; who has more unread is reported on up to there. */
const mostEntries = 1000;

/**
 * What a user has read: everything up to the message that a marker names (XEP-0333); or, between two people only, that
 * one message has arrived (XEP-0184). Null for a stanza that reports nothing (FX-25).
 */
export function statusDrafts({ stanza, sender, lookup }: Sent): Drafted | null {
  const displayed = childNamed(stanza, 'displayed', ns.chatMarkers);
  const isGroupChat = attributeOf(stanza, 'type') === 'groupchat';
  const received = isGroupChat ? null : childNamed(stanza, 'received', ns.receipts);
  const marker = displayed ?? received;
  if (marker === null) return null;
  const target = lookup.messageOf(attributeOf(marker, 'id') ?? '');
  if (target === null) return unknownTarget;
  const status = displayed === null ? messageStatuses.delivered : messageStatuses.read;
  const ids = displayed === null ? [target.id] : lookup.unreadUpTo(sender, target.id).slice(-mostEntries);
  if (ids.length === 0) return nothingSaid;
  const content = encodeStatusReport(ids.map((id) => ({ id, status })));
  const { unspecified: disposition } = dispositions;
  return [draftOf({ body: { disposition, language: '', type: 'single', contentType: statusMediaType, content } })];
}
