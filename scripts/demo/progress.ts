/** A step of the demo that did not happen. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(title: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`This step did not happen: ${title}. ${why}`, { cause });
  }
}

/**
 * Shows on standard error what is being done and how long it took, so that standard output has results only.
 * @throws {@link StepFailed} with the step's name
 */
export async function step<T>(title: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  process.stderr.write(`${title} … `);
  try {
    const result = await action();
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error instanceof StepFailed ? error : new StepFailed(title, error);
  }
}
