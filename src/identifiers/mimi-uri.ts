import type {
  ClientUri,
  GroupUri,
  ParsedUri,
  ProviderDomain,
  ProviderUri,
  RoomUri,
  UriKind,
  UserUri,
} from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';
import { decodeSegment, encodeSegment, normalizeSegment } from './percent-encoding.ts';
import { parseDomain } from './provider-domain.ts';

/** draft-ietf-mimi-protocol §3 table 1 and draft-mahy-mimi-identity §4: the first path segment fixes the kind. */
const segmentOf = { user: 'u', client: 'd', room: 'r', group: 'g', pseudonym: 'p', team: 't' } as const;
const kindOfSegment = new Map<string, Exclude<UriKind, 'provider'>>(
  (Object.entries(segmentOf) as [Exclude<UriKind, 'provider'>, string][]).map(([kind, segment]) => [segment, kind]),
);

/** A message id hashes URIs behind a 16-bit length (draft-ietf-mimi-content §3.3). */
const longest = 0xffff;

interface UriOf {
  readonly provider: ProviderUri;
  readonly user: UserUri;
  readonly client: ClientUri;
  readonly room: RoomUri;
  readonly group: GroupUri;
}

/**
 * Takes a MIMI URI apart (draft-ietf-mimi-protocol §3). Equivalent spellings give equal results: scheme and host in any
 * case, hex digits in any case, unreserved characters encoded or not (RFC 3986 §6.2.2). User information, port, query,
 * fragment, empty and dot segments are refused, because two names must never become one by cleaning.
 * @throws {@link InvalidIdentifier} `uri-syntax`, `domain-syntax`, `uri-too-long`
 */
export function parseMimiUri(text: string): ParsedUri {
  if (text.length > longest) throw new InvalidIdentifier('uri-too-long', `a URI has at most ${longest} octets`);
  const match = /^mimi:\/\/([^/?#]*)(?:\/([^?#]*))?$/i.exec(text);
  if (!match) throw new InvalidIdentifier('uri-syntax', 'expected mimi://domain or mimi://domain/kind/name');
  const domain = parseDomain(match[1] ?? '');
  if (match[2] === undefined || match[2] === '') return { kind: 'provider', domain, path: '' };
  const [first, ...rest] = match[2].split('/');
  const kind = kindOfSegment.get(first ?? '');
  if (!kind) throw new InvalidIdentifier('uri-syntax', 'the first path segment is none of u, d, r, g, p and t');
  const segments = rest.map(normalizeSegment);
  if (segments.length === 0 || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new InvalidIdentifier('uri-syntax', 'a name has no empty and no dot segments');
  }
  return { kind, domain, path: segments.join('/') };
}

/** The canonical spelling of a parsed URI. */
export function formatMimiUri(uri: ParsedUri): string {
  return uri.kind === 'provider' ? `mimi://${uri.domain}` : `mimi://${uri.domain}/${segmentOf[uri.kind]}/${uri.path}`;
}

/** Kind of a URI. @throws {@link InvalidIdentifier} */
export function kindOf(uri: string): UriKind {
  return parseMimiUri(uri).kind;
}

/** The provider of anything that has a MIMI URI; of a room or group, its hub (ID-08). @throws {@link InvalidIdentifier} */
export function domainOf(uri: string): ProviderDomain {
  return parseMimiUri(uri).domain;
}

/**
 * Canonical spelling of a URI that must be of one kind (ID-02).
 * @throws {@link InvalidIdentifier} `uri-kind` for a URI of another kind, and what {@link parseMimiUri} throws
 */
export function parseUriOf<Kind extends keyof UriOf>(kind: Kind, text: string): UriOf[Kind] {
  const uri = parseMimiUri(text);
  if (uri.kind !== kind) throw new InvalidIdentifier('uri-kind', `expected a ${kind} URI, found a ${uri.kind} URI`);
  return formatMimiUri(uri) as UriOf[Kind];
}

export const parseProviderUri = (text: string): ProviderUri => parseUriOf('provider', text);
export const parseUserUri = (text: string): UserUri => parseUriOf('user', text);
export const parseClientUri = (text: string): ClientUri => parseUriOf('client', text);
export const parseRoomUri = (text: string): RoomUri => parseUriOf('room', text);
export const parseGroupUri = (text: string): GroupUri => parseUriOf('group', text);

/** `mimi://domain`. */
export function providerUri(domain: ProviderDomain): ProviderUri {
  return parseProviderUri(`mimi://${domain}`);
}

/** @param part the user's name as text, not percent-encoded; not empty and no dot segment. */
export function userUri(domain: ProviderDomain, part: string): UserUri {
  return parseUserUri(`mimi://${domain}/u/${encodeSegment(part)}`);
}

/**
 * A client of a user: `mimi://domain/d/<user part>/<client>`, so that the user is derivable (ID-13).
 * @param client text that is unique among the user's clients.
 */
export function clientUri(user: UserUri, client: string): ClientUri {
  const { domain, path } = parseMimiUri(user);
  return parseClientUri(`mimi://${domain}/d/${path}/${encodeSegment(client)}`);
}

/**
 * The user that a client belongs to (ID-13).
 * @throws {@link InvalidIdentifier} `client-without-user` for the short form `/d/<client>`, and `uri-kind`
 */
export function userOfClient(client: string): UserUri {
  const { domain, path } = parseMimiUri(parseClientUri(client));
  const end = path.lastIndexOf('/');
  if (end < 0) throw new InvalidIdentifier('client-without-user', 'expected mimi://domain/d/user/client');
  return parseUserUri(`mimi://${domain}/u/${path.slice(0, end)}`);
}

/** @param localpart the room's name at its hub as text, not percent-encoded. */
export function roomUri(hub: ProviderDomain, localpart: string): RoomUri {
  return parseRoomUri(`mimi://${hub}/r/${encodeSegment(localpart)}`);
}

/** @param opaque unique at this hub for ever: a room has a new group after each ReInit (ID-09). */
export function groupUri(hub: ProviderDomain, opaque: string): GroupUri {
  return parseGroupUri(`mimi://${hub}/g/${encodeSegment(opaque)}`);
}

/** The bytes of a group's URI, which are its MLS group_id (ID-09). */
export function groupIdOf(group: GroupUri): Uint8Array {
  return new TextEncoder().encode(group);
}

/**
 * The group that a group_id names.
 * @throws {@link InvalidIdentifier} when it is no canonical `/g/` URI in UTF-8
 */
export function groupOfId(groupId: Uint8Array): GroupUri {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(groupId);
  const group = parseGroupUri(text);
  if (group !== text) throw new InvalidIdentifier('uri-syntax', 'a group_id must be spelled canonically');
  return group;
}

/**
 * The name in a user's or room's URI as text, where {@link encodeSegment} gives the URI's spelling back; null for
 * a spelling that another provider chose (`%40` for `@`, several segments), which must not be mixed up with it.
 */
export function plainNameOf(uri: UserUri | RoomUri): string | null {
  const { path } = parseMimiUri(uri);
  if (path.includes('/')) return null;
  const text = decodeSegment(path);
  return encodeSegment(text) === path ? text : null;
}
