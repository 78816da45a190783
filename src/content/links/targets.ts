/** Where a link may lead. */
import { InvalidIdentifier, parseUserUri } from '../../identifiers/index.ts';
import type { UserUri } from '../../identifiers/index.ts';

const partUrlStart = 'cid:';
const partUrlEnd = '@local.invalid';

/** The part that `cid:{index}@local.invalid` means (draft-ietf-mimi-content §4.4); null for any other URL. */
export function partOfUrl(url: string): number | null {
  if (!url.toLowerCase().startsWith(partUrlStart) || !url.toLowerCase().endsWith(partUrlEnd)) return null;
  const digits = url.slice(partUrlStart.length, -partUrlEnd.length);
  if (digits.length === 0 || digits.length > 4) return null;
  return Array.from(digits).every((digit) => digit >= '0' && digit <= '9') ? Number(digits) : null;
}

export const isPartUrl = (url: string): boolean => partOfUrl(url) !== null;

export const partUrl = (index: number): string => `${partUrlStart}${index}${partUrlEnd}`;

/** The user that a link mentions (draft §5.4); null for any other link. */
export function mentionOf(url: string): UserUri | null {
  if (!url.toLowerCase().startsWith('mimi:')) return null;
  try {
    return parseUserUri(url);
  } catch (cause) {
    // Rooms, other kinds and malformed URIs are links like any other, or none.
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}

const schemes = ['http:', 'https:', 'mailto:', 'mimi:', 'xmpp:', 'matrix:', 'sip:', 'sips:', 'tel:', 'geo:'];

const isControl = (code: number): boolean => code < 0x21 || (code >= 0x7f && code < 0xa0);

/**
 * A link's target, canonical, if it may be a link: absolute, of a scheme that activates nothing, without control
 * characters or blanks. Null for any other.
 */
export function linkTarget(url: string): URL | null {
  if (url.length > 8192 || Array.from(url).some((character) => isControl(character.codePointAt(0) ?? 0))) return null;
  if (!URL.canParse(url)) return null;
  const target = new URL(url);
  if (!schemes.includes(target.protocol)) return null;
  // A name before the host is a way to look like another host.
  const web = target.protocol === 'http:' || target.protocol === 'https:';
  return web && (target.username !== '' || target.password !== '') ? null : target;
}
