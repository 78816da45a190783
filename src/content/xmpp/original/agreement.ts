import type { Part } from '../../contract.ts';
import type { StoredMessage } from '../../networks/contract.ts';
import type { Reading } from '../../parts/index.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { messageDrafts } from '../inbound/message.ts';
import { readOriginal, stanzaOfOriginal, xmppStanzaType } from './original-part.ts';
import type { Original } from './original-part.ts';

/**
 * The original of a message, if it says what everybody else reads: read as if it had just come, it gives the very same
 * text. Null otherwise: somebody who writes one thing for XMPP and another for all others gets the others' shown.
 */
export function agreedOriginal(message: StoredMessage, reading: Reading, lookup: XmppLookup): Original | null {
  const carried = reading.vendor.find(({ contentType }) => contentType === xmppStanzaType);
  const original = carried === undefined ? null : readOriginal(carried.content);
  if (original === null) return null;
  const drafted = messageDrafts({ stanza: stanzaOfOriginal(original), sender: message.sender, lookup });
  if (drafted !== null && 'reason' in drafted) return null;
  const again = drafted?.[0]?.body ?? null;
  return spelled(textsIn(again)) === spelled(textsIn(message.content.body)) ? original : null;
}

export function payloadNamed(original: Original | null, name: string): XmlElement | null {
  return original?.payloads.find((payload) => payload.name === name) ?? null;
}

/** A body's texts without the original itself and without files, which an original never has. */
function textsIn(body: Part | null): readonly Part[] {
  if (body === null || body.type === 'external' || body.type === 'null') return [];
  if (body.type === 'single') return body.contentType === xmppStanzaType ? [] : [body];
  return body.parts.flatMap(textsIn);
}

function spelled(parts: readonly Part[]): string {
  return JSON.stringify(
    parts.map((part) => [
      part.language,
      part.type === 'single' ? [part.contentType, Buffer.from(part.content).toString('base64')] : '',
    ]),
  );
}
