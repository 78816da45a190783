/** Longest URL that is taken from a stanza. */
const longestUrl = 2048;

/**
 * A URL in its canonical spelling if it is one of the schemes and nothing in it can mislead; null for anything else.
 * Credentials before an `@` in an authority look like another host, so they are refused.
 */
function urlWith(schemes: readonly string[], text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestUrl || /[\p{C}\p{Z}<>"]/u.test(trimmed)) return null;
  const url = URL.parse(trimmed);
  if (url === null || !schemes.includes(url.protocol) || url.username !== '' || url.password !== '') return null;
  return trimmed;
}

/** A URL from which files are fetched. */
export function webUrl(text: string): string | null {
  return urlWith(['https:', 'http:'], text);
}

/** A URI by which people join a call. */
export function callUri(text: string): string | null {
  return urlWith(['https:', 'http:', 'tel:', 'sip:', 'sips:', 'xmpp:'], text);
}
