import { InvalidIdentifier } from './invalid-identifier.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const unreserved = /^[A-Za-z0-9\-._~]$/;
/** RFC 3986 §3.3 `pchar` without `pct-encoded`. */
const pchar = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]$/;
const segmentShape = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-F]{2})*$/;

/** RFC 3986 §2.1: text as one path segment; everything that is no `pchar` becomes the percent-encoding of its UTF-8. */
export function encodeSegment(text: string): string {
  let segment = '';
  for (const character of text) {
    if (pchar.test(character)) segment += character;
    else
      for (const byte of encoder.encode(character)) segment += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return segment;
}

/**
 * All percent-encodings of a segment resolved.
 * @throws {@link InvalidIdentifier} `uri-syntax` when that is not UTF-8
 */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    if (cause instanceof URIError) throw new InvalidIdentifier('uri-syntax', 'percent-encoding is not UTF-8');
    throw cause;
  }
}

function normalizeTriplet(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return unreserved.test(character) ? character : triplet.toUpperCase();
}

/**
 * RFC 3986 §6.2.2.1 and §6.2.2.2: hex digits in upper case, unreserved characters decoded, all else as it is. So
 * `%7e` and `~` are one name, `%40` and `@` are two.
 * @throws {@link InvalidIdentifier} `uri-syntax`
 */
export function normalizeSegment(segment: string): string {
  // Nearly every name is without, and a room's list has thousands of them.
  const encoded = segment.includes('%');
  const normal = encoded ? segment.replace(/%[0-9A-Fa-f]{2}/g, normalizeTriplet) : segment;
  if (!segmentShape.test(normal)) {
    throw new InvalidIdentifier('uri-syntax', 'a path segment has a character that must be percent-encoded');
  }
  if (encoded) decodeSegment(normal);
  return normal;
}

/**
 * Text in which each character that `safe` refuses is `lead` and two hex digits per octet of its UTF-8: the shape of
 * XEP-0106 (`\40`) and of the Matrix specification's mapping from other character sets (`=40`).
 * `lead` itself is always escaped, so that {@link unescapeOctets} undoes it.
 */
export function escapeOctets(text: string, lead: '\\' | '=', safe: (character: string) => boolean): string {
  let escaped = '';
  for (const character of text) {
    if (character !== lead && safe(character)) escaped += character;
    else for (const byte of encoder.encode(character)) escaped += lead + byte.toString(16).padStart(2, '0');
  }
  return escaped;
}

/** Undoes {@link escapeOctets}; null where a lead is not followed by two lower-case hex digits or the result is not UTF-8. */
export function unescapeOctets(escaped: string, lead: '\\' | '='): string | null {
  const octets: number[] = [];
  for (let at = 0; at < escaped.length; ) {
    if (escaped[at] === lead) {
      const hex = escaped.slice(at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/.test(hex)) return null;
      octets.push(Number.parseInt(hex, 16));
      at += 3;
    } else {
      const character = String.fromCodePoint(escaped.codePointAt(at) ?? 0);
      octets.push(...encoder.encode(character));
      at += character.length;
    }
  }
  try {
    return decoder.decode(Uint8Array.from(octets));
  } catch {
    // A fatal decoder throws on what is not UTF-8: such a name was not made by escapeOctets.
    return null;
  }
}
