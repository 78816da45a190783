import type { UserUri } from '../../identifiers/index.ts';
import type { XmppLookup } from './contract.ts';

/** Where a mention points: the occupant, as an `xmpp:` URI (RFC 5122). Null for who is not in the room. */
export function occupantUri(user: UserUri, lookup: XmppLookup): string | null {
  const jid = lookup.occupantOf(user);
  return jid === null ? null : `xmpp:${encodeURI(jid.toWellFormed()).replaceAll(/[?#]/g, encodeURIComponent)}`;
}

/** The JID of an `xmpp:` URI; null for anything else. */
export function jidIn(uri: string): string | null {
  const path = /^xmpp:([^?#]{1,3071})/i.exec(uri)?.[1];
  if (path === undefined) return null;
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    // Percent signs that encode nothing: no URI.
    if (cause instanceof URIError) return null;
    throw cause;
  }
}
