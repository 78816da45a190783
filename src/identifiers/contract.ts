/**
 * Names of things. Every string that names a user, client, room or group is one of these branded types, made only by
 * the parsers and builders behind `index.ts`, so that an unchecked string can't be used where a checked one is due.
 * Source: draft-ietf-mimi-protocol §3, requirements ID-01 to ID-10.
 * @module
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Lower-case A-label domain of a provider, without port: `mimi.example.org`. */
export type ProviderDomain = Branded<'ProviderDomain'>;
/** `mimi://domain/u/part`, canonical spelling (so that `===` compares users). */
export type UserUri = Branded<'UserUri'>;
/** `mimi://domain/d/…`: one client (one MLS leaf) of a user; the user is derivable from it. */
export type ClientUri = Branded<'ClientUri'>;
/** `mimi://hub-domain/r/opaque`; the authority, and nothing else, names the room's hub. */
export type RoomUri = Branded<'RoomUri'>;
/** `mimi://hub-domain/g/opaque`; its UTF-8 bytes are the MLS group_id. */
export type GroupUri = Branded<'GroupUri'>;
/** `mimi://domain`: the provider itself, which can hold a role. */
export type ProviderUri = Branded<'ProviderUri'>;

/** base64url (43 characters) of a MIMI message id: 32 octets (draft-ietf-mimi-content §3.3). */
export type MessageId = Branded<'MessageId'>;

/** `@localpart:server` as the homeserver wrote it (historical localparts with upper case included). */
export type MatrixUserId = Branded<'MatrixUserId'>;
/** Bare JID after PRECIS/stringprep: `local@domain`. */
export type BareJid = Branded<'BareJid'>;
/** `local@domain/resource`. */
export type FullJid = Branded<'FullJid'>;

export type UriKind = 'provider' | 'user' | 'client' | 'room' | 'group' | 'pseudonym' | 'team';

/** A MIMI URI taken apart. `path` is percent-decoded where RFC 3986 calls it equivalent. */
export interface ParsedUri {
  readonly kind: UriKind;
  readonly domain: ProviderDomain;
  /** Empty for a provider. */
  readonly path: string;
}

/** How one network's own user names become MIMI user URIs. */
export interface NetworkNames {
  /** Provider domain of the network's users: `matrix.example.org`. */
  readonly provider: ProviderDomain;
  /** The network's home domain (server name, XMPP host): its users get the short form `…/u/alice`. */
  readonly home: string;
}
