import type { Log } from '../../src/observe/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';

/** Work that nobody waits for: at most one of a name at a time, failures told in the log, ended before `stop` resolves. */
export class Background {
  readonly #log: Log;
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Map<string, () => Promise<void>>();
  #stopped = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Begins it, or has it done once more after the one that runs. */
  run(name: string, work: () => Promise<void>): void {
    if (this.#stopped) return;
    if (this.#running.has(name)) {
      this.#again.set(name, work);
      return;
    }
    const running = work()
      .catch((error: unknown) => {
        // Away: whatever notices that the homeserver is back starts the same work again.
        if (error instanceof RetryLater) this.#log.debug({ work: name, error }, 'Put off until the homeserver is back');
        else this.#log.error({ work: name, error }, 'Work in the background failed');
      })
      .finally(() => {
        this.#running.delete(name);
        const again = this.#again.get(name);
        this.#again.delete(name);
        if (again !== undefined) this.run(name, again);
      });
    this.#running.set(name, running);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }
}
