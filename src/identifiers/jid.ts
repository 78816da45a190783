import type { BareJid, FullJid } from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';

/** RFC 7622 §3.2 to §3.4: each part has 1 to 1023 octets. */
export const jidPartLimit = 1023;

/** A JID taken apart; `local` is null for a domain, `resource` for a bare JID. */
export interface JidParts {
  readonly local: string | null;
  readonly domain: string;
  readonly resource: string | null;
}

/** RFC 7622 §3.3.1: excluded beside what the PRECIS IdentifierClass excludes. */
const prohibitedInLocal = /["&'/:<>@]/;
const controlsAndSpaces = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Noncharacter_Code_Point}]/u;
const controls = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const domainLabel = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

function checkLength(part: string): string {
  if (part === '') throw new InvalidIdentifier('jid-syntax', 'a part of a JID is empty');
  if (Buffer.byteLength(part, 'utf8') > jidPartLimit) {
    throw new InvalidIdentifier('jid-too-long', `a part of a JID has at most ${jidPartLimit} octets`);
  }
  return part;
}

/**
 * RFC 7622 §3.3: the UsernameCaseMapped profile (RFC 8265 §3.3): width mapping, lower case, NFC. Symbols are let
 * through where the IdentifierClass excludes them: servers that still use RFC 6122 have such users.
 * @throws {@link InvalidIdentifier} `jid-syntax`, `jid-too-long`
 */
export function prepareLocal(text: string): string {
  const narrowed = text.replace(/[\uFF01-\uFFEE]/g, (wide) => wide.normalize('NFKC'));
  const local = narrowed.toLowerCase().normalize('NFC');
  if (prohibitedInLocal.test(local) || controlsAndSpaces.test(local) || !local.isWellFormed()) {
    throw new InvalidIdentifier('jid-syntax', 'the localpart has a character that no localpart may have');
  }
  return checkLength(local);
}

/**
 * RFC 7622 §3.2: lower case and NFC, a trailing dot removed; a name, an IPv4 address or a bracketed IPv6 address.
 * @throws {@link InvalidIdentifier} `jid-syntax`, `jid-too-long`
 */
export function prepareDomain(text: string): string {
  const domain = text.toLowerCase().normalize('NFC').replace(/\.$/, '');
  const name = domain.split('.').every((part) => domainLabel.test(part));
  if (!name && !/^\[[0-9a-f:.]{2,45}\]$/.test(domain)) {
    throw new InvalidIdentifier('jid-syntax', 'the domainpart is no domain');
  }
  return checkLength(domain);
}

/**
 * RFC 7622 §3.4: the OpaqueString profile (RFC 8265 §4.2): any space becomes U+0020, NFC; case is kept.
 * @throws {@link InvalidIdentifier} `jid-syntax`, `jid-too-long`
 */
export function prepareResource(text: string): string {
  const resource = text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  if (controls.test(resource) || !resource.isWellFormed()) {
    throw new InvalidIdentifier('jid-syntax', 'the resourcepart has a control character');
  }
  return checkLength(resource);
}

/**
 * Takes a JID apart and prepares each part, so that equal addresses are equal strings (RFC 7622 §3.1: the resource
 * begins at the first slash, the domain after the first `@` before it).
 * @throws {@link InvalidIdentifier} `jid-syntax`, `jid-too-long`
 */
export function parseJid(text: string): JidParts {
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  const at = bare.indexOf('@');
  return {
    local: at < 0 ? null : prepareLocal(bare.slice(0, at)),
    domain: prepareDomain(at < 0 ? bare : bare.slice(at + 1)),
    resource: slash < 0 ? null : prepareResource(text.slice(slash + 1)),
  };
}

/** Bare JID of prepared parts: without resource, and for a server or component without localpart. */
export function bareJid(parts: Pick<JidParts, 'local' | 'domain'>): BareJid {
  return (parts.local === null ? parts.domain : `${parts.local}@${parts.domain}`) as BareJid;
}

/** The prepared bare JID of an address; a resource is dropped. @throws {@link InvalidIdentifier} */
export function parseBareJid(text: string): BareJid {
  return bareJid(parseJid(text));
}

/** The prepared full JID. @throws {@link InvalidIdentifier} also when there is no resource */
export function parseFullJid(text: string): FullJid {
  const parts = parseJid(text);
  if (parts.resource === null) throw new InvalidIdentifier('jid-syntax', 'expected a JID with a resource');
  return fullJid(bareJid(parts), parts.resource);
}

/** @param resource prepared here. @throws {@link InvalidIdentifier} */
export function fullJid(bare: BareJid, resource: string): FullJid {
  return `${bare}/${prepareResource(resource)}` as FullJid;
}

/** The bare JID that a full JID belongs to. */
export function bareOfFull(full: FullJid): BareJid {
  return parseBareJid(full);
}
