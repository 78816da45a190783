import type { Log } from '../observe/index.ts';

/** What has begun and must end, the last begun first. One part that fails to end does not keep the others. */
export class Shutdown {
  readonly #parts: { readonly name: string; readonly end: () => Promise<void> }[] = [];

  later(name: string, end: () => Promise<void>): void {
    this.#parts.push({ name, end });
  }

  async run(log: Log): Promise<void> {
    for (const { name, end } of this.#parts.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        log.error({ error, part: name }, 'a part of the gateway did not end as it should');
      }
    }
  }
}
