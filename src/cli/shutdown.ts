import type { Log } from '../observe/index.ts';

/** Milliseconds in which everything has to end. */
const patience = 30_000;
/** Milliseconds that a part still gets when that time is over. */
const leastPatience = 1000;

/** Something of the gateway went on when it was to stop, and ends with the process. */
export class DidNotEnd extends Error {
  override readonly name = 'DidNotEnd';
  readonly kind = 'retry-later';

  constructor(parts: readonly string[]) {
    super(
      `The gateway stops although not everything has ended (${parts.join(', ')}). What was acknowledged is stored; ` +
        'start it again, and report this if it happens again.',
    );
  }
}

/** What has begun and must end, the last begun first. One part that fails to end does not keep the others. */
export class Shutdown {
  readonly #parts: { readonly name: string; readonly end: () => Promise<void> }[] = [];

  later(name: string, end: () => Promise<void>): void {
    this.#parts.push({ name, end });
  }

  /** Takes little more than half a minute. Resolves with the names of what has not ended. */
  async run(log: Log): Promise<readonly string[]> {
    const until = performance.now() + patience;
    const late: string[] = [];
    for (const { name, end } of this.#parts.splice(0).reverse()) {
      const ended = end().catch((error: unknown) => {
        log.error({ error, part: name }, 'a part of the gateway did not end as it should');
      });
      if (await isInTime(ended, Math.max(until - performance.now(), leastPatience))) continue;
      log.error({ part: name }, 'a part of the gateway did not end in time');
      late.push(name);
    }
    return late;
  }
}

async function isInTime(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  try {
    return await Promise.race([ended.then(() => true), promise]);
  } finally {
    clearTimeout(timer);
  }
}
