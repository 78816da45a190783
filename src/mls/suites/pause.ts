/**
 * Lets the event loop turn at every so many steps of a long loop of cryptography, so that a commit for a thousand
 * members never holds up the process.
 */
export async function pauseAt(step: number, every = 32): Promise<void> {
  if (step % every === every - 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
