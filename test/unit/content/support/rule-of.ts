import { InvalidContent } from '../../../../src/content/index.ts';

/** The rule by which something is refused. */
export function ruleOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidContent) return error.rule;
    throw error;
  }
  return 'accepted';
}
