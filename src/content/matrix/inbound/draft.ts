import type { Part, PartContent } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { Untranslated } from '../../networks/contract.ts';

export function untranslated(reason: Untranslated['reason'], text: string): Untranslated {
  return { reason, text };
}

/** A part without a language, to be shown as the reader likes unless told otherwise. */
export function partOf(content: PartContent, disposition: number = dispositions.render): Part {
  return { disposition, language: '', ...content };
}

export const plainTextType = 'text/plain;charset=utf-8';

export function plainPart(text: string, disposition: number = dispositions.render): Part {
  return partOf({ type: 'single', contentType: plainTextType, content: Buffer.from(text, 'utf8') }, disposition);
}
