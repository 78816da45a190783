/** Links whose text says another target than they have (draft-ietf-mimi-content §9.6, FX-26). */
import { onOneLine } from './harmless-text.ts';
import { looksLikeAnother } from './lookalike.ts';
import { linkTarget } from './targets.ts';
import type { JudgedLink } from './contract.ts';

/** A host with its port, which a URL's reader takes for a scheme. */
const nameAndPort = /^[^/?#@:]+:\d{1,5}(?:[/?#]|$)/u;

/** Text read as a URL, as people write them: a host and a path will do, of whatever scheme the target is then. */
function urlSaid(said: string, target: URL): URL | null {
  // A URL's reader leaves blanks out; whoever reads the text sees what stands before them.
  // A backslash is a slash to browsers and a letter to others.
  if (said.length > 8192 || /[\s\\]/u.test(said)) return null;
  const hasPort = nameAndPort.test(said) && linkTarget(said) === null;
  const isBare = hasPort || (said.includes('.') && !URL.canParse(said));
  const whole = isBare ? `${isWeb(target) ? target.protocol : 'https:'}//${said}` : said;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  // A name before the host is a way to look like another host.
  return url.username === '' && url.password === '' ? url : null;
}

/** Octets that stand for themselves do so with and without a percent sign (RFC 3986 §6.2.2). */
const canonical = (part: string): string =>
  part.replaceAll(/%[\da-f]{2}/giu, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/u.test(character) ? character : escape.toUpperCase();
  });

/** The same place: scheme, host, port, path, query and fragment after canonicalisation; a slash at the end is no matter. */
function samePlace(one: URL, other: URL): boolean {
  const path = (url: URL): string => (url.pathname === '/' ? '' : url.pathname);
  const place = (url: URL): string => canonical(`${path(url)}${url.search}${url.hash}`);
  return one.host === other.host && place(one) === place(other);
}

const isWeb = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:';

/** What stands behind a link's text where the text says something else. */
const flag = (target: string): string => ` (${target})`;

/** Text of a link that was flagged on its way here, without the flag: it is not said twice. */
export function withoutFlag(text: string, url: string): string {
  for (const target of [url, linkTarget(url)?.href ?? url]) {
    const end = flag(target);
    if (text.length > end.length && text.endsWith(end)) return text.slice(0, -end.length);
  }
  return text;
}

/**
 * How a link is shown. Texts that are no URL are extended as well: the reader of a bridge has no other way to see where a
 * link leads before following it.
 * @param link.text what stands in the link, as its writer wants it
 */
export function judgeLink(link: { readonly text: string; readonly url: string }): JudgedLink {
  const target = linkTarget(link.url);
  const text = withoutFlag(onOneLine(link.text), link.url);
  if (!target) return { type: 'refused', text };
  const url = target.href;
  if (text === '' || text === url) return { type: 'plain', url, text: url, reason: null };
  const reason = flaw(text, link.url, target);
  if (reason === null) return { type: 'plain', url, text, reason };
  return { type: 'flagged', url, text: text + flag(url), reason };
}

/** What is wrong with a text for a link; null where it says where the link leads. */
function flaw(text: string, url: string, target: URL): 'other-target' | 'downgrade' | 'lookalike' | null {
  const said = urlSaid(text, target);
  const isThere = said !== null && isWeb(said) && isWeb(target) && samePlace(said, target);
  if (isThere && said.protocol === 'https:' && target.protocol === 'http:') return 'downgrade';
  const isSame = isThere || isWritten(text, url, target) || said?.href === target.href;
  if (!isSame || text.includes('\\')) return 'other-target';
  return withHost.has(target.protocol) && looksLikeAnother(text) ? 'lookalike' : null;
}

/** Schemes whose URLs name a host, as `host/…` or as `…@host`. */
const withHost = new Set(['http:', 'https:', 'mailto:', 'mimi:', 'xmpp:', 'sip:', 'sips:']);

/** As the link itself, or as the address of `mailto:`. */
const isWritten = (text: string, url: string, { protocol, pathname }: URL): boolean =>
  text === url ||
  (protocol === 'mailto:' && (text === pathname || text === `mailto:${pathname}` || text === decoded(pathname)));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    // A percent sign that encodes nothing: the text is compared as it is.
    if (cause instanceof URIError) return text;
    throw cause;
  }
}
