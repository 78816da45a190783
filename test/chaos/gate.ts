/** How far the play has come, 0 to 1: what happens in it is spread over its whole length. */
export class Gate {
  #progress = 0;
  #waiting: { readonly fraction: number; readonly resolve: () => void }[] = [];

  open(progress: number): void {
    this.#progress = Math.max(this.#progress, progress);
    const ready = this.#waiting.filter(({ fraction }) => fraction <= this.#progress);
    this.#waiting = this.#waiting.filter(({ fraction }) => fraction > this.#progress);
    for (const { resolve } of ready) resolve();
  }

  until(fraction: number): Promise<void> {
    if (fraction <= this.#progress) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ fraction, resolve }));
  }
}
