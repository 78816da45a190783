import { domainOf, parseMimiUri, roomUri, type RoomUri, type UserUri } from '../../identifiers/index.ts';
import { cipherSuite } from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';

const section = 'decision WF-18';
const prefix = 'dm-';
/** base64url of 32 octets. */
const digestShape = /^[A-Za-z0-9_-]{43}$/;

/** SHA-256, which suite 1 has, whatever suite the room will have. */
const sha256 = (octets: Uint8Array): Uint8Array => cipherSuite(1).hash(octets);

/**
 * What all rooms of one fixed set of users have in common, at whatever hub (decision WF-18): `dm-` and the base64url of
 * SHA-256 over the users' URIs, sorted by code point and joined by tabs. Followers index it, to allow one room a set.
 * @throws {@link InvalidWire} `inconsistent` for fewer than two users
 */
export function fixedMembershipName(users: readonly UserUri[]): string {
  const names = [...new Set<string>(users)].sort();
  demand(names.length >= 2, 'inconsistent', section, 'a room of fixed members has two or more');
  const digest = sha256(new TextEncoder().encode(names.join('\t')));
  return prefix + Buffer.from(digest).toString('base64url');
}

/** Whose provider owns a new room of fixed members: the initiator's, or that of the user who comes first in order. */
export type FixedMembershipHub = 'initiator' | 'first-user';

/** The URI of the room that an initiator opens with others. */
export function fixedMembershipRoom(
  initiator: UserUri,
  others: readonly UserUri[],
  setting: FixedMembershipHub = 'initiator',
): RoomUri {
  const users = [initiator, ...others];
  const name = fixedMembershipName(users);
  const first = [...users].sort()[0] ?? initiator;
  return roomUri(domainOf(setting === 'initiator' ? initiator : first), name);
}

/** The part that {@link fixedMembershipName} made, by which a room is indexed; null for a room with any other name. */
export function fixedMembershipNameOf(room: RoomUri): string | null {
  const { path } = parseMimiUri(room);
  return path.startsWith(prefix) && digestShape.test(path.slice(prefix.length)) ? path : null;
}

/** Of two rooms for one set of users that hubs opened at the same time, the one whose URI is lower in order goes on. */
export function survivingRoom(a: RoomUri, b: RoomUri): RoomUri {
  return a < b ? a : b;
}

/** Another room for the same users, as a target provider knows it. */
export interface KnownRoom {
  readonly room: RoomUri;
  /** Somebody of another provider is in it already: it was there first. */
  readonly established: boolean;
}

/**
 * How a target provider answers a request for key material for a room of fixed members (decision WF-18): a second room
 * is refused; of two that are being opened at the same time, the one that does not survive.
 */
export function fixedMembershipConsent(asked: RoomUri, known: KnownRoom | null): 'success' | 'noConsentForThisRoom' {
  if (known === null || known.room === asked) return 'success';
  const loses = known.established || survivingRoom(known.room, asked) === known.room;
  return loses ? 'noConsentForThisRoom' : 'success';
}
