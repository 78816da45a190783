const stride = 32;

/**
 * Lets the event loop turn at every 32nd step of a long loop of cryptography, so that a commit for a thousand members
 * never holds up the process.
 */
export async function pauseAt(step: number): Promise<void> {
  if (step % stride === stride - 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
