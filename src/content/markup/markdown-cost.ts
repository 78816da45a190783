import { markupLimits } from './limits.ts';

/** What parsing a text costs, as a share of what is spent on one message at most; above 1 for a text that is not parsed. */
export function markdownCost(text: string): number {
  return text.length / markupLimits.size;
}
