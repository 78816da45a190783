import type { Part } from '../../contract.ts';
import { messagesRead } from '../../status/status-report.ts';
import type { XmppDeed, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';

/**
 * A report as a marker (XEP-0333): the newest message that its sender has read. What else a report may say has no form
 * in a room, so that its marker list is empty; null for what is no report (FX-25).
 */
export function markerOf(body: Part, lookup: XmppLookup): readonly XmppDeed[] | null {
  const shown = messagesRead(body)?.flatMap((id) => lookup.shownAs(id) ?? []);
  if (shown === undefined) return null;
  const newest = shown.at(-1);
  if (newest === undefined) return [];
  return [{ purpose: 'mark', payload: [xml('displayed', ns.chatMarkers, { id: newest.stanzaId })] }];
}
