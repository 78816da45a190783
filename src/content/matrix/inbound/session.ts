import { dispositions } from '../../contract.ts';
import type { Untranslated } from '../../networks/contract.ts';
import { objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import type { Body } from './body.ts';
import { partOf, untranslated } from './draft.ts';

const kinds: readonly (string | undefined)[] = ['jitsi', 'm.jitsi'];
const empty = new Uint8Array();

/** A widget that is a conference, as a link to join it (draft §5.10, FX-22); other widgets are Matrix's own. */
export function sessionBody(content: Json): Body | Untranslated {
  if (!kinds.includes(textAt(content, 'type')))
    return untranslated('nothing-said', 'a widget, which only Matrix shows');
  const data = objectAt(content, 'data');
  const url = conferenceUrl(textAt(data, 'domain') ?? '', textAt(data, 'conferenceId') ?? '');
  if (url === null) return untranslated('nothing-said', 'a conference without an address');
  const description = textAt(content, 'name')?.slice(0, 255).toWellFormed() ?? 'Conference';
  const none = { expires: 0, size: 0n, encryptionAlgorithm: 0, key: empty, nonce: empty, aad: empty };
  const unhashed = { hashAlgorithm: 0, contentHash: empty, filename: '', contentType: '' };
  const body = partOf({ type: 'external', url, ...none, ...unhashed, description }, dispositions.session);
  return { body, known: {} };
}

function conferenceUrl(domain: string, conference: string): string | null {
  if (!/^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$/.test(domain) || conference === '' || conference.length > 512) return null;
  const url = `https://${domain}/${encodeURIComponent(conference)}`;
  return URL.canParse(url) ? url : null;
}
