import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MatrixAccount } from '../servers/support/synapse.ts';
import { MatrixClientApi, MatrixRefusal } from '../scenarios/actors/matrix-client-api.ts';
import type { TimelineEvent } from '../scenarios/actors/matrix-events.ts';

/** The homeserver is away (TypeError), starting, or answered with something else than JSON. */
function isTemporary(error: unknown): boolean {
  if (error instanceof MatrixRefusal) return error.status >= 500 || error.errcode === 'M_LIMIT_EXCEEDED';
  return error instanceof TypeError || error instanceof SyntaxError;
}

/** A Matrix user whose client repeats what it is not sure of, as clients do. */
export class MatrixUser {
  readonly userId: string;
  readonly #api: MatrixClientApi;
  #room = '';

  constructor(account: MatrixAccount) {
    this.userId = account.userId;
    this.#api = new MatrixClientApi(account.homeserverUrl, account.accessToken);
  }

  /** Room id. */
  get room(): string {
    return this.#room;
  }

  async joins(alias: string): Promise<void> {
    // An alias that the gateway has to make the room for is not found while the gateway is dead.
    const answer = await this.#surely(
      () => this.#api.post(`/v3/join/${encodeURIComponent(alias)}`, {}),
      (error) => error instanceof MatrixRefusal && (error.status === 404 || error.status === 502),
    );
    this.#room = String(answer['room_id']);
  }

  /** Resolves when the homeserver has taken it: from then on it counts as acknowledged. */
  async says(text: string): Promise<void> {
    const path = `${this.#roomPath()}/send/m.room.message/${randomUUID()}`;
    for (;;) {
      try {
        await this.#api.put(path, { msgtype: 'm.text', body: text });
        return;
      } catch (error) {
        if (!isTemporary(error)) throw error;
        await delay(300);
        // A homeserver that was killed has forgotten the transaction id: only its history tells whether it took it.
        if ((await this.history()).some((event) => event.content['body'] === text && event.sender === this.userId))
          return;
      }
    }
  }

  async kicks(userId: string, reason: string): Promise<void> {
    await this.#moderates('kick', userId, reason);
  }

  async bans(userId: string, reason: string): Promise<void> {
    await this.#moderates('ban', userId, reason);
  }

  /** Everything in the room, oldest first. */
  async history(): Promise<readonly TimelineEvent[]> {
    const events: TimelineEvent[] = [];
    for (let from: string | undefined = ''; from !== undefined; ) {
      const query: string = new URLSearchParams({
        dir: 'b',
        limit: '1000',
        ...(from === '' ? {} : { from }),
      }).toString();
      const page = await this.#surely(() => this.#api.get(`${this.#roomPath()}/messages?${query}`));
      events.push(...(page['chunk'] as readonly TimelineEvent[]));
      from = page['end'] as string | undefined;
    }
    return events.reverse();
  }

  async members(): Promise<ReadonlyMap<string, string>> {
    const { chunk } = await this.#surely(() => this.#api.get(`${this.#roomPath()}/members`));
    return new Map(
      (chunk as readonly TimelineEvent[]).map((event) => [event.state_key ?? '', String(event.content['membership'])]),
    );
  }

  async powerLevels(): Promise<(userId: string) => number> {
    const levels = await this.#surely(() => this.#api.get(`${this.#roomPath()}/state/m.room.power_levels/`));
    const users = (levels['users'] ?? {}) as Readonly<Record<string, number>>;
    const usual = Number(levels['users_default'] ?? 0);
    return (userId) => users[userId] ?? usual;
  }

  async #moderates(verb: 'kick' | 'ban', userId: string, reason: string): Promise<void> {
    await this.#surely(
      () => this.#api.post(`${this.#roomPath()}/${verb}`, { user_id: userId, reason }),
      () => false,
    );
  }

  async #surely<T>(request: () => Promise<T>, alsoTemporary: (error: unknown) => boolean = () => false): Promise<T> {
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!isTemporary(error) && !alsoTemporary(error)) throw error;
        await delay(300);
      }
    }
  }

  #roomPath(): string {
    return `/v3/rooms/${encodeURIComponent(this.#room)}`;
  }
}
