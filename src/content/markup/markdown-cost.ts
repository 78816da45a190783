import { markupLimits } from './limits.ts';

/** Whether parsing a text is worth its cost. */
export function affordsMarkdown(text: string): boolean {
  return text.length <= markupLimits.size;
}
