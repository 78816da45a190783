import { parseUserUri, type UserUri } from '../../src/identifiers/index.ts';
import type { Database } from '../../src/store/index.ts';
import type { Addresses } from './addresses.ts';
import { HomeserverError } from './homeserver-error.ts';
import type { Homeserver } from './homeserver.ts';

/** Ghosts that this process knows to be registered; more are looked up again. */
const remembered = 10_000;

/** The Matrix accounts that stand for users from elsewhere: registered before they act, and resolved back (ID-06). */
export class Ghosts {
  readonly #addresses: Addresses;
  readonly #homeserver: Homeserver;
  readonly #database: Database;
  readonly #registered = new Set<string>();
  readonly #registering = new Map<string, Promise<void>>();

  constructor(o: { addresses: Addresses; homeserver: Homeserver; database: Database }) {
    this.#addresses = o.addresses;
    this.#homeserver = o.homeserver;
    this.#database = o.database;
  }

  /** The ghost of a user, registered. @throws RetryLater */
  async ensure(user: UserUri): Promise<string> {
    const { id } = this.#addresses.ghostOf(user);
    if (this.#registered.has(id)) return id;
    // Two events of one newcomer must not register it twice at once.
    const running = this.#registering.get(id) ?? this.#register(id, user).finally(() => this.#registering.delete(id));
    this.#registering.set(id, running);
    await running;
    return id;
  }

  /** The user behind any Matrix id: an ordinary user's own URI, or whom a ghost stands for. null: the bot, or nobody. */
  async userOf(userId: string): Promise<UserUri | null> {
    const plain = this.#addresses.userOf(userId) ?? this.#addresses.userOfGhost(userId);
    if (plain !== null || !this.#addresses.isGhost(userId)) return plain;
    const [row] = await this.#database.read<{ uri: string }>('SELECT uri FROM matrix_ghost WHERE user_id = $1', [
      userId,
    ]);
    return row === undefined ? null : parseUserUri(row.uri);
  }

  async #register(id: string, user: UserUri): Promise<void> {
    const [row] = await this.#database.read('SELECT 1 FROM matrix_ghost WHERE user_id = $1', [id]);
    if (row === undefined) {
      await this.#registerAtHomeserver(id);
      await this.#database.transaction(async (tx) => {
        await tx.query('INSERT INTO matrix_ghost (user_id, uri) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, user]);
      });
    }
    if (this.#registered.size >= remembered) this.#registered.clear();
    this.#registered.add(id);
  }

  async #registerAtHomeserver(id: string): Promise<void> {
    try {
      await this.#homeserver.request({
        method: 'POST',
        path: '/v3/register',
        body: {
          type: 'm.login.application_service',
          username: id.slice(1, id.indexOf(':')),
          inhibit_login: true,
        },
      });
    } catch (cause) {
      // It was registered before a crash that came before our own row.
      if (!(cause instanceof HomeserverError && cause.errcode === 'M_USER_IN_USE')) throw cause;
    }
  }
}
