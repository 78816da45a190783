import type { Untranslated } from '../../networks/contract.ts';
import { sessionPart } from '../../session-part.ts';
import { objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import type { Body } from './body.ts';
import { untranslated } from './draft.ts';

const kinds: readonly (string | undefined)[] = ['jitsi', 'm.jitsi'];

/** A widget that is a conference, as a link to join it (draft §5.10, FX-22); other widgets are Matrix's own. */
export function sessionBody(content: Json): Body | Untranslated {
  if (!kinds.includes(textAt(content, 'type')))
    return untranslated('nothing-said', 'a widget, which only Matrix shows');
  const data = objectAt(content, 'data');
  const url = conferenceUrl(textAt(data, 'domain') ?? '', textAt(data, 'conferenceId') ?? '');
  if (url === null) return untranslated('nothing-said', 'a conference without an address');
  const description = textAt(content, 'name')?.slice(0, 255).toWellFormed() ?? 'Conference';
  return { body: sessionPart(url, description), known: {} };
}

function conferenceUrl(domain: string, conference: string): string | null {
  if (!/^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$/.test(domain) || conference === '' || conference.length > 512) return null;
  const url = `https://${domain}/${encodeURIComponent(conference)}`;
  return URL.canParse(url) ? url : null;
}
