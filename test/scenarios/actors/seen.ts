/** One thing that a client was shown, in words; `matches` in the actors' matchers look at it. */
export interface Seen {
  /** For transcripts and failures. */
  readonly words: string;
}

/** What is awaited, in words, and how it is recognised. */
export interface Matcher<Thing extends Seen> {
  readonly words: string;
  matches(thing: Thing): boolean;
}

/**
 * What a client was shown, in order, and waiting for more. Every thing is handed out once: a second `take` of the same
 * matcher waits for a second thing.
 */
export class Sightings<Thing extends Seen> {
  readonly #who: string;
  readonly #all: Thing[] = [];
  readonly #taken = new Set<Thing>();
  #waiting: (() => void)[] = [];

  constructor(who: string) {
    this.#who = who;
  }

  /** Everything so far, taken or not. */
  get all(): readonly Thing[] {
    return this.#all;
  }

  add(thing: Thing): void {
    this.#all.push(thing);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** @throws after `within` milliseconds, with what was awaited and what was received */
  async take(matcher: Matcher<Thing>, within: number): Promise<Thing> {
    const end = Date.now() + within;
    for (;;) {
      const found = this.#all.find((thing) => !this.#taken.has(thing) && matcher.matches(thing));
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      const left = end - Date.now();
      if (left <= 0) throw this.#missed(matcher, within);
      await this.#more(left);
    }
  }

  /** Waits for something that comes after the first `since` things, and leaves it for others to take. */
  async comes(matcher: Matcher<Thing>, within: number, since: number): Promise<Thing> {
    const end = Date.now() + within;
    for (;;) {
      const found = this.#all.slice(since).find((thing) => matcher.matches(thing));
      if (found !== undefined) return found;
      const left = end - Date.now();
      if (left <= 0) throw this.#missed(matcher, within);
      await this.#more(left);
    }
  }

  /** Marks all that was shown until now as seen, so that only news are taken. */
  forget(): void {
    for (const thing of this.#all) this.#taken.add(thing);
  }

  #more(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #missed(matcher: Matcher<Thing>, within: number): Error {
    const received = this.#all
      .filter((thing) => !this.#taken.has(thing))
      .slice(-30)
      .map((thing) => `  - ${thing.words}`);
    const list = received.length > 0 ? received.join('\n') : '  (nothing)';
    return new Error(`${this.#who} awaited for ${within} ms: ${matcher.words}\nreceived meanwhile:\n${list}`);
  }
}
