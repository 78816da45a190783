import type { Part } from '../../contract.ts';
import { InvalidContent } from '../../invalid-content.ts';
import { messageStatuses } from '../../status/contract.ts';
import type { StatusEntry } from '../../status/contract.ts';
import { decodeStatusReport, statusMediaType } from '../../status/status-report.ts';
import type { XmppDeed, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';

/**
 * A report as a marker (XEP-0333): the newest message that its sender has read. What else a report may say has no form
 * in a room, so that its marker list is empty; null for what is no report (FX-25).
 */
export function markerOf(body: Part, lookup: XmppLookup): readonly XmppDeed[] | null {
  if (body.type !== 'single' || body.contentType !== statusMediaType) return null;
  const shown = entriesIn(body.content)
    .filter(({ status }) => status === messageStatuses.read)
    .map(({ id }) => lookup.shownAs(id))
    .filter((one) => one !== null);
  const newest = shown.at(-1);
  if (newest === undefined) return [];
  return [{ purpose: 'mark', payload: [xml('displayed', ns.chatMarkers, { id: newest.stanzaId })] }];
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
