import type { MatrixUserId, NetworkNames, UserUri } from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';
import { parseMimiUri, plainNameOf, userUri } from './mimi-uri.ts';

/** Matrix specification, appendix "Common identifier format": of user ids, aliases and room ids. */
export const matrixIdLimit = 255;

/** Appendix "Server name": host name, IPv4 or bracketed IPv6, with an optional port. */
const serverName = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,230})(?::[0-9]{1,5})?$/;

/** @throws {@link InvalidIdentifier} `matrix-id` when it is no server name of the Matrix specification */
export function checkServerName(server: string): void {
  if (!serverName.test(server)) throw new InvalidIdentifier('matrix-id', 'the server name is malformed');
}

/** @throws {@link InvalidIdentifier} `matrix-id-too-long` above 255 octets */
export function checkMatrixLength(id: string): void {
  if (Buffer.byteLength(id, 'utf8') > matrixIdLimit) {
    throw new InvalidIdentifier('matrix-id-too-long', `a Matrix identifier has at most ${matrixIdLimit} octets`);
  }
}

/** An id taken apart. */
export interface MatrixUserParts {
  readonly localpart: string;
  readonly server: string;
}

/**
 * A Matrix user id. Historical localparts (Matrix specification, appendix "User identifiers") are taken as they are:
 * anything but `:` and NUL, the empty string included.
 * @throws {@link InvalidIdentifier} `matrix-id`, `matrix-id-too-long`
 */
export function parseMatrixUserId(text: string): MatrixUserId {
  splitMatrixUserId(text);
  return text as MatrixUserId;
}

/** @throws {@link InvalidIdentifier} as {@link parseMatrixUserId} */
export function splitMatrixUserId(text: string): MatrixUserParts {
  const colon = text.indexOf(':');
  if (!text.startsWith('@') || colon < 0) throw new InvalidIdentifier('matrix-id', 'expected @localpart:server');
  const localpart = text.slice(1, colon);
  const server = text.slice(colon + 1);
  if (localpart.includes('\0') || !localpart.isWellFormed()) {
    throw new InvalidIdentifier('matrix-id', 'the localpart has a character that no user id may have');
  }
  checkServerName(server);
  checkMatrixLength(text);
  return { localpart, server };
}

/**
 * The MIMI user that a Matrix user is (ID-05): `alice` for the home server's users, `alice:server` for all others.
 * Home users whose localpart can't stand alone as a path segment get the long form too.
 */
export function matrixUserToUri(id: MatrixUserId, names: NetworkNames): UserUri {
  const { localpart, server } = splitMatrixUserId(id);
  const short = server === names.home && !['', '.', '..'].includes(localpart);
  return userUri(names.provider, short ? localpart : `${localpart}:${server}`);
}

/** The Matrix user that a MIMI user is; null when the URI is not one that {@link matrixUserToUri} makes for this network. */
export function uriToMatrixUser(uri: UserUri, names: NetworkNames): MatrixUserId | null {
  if (parseMimiUri(uri).domain !== names.provider) return null;
  const name = plainNameOf(uri);
  if (name === null) return null;
  const text = name.includes(':') ? `@${name}` : `@${name}:${names.home}`;
  try {
    const id = parseMatrixUserId(text);
    return matrixUserToUri(id, names) === uri ? id : null;
  } catch (cause) {
    // Somebody made up a name under our domain that no homeserver could have given: it names nobody.
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}
