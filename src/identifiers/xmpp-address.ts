import { createHash } from 'node:crypto';
import type { BareJid, NetworkNames, ProviderDomain, RoomUri, UserUri } from './contract.ts';
import { decodeName, ifNamed, roomNamed, userNamed } from './escaped-name.ts';
import { bareJid, jidPartLimit, parseJid, prepareLocal } from './jid.ts';
import { parseMimiUri, plainNameOf, userUri } from './mimi-uri.ts';
import { escapeOctets } from './percent-encoding.ts';
import { parseDomain } from './provider-domain.ts';

/**
 * The MIMI user that an XMPP user is (ID-05): `alice` for the home domain's users, `alice@domain` for others, `@domain`
 * for an address without localpart. The localpart stays as it is, XEP-0106 escapes included: unescaping would make two
 * different JIDs one.
 */
export function jidToUri(jid: BareJid, names: NetworkNames): UserUri {
  const { local, domain } = parseJid(jid);
  const short = domain === names.home && local !== null && !['.', '..'].includes(local);
  return userUri(names.provider, short ? local : `${local ?? ''}@${domain}`);
}

/** The XMPP user that a MIMI user is; null when the URI is not one that {@link jidToUri} makes for this network. */
export function uriToJid(uri: UserUri, names: NetworkNames): BareJid | null {
  const name = parseMimiUri(uri).domain === names.provider ? plainNameOf(uri) : null;
  if (name === null) return null;
  return ifNamed(() => {
    const address = name.includes('@') ? name.replace(/^@/, '') : `${name}@${names.home}`;
    const parts = parseJid(address);
    const jid = bareJid(parts);
    return parts.resource === null && jidToUri(jid, names) === uri ? jid : null;
  });
}

/**
 * A character that a localpart keeps as it is (RFC 7622 §3.3, XEP-0106 §4.1). `%` separates name and domain here and is
 * escaped too; so is upper case, which preparation would lose.
 */
function localSafe(character: string): boolean {
  if (/^["&'/:<>@\\%\p{C}\p{Z}]$/u.test(character)) return false;
  return character.toLowerCase().normalize('NFKC') === character;
}

// Names of which another provider chose an unusual spelling begin with `%`, as no other localpart here does.
const unusualSpelling = '%';

/** XEP-0106 escaping of a URI's name, widened to everything that preparation would change. */
function encodeName(uri: UserUri | RoomUri): string {
  const name = plainNameOf(uri);
  if (name !== null) {
    const escaped = escapeOctets(name, '\\', localSafe);
    // Composition works across characters: a name that is stable letter by letter may still change as a whole.
    if (escaped.normalize('NFKC') === escaped) return escaped;
  }
  return unusualSpelling + escapeOctets(parseMimiUri(uri).path, '\\', localSafe);
}

const octets = (text: string): number => Buffer.byteLength(text, 'utf8');
const hashOf = (uri: string): string => `%%${createHash('sha256').update(uri).digest('hex')}`;

/**
 * The address under which XMPP users reach a user from elsewhere (ID-06): `name%provider@component`, the name escaped
 * as XEP-0106 does. A localpart above 1023 octets becomes a hash: `hashed` tells the caller to store the pair.
 */
export function ghostJidOfUri(uri: UserUri, component: string): { readonly jid: BareJid; readonly hashed: boolean } {
  const local = `${encodeName(uri)}%${parseMimiUri(uri).domain}`;
  const hashed = octets(local) > jidPartLimit;
  return { jid: bareJid({ local: prepareLocal(hashed ? hashOf(uri) : local), domain: component }), hashed };
}

/** The user behind an address at the component; null when there is none, or when only the store can resolve its hash. */
export function uriOfGhostJid(jid: BareJid, component: string): UserUri | null {
  const { local, domain } = parseJid(jid);
  const split = local?.lastIndexOf('%') ?? -1;
  if (local === null || domain !== component || split < 1) return null;
  const decoded = decodeName(local.slice(0, split), unusualSpelling, '\\');
  if (!decoded) return null;
  return ifNamed(() => {
    const uri = userNamed(parseDomain(local.slice(split + 1)), decoded);
    return ghostJidOfUri(uri, component).jid === jid ? uri : null;
  });
}

/** The MUC service and the hub whose rooms have the short form there. */
export interface MucService {
  readonly service: string;
  readonly hub: ProviderDomain;
}

/**
 * A room's address at our MUC service: `name@service`, and `name%hub@service` for a room of another hub. Hashed like a
 * ghost when it does not fit.
 */
export function roomJidOfUri(room: RoomUri, at: MucService): { readonly jid: BareJid; readonly hashed: boolean } {
  const { domain } = parseMimiUri(room);
  const name = encodeName(room);
  const local = domain === at.hub ? name : `${name}%${domain}`;
  const hashed = octets(local) > jidPartLimit;
  return { jid: bareJid({ local: prepareLocal(hashed ? hashOf(room) : local), domain: at.service }), hashed };
}

/**
 * The room at an address; null for the service itself, a hashed address, and a localpart that no room can have, such as
 * one with a backslash that begins no XEP-0106 escape.
 */
export function roomOfJid(jid: BareJid, at: MucService): RoomUri | null {
  const { local, domain } = parseJid(jid);
  if (local === null || domain !== at.service) return null;
  const split = local.lastIndexOf('%');
  const own = split < 1;
  const decoded = decodeName(own ? local : local.slice(0, split), unusualSpelling, '\\');
  if (!decoded) return null;
  return ifNamed(() => {
    const room = roomNamed(own ? at.hub : parseDomain(local.slice(split + 1)), decoded);
    return roomJidOfUri(room, at).jid === jid ? room : null;
  });
}
