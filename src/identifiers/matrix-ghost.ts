import { createHash } from 'node:crypto';
import type { MatrixUserId, ProviderDomain, RoomUri, UserUri } from './contract.ts';
import { decodeName, ifNamed, roomNamed, userNamed } from './escaped-name.ts';
import {
  checkMatrixLength,
  checkServerName,
  matrixIdLimit,
  parseMatrixUserId,
  splitMatrixUserId,
} from './matrix-user.ts';
import { parseMimiUri, plainNameOf } from './mimi-uri.ts';
import { escapeOctets } from './percent-encoding.ts';
import { parseDomain } from './provider-domain.ts';

/** Where the application service's namespace lies: `@<prefix>…:<server>` and `#<prefix>…:<server>`. */
export interface MatrixNamespace {
  /** `_mimi_`, as the registration claims it. */
  readonly prefix: string;
  readonly server: string;
}

// `=` is followed by two hex digits wherever a character is escaped, so these marks can't be an escaped name.
const unusualSpelling = '=r';
const hashMark = '=h';
const atHub = '=at=';

/** Characters that new user ids may have (Matrix specification, appendix "User identifiers"), less `=` and `/`. */
const ghostSafe = (character: string): boolean => /^[a-z0-9._+-]$/.test(character);
/** In an alias people read and type the name, so all but separators, spaces and controls stay. */
const aliasSafe = (character: string): boolean => !/^[\p{C}\p{Z}:/?#=]$/u.test(character);

function encodeName(uri: UserUri | RoomUri, safe: (character: string) => boolean): string {
  const name = plainNameOf(uri);
  return name === null
    ? unusualSpelling + escapeOctets(parseMimiUri(uri).path, '=', safe)
    : escapeOctets(name, '=', safe);
}

const hashOf = (uri: string): string => hashMark + createHash('sha256').update(uri).digest('hex');

/**
 * The ghost of a user from elsewhere (ID-06): `@_mimi_<domain>_<name>:<server>`, each octet that a user id may not have
 * as `=` and two hex digits. A name that does not fit into 255 octets becomes a hash: `hashed` tells the caller to store
 * the pair, because nothing else leads back.
 * @throws {@link InvalidIdentifier} when the server's own name leaves no room
 */
export function ghostOfUri(uri: UserUri, at: MatrixNamespace): { readonly id: MatrixUserId; readonly hashed: boolean } {
  checkServerName(at.server);
  const id = `@${at.prefix}${parseMimiUri(uri).domain}_${encodeName(uri, ghostSafe)}:${at.server}`;
  if (Buffer.byteLength(id, 'utf8') <= matrixIdLimit) return { id: parseMatrixUserId(id), hashed: false };
  return { id: parseMatrixUserId(`@${at.prefix}${hashOf(uri)}:${at.server}`), hashed: true };
}

/** Whether an id is in the ghosts' namespace, hashed ones included. */
export function isGhost(id: MatrixUserId, at: MatrixNamespace): boolean {
  const { localpart, server } = splitMatrixUserId(id);
  return server === at.server && localpart.startsWith(at.prefix);
}

/** The user that a ghost stands for; null when it is no ghost, or one in hashed form, which only the store can resolve. */
export function uriOfGhost(id: MatrixUserId, at: MatrixNamespace): UserUri | null {
  if (!isGhost(id, at)) return null;
  const rest = splitMatrixUserId(id).localpart.slice(at.prefix.length);
  const split = rest.indexOf('_');
  const decoded = split < 0 ? null : decodeName(rest.slice(split + 1), unusualSpelling, '=');
  if (!decoded) return null;
  return ifNamed(() => {
    const uri = userNamed(parseDomain(rest.slice(0, split)), decoded);
    return ghostOfUri(uri, at).id === id ? uri : null;
  });
}

/**
 * The alias under which Matrix users find a room: `#_mimi_<name>:<server>`, and `#_mimi_<name>=at=<hub>:<server>` for
 * rooms of other hubs. Hashed like a ghost when it does not fit.
 * @param hub our own hub's domain
 */
export function aliasOfRoom(
  room: RoomUri,
  at: MatrixNamespace & { readonly hub: ProviderDomain },
): { readonly alias: string; readonly hashed: boolean } {
  const { domain } = parseMimiUri(room);
  checkServerName(at.server);
  const name = encodeName(room, aliasSafe) + (domain === at.hub ? '' : atHub + domain);
  const alias = `#${at.prefix}${name}:${at.server}`;
  if (Buffer.byteLength(alias, 'utf8') <= matrixIdLimit) return { alias, hashed: false };
  const short = `#${at.prefix}${hashOf(room)}:${at.server}`;
  checkMatrixLength(short);
  return { alias: short, hashed: true };
}

/** The room that an alias names; null when it is not in our namespace, is malformed, or is in hashed form. */
export function roomOfAlias(alias: string, at: MatrixNamespace & { readonly hub: ProviderDomain }): RoomUri | null {
  const head = `#${at.prefix}`;
  const tail = `:${at.server}`;
  if (!alias.startsWith(head) || !alias.endsWith(tail) || alias.length <= head.length + tail.length) return null;
  const [name = '', elsewhere] = alias.slice(head.length, -tail.length).split(atHub);
  const decoded = decodeName(name, unusualSpelling, '=');
  if (!decoded) return null;
  return ifNamed(() => {
    const room = roomNamed(elsewhere === undefined ? at.hub : parseDomain(elsewhere), decoded);
    return aliasOfRoom(room, at).alias === alias ? room : null;
  });
}
