import type { BareJid } from '../../../src/identifiers/index.ts';

/** Answers of other clients that one user, and all together, may wait for. */
const limits = { each: 20, all: 2000 };

/**
 * IQs that wait for the answer of a client behind a nick. That client may take its time, so nothing else waits for it;
 * and since asking costs the asker nothing, the questions of each are counted.
 */
export class OpenQuestions {
  readonly #open = new Map<BareJid, number>();
  #all = 0;

  /** @returns false: earlier answers have to come first. Else `end` is due when the answer is there. */
  begin(asker: BareJid): boolean {
    const own = this.#open.get(asker) ?? 0;
    if (own >= limits.each || this.#all >= limits.all) return false;
    this.#open.set(asker, own + 1);
    this.#all += 1;
    return true;
  }

  end(asker: BareJid): void {
    const left = (this.#open.get(asker) ?? 0) - 1;
    if (left > 0) this.#open.set(asker, left);
    else this.#open.delete(asker);
    this.#all -= 1;
  }
}
