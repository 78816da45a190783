import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 3_000;
const tellEveryMs = 15_000;
/** Nothing comes any more when nothing has changed for so long: longer than any pause between two tries. */
const quietMs = 180_000;
/** As long as something changes a slow machine is waited for. */
const patienceMs = 1_800_000;

/**
 * Looks again and again at what does not fit yet, until nothing is left or nothing moves any more.
 * @param look what does not fit yet, as sentences
 * @param tell called now and then with what is left
 * @returns the last look
 */
export async function settled(
  look: () => Promise<readonly string[]>,
  tell: (left: readonly string[]) => void,
): Promise<readonly string[]> {
  const began = Date.now();
  let changed = began;
  let told = began;
  let before: string | null = null;
  for (;;) {
    const left = await look();
    const now = Date.now();
    if (left.length === 0) return left;
    const key = JSON.stringify(left);
    if (key !== before) changed = now;
    before = key;
    const isOver = now - changed > quietMs || now - began > patienceMs;
    if (isOver || now - told > tellEveryMs) {
      tell(left);
      told = now;
    }
    if (isOver) return left;
    await delay(lookEveryMs);
  }
}
