import type { MatrixConfiguration } from '../../src/config/index.ts';
import {
  aliasOfRoom,
  ghostOfUri,
  InvalidIdentifier,
  isGhost,
  matrixUserToUri,
  type MatrixNamespace,
  type NetworkNames,
  parseMatrixUserId,
  type ProviderDomain,
  plainNameOf,
  type RoomUri,
  roomOfAlias,
  type UserUri,
  uriOfGhost,
  uriToMatrixUser,
} from '../../src/identifiers/index.ts';

/** Who is who between Matrix and MIMI, as far as names alone tell. Hashed ghosts are looked up in ghosts.ts. */
export class Addresses {
  readonly bot: string;
  readonly #names: NetworkNames;
  readonly #namespace: MatrixNamespace & { readonly hub: ProviderDomain };

  constructor(configuration: MatrixConfiguration, hub: ProviderDomain) {
    const { providerDomain, serverName, prefix, senderLocalpart } = configuration;
    this.bot = `@${senderLocalpart}:${serverName}`;
    this.#names = { provider: providerDomain, home: serverName };
    this.#namespace = { prefix, server: serverName, hub };
  }

  /** Whether a user id is the bot's or in the ghosts' namespace. */
  isOurs(userId: string): boolean {
    return userId === this.bot || this.isGhost(userId);
  }

  isGhost(userId: string): boolean {
    const id = checked(userId);
    return id !== null && isGhost(id, this.#namespace);
  }

  /** The MIMI user that an ordinary Matrix user is; null for ghosts and malformed ids. */
  userOf(userId: string): UserUri | null {
    const id = checked(userId);
    return id === null || this.isOurs(userId) ? null : matrixUserToUri(id, this.#names);
  }

  /** The MIMI user that a ghost stands for; null: no ghost, or hashed. */
  userOfGhost(userId: string): UserUri | null {
    const id = checked(userId);
    return id === null ? null : uriOfGhost(id, this.#namespace);
  }

  /** The ordinary Matrix user that a MIMI user is; null for users of other networks and providers. */
  ownUser(user: UserUri): string | null {
    return uriToMatrixUser(user, this.#names);
  }

  ghostOf(user: UserUri): { readonly id: string; readonly hashed: boolean } {
    return ghostOfUri(user, this.#namespace);
  }

  /** How a user appears in Matrix: as itself, or as a ghost. */
  nativeOf(user: UserUri): string {
    return this.ownUser(user) ?? this.ghostOf(user).id;
  }

  aliasOf(room: RoomUri): string {
    return aliasOfRoom(room, this.#namespace).alias;
  }

  /** Whether an alias may be of a room whose name is too long for one: it has the mark of a hash. */
  mayBeHashed(alias: string): boolean {
    const { prefix, server } = this.#namespace;
    return alias.startsWith(`#${prefix}=h`) && alias.endsWith(`:${server}`);
  }

  /** The room that an alias names; null: none, or hashed. */
  roomOf(alias: string): RoomUri | null {
    return roomOfAlias(alias, this.#namespace);
  }
}

/** Name of somebody who has given none. */
export function nameOf(user: UserUri): string {
  return plainNameOf(user) ?? user;
}

function checked(userId: string): ReturnType<typeof parseMatrixUserId> | null {
  try {
    return parseMatrixUserId(userId);
  } catch (cause) {
    // An id that no user can have: it names nobody.
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}
