/**
 * Identifiers: MIMI URIs of every kind, and the reversible mapping of Matrix user ids and JIDs to them and back.
 *
 * Start at mimi-uri.ts (parse, build, canonical spelling). matrix-user.ts and xmpp-address.ts say who a network's own
 * user is in MIMI; matrix-ghost.ts and the second half of xmpp-address.ts give users and rooms from elsewhere an
 * address in a network. Whatever is malformed is an `InvalidIdentifier`; whatever is well-formed but names nobody here
 * is null.
 * @module
 */
export type * from './contract.ts';
export { InvalidIdentifier } from './invalid-identifier.ts';
export type { IdentifierRule } from './invalid-identifier.ts';
export { bareJid, bareOfFull, fullJid, parseBareJid, parseFullJid, parseJid, prepareResource } from './jid.ts';
export type { JidParts } from './jid.ts';
export { aliasOfRoom, ghostOfUri, isGhost, roomOfAlias, uriOfGhost } from './matrix-ghost.ts';
export type { MatrixNamespace } from './matrix-ghost.ts';
export { matrixUserToUri, parseMatrixUserId, uriToMatrixUser } from './matrix-user.ts';
export type { MatrixUserParts } from './matrix-user.ts';
export { messageIdBytes, messageIdFromBytes, messageIdOf, parseMessageId } from './message-id.ts';
export {
  clientUri,
  domainOf,
  formatMimiUri,
  groupIdOf,
  groupOfId,
  groupUri,
  kindOf,
  parseClientUri,
  parseGroupUri,
  parseMimiUri,
  parseProviderUri,
  parseRoomUri,
  parseUserUri,
  plainNameOf,
  providerUri,
  roomUri,
  userOfClient,
  userUri,
} from './mimi-uri.ts';
export { nickSkeleton } from './nick-skeleton.ts';
export { occupantNick } from './occupant-nick.ts';
export { parseDomain } from './provider-domain.ts';
export { ghostJidOfUri, jidToUri, roomJidOfUri, roomOfJid, uriOfGhostJid, uriToJid } from './xmpp-address.ts';
export type { MucService } from './xmpp-address.ts';
