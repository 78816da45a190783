const firstMs = 100;
const maxMs = 30_000;

/**
 * Milliseconds to wait before try number `tries` + 1: doubling from 100 ms to 30 s, half of it random, so that what broke
 * at the same time does not come back at the same time. `asked` is what the other side wants, and is kept to.
 */
export function backoff(tries: number, asked: number | null, random: () => number = Math.random): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(tries, 16));
  return Math.max(asked ?? 0, full / 2 + (full / 2) * random());
}
