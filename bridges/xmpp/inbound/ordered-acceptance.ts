import type { Gateway, InboundItem } from '../../../src/bridge/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';

interface Waiting {
  /** Order of arrival. */
  readonly number: number;
  readonly item: InboundItem;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const backoff = { first: 100, most: 5_000 };

/**
 * Puts stanzas into the inbox; while the database is away they wait, and go in in the order in which they came. Nobody
 * sends a stanza again because we could not store it, so none may be dropped; the stream stops reading when many wait.
 */
export class OrderedAcceptance {
  readonly #gateway: Gateway;
  #arrived = 0;
  #waiting: Waiting[] = [];
  #draining = false;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Resolves when it is durable. False: it came before. */
  async accept(item: InboundItem): Promise<boolean> {
    this.#arrived += 1;
    const number = this.#arrived;
    if (this.#draining) return this.#wait(number, item);
    try {
      return (await this.#gateway.inbox.accept([item])).length > 0;
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
      return this.#wait(number, item);
    }
  }

  #wait(number: number, item: InboundItem): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const later = this.#waiting.findIndex((one) => one.number > number);
      this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, { number, item, resolve, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  /** Never rejects: each failure goes to the one who waits. */
  async #drain(): Promise<void> {
    this.#draining = true;
    let pause = backoff.first;
    this.#gateway.log.warn({}, 'The database is away; what comes in from XMPP waits.');
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined) break;
      try {
        const accepted = await this.#gateway.inbox.accept([first.item]);
        first.resolve(accepted.length > 0);
        pause = backoff.first;
      } catch (error) {
        if (error instanceof RetryLater) {
          await new Promise((resolve) => setTimeout(resolve, error.after ?? pause));
          pause = Math.min(backoff.most, pause * 2);
          continue;
        }
        first.reject(error);
      }
      this.#waiting = this.#waiting.filter((one) => one !== first);
    }
    this.#draining = false;
  }
}
