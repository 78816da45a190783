import { textPieces } from '../../text-pieces.ts';

/**
 * Octets of an event's content. An event has at most 65,536 ("Size limits"); the rest is for the envelope, which
 * federation's signatures and references make several kilobytes.
 */
export const contentLimit = 56_000;

export function octetsOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

/** A text in pieces of so many octets as JSON. */
export function splitText(text: string, limit: number): readonly string[] {
  if (octetsOf(text) <= limit) return [text];
  return textPieces(text, limit - 2, (character) => octetsOf(character) - 2);
}
