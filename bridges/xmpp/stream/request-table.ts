import { RetryLater } from '../../../src/rooms/index.ts';
import type { Element } from '../xml/element.ts';

interface Waiting {
  readonly resolve: (answer: Element | null) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** IQs that wait for their answers. An answer counts only from the address that was asked, to the one that asked. */
export class RequestTable {
  readonly #waiting = new Map<string, Waiting>();

  /** @returns the answer, or null after `milliseconds` */
  wait(iq: Element, milliseconds: number): Promise<Element | null> {
    const key = keyOf(iq.attrs.to, iq.attrs.from, iq.attrs.id);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(key);
        resolve(null);
      }, milliseconds);
      this.#waiting.set(key, { resolve, reject, timer });
    });
  }

  /** true when it was an answer to something asked here. */
  answer(iq: Element): boolean {
    if (iq.name !== 'iq' || (iq.attrs.type !== 'result' && iq.attrs.type !== 'error')) return false;
    const key = keyOf(iq.attrs.from, iq.attrs.to, iq.attrs.id);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return false;
    this.#waiting.delete(key);
    clearTimeout(waiting.timer);
    waiting.resolve(iq);
    return true;
  }

  failAll(why: string): void {
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new RetryLater(why));
    }
    this.#waiting.clear();
  }
}

function keyOf(peer = '', own = '', id = ''): string {
  return JSON.stringify([peer, own, id]);
}
