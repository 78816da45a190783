import { linkTarget } from '../links/index.ts';

/** Longest URL that is taken from a stanza. */
const longestUrl = 2048;

/** A URL as it was written, if it is one of the schemes and nothing in it can mislead; null for anything else. */
function urlWith(schemes: readonly string[], text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestUrl || /[\p{C}\p{Z}<>"]/u.test(trimmed)) return null;
  const url = linkTarget(trimmed);
  return url !== null && schemes.includes(url.protocol) ? trimmed : null;
}

/** A URL from which files are fetched. */
export function webUrl(text: string): string | null {
  return urlWith(['https:', 'http:'], text);
}

/** A URI by which people join a call. */
export function callUri(text: string): string | null {
  return urlWith(['https:', 'http:', 'tel:', 'sip:', 'sips:', 'xmpp:'], text);
}
