/** What a text part says (draft-ietf-mimi-content §7.1). */
import { parseMediaType } from '../codec/media-type.ts';
import type { Part } from '../contract.ts';

/** Formats of text, the one that says most first. */
export const textFormats = ['text/markdown', 'text/html', 'text/plain'] as const;
export type TextFormat = (typeof textFormats)[number];

export interface TextPart {
  readonly format: TextFormat;
  /** As it was written. */
  readonly source: string;
}

export const essenceOf = (contentType: string): string => parseMediaType(contentType)?.essence ?? '';

/** Character sets that are read; US-ASCII is a part of the first. */
const charsets: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
]);

/** @returns null for other types and character sets, and for octets that are not in the set that they claim. */
export function textOfPart(part: Part): TextPart | null {
  if (part.type !== 'single') return null;
  const mediaType = parseMediaType(part.contentType);
  const format = textFormats.find((one) => one === mediaType?.essence);
  const charset = charsets.get((mediaType?.parameters.get('charset') ?? 'utf-8').toLowerCase());
  if (format === undefined || charset === undefined) return null;
  try {
    return { format, source: new TextDecoder(charset, { fatal: true }).decode(part.content) };
  } catch (cause) {
    // Not in that character set: a part like any other that can't be read.
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
