import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import { objectAt, objectIn, textAt } from '../json.ts';
import { originalOf, saysMore } from './kinds.ts';
import type { Original } from './kinds.ts';

/** A Matrix event's own content beside its MIMI form, as `{"type": …, "content": …}` (draft §7.2, CF-23). */
export const matrixEventType = 'application/vnd.mimi-gateway.matrix-event+json';

/** Octets. An original is a courtesy; a message that is full of it would not be one. */
const originalLimit = 16 * 1024;

/** The original as a part; null where it says no more than the form that everybody reads, or too much. */
export function originalPart(original: Original | null): Part | null {
  if (original === null || !saysMore(original)) return null;
  const content = Buffer.from(JSON.stringify({ type: original.type, content: original.content }), 'utf8');
  if (content.length > originalLimit) return null;
  return { disposition: dispositions.render, language: '', type: 'single', contentType: matrixEventType, content };
}

/** The form that everybody reads, and the original beside it: whoever doesn't know its type takes the first. */
export function beside(baseline: Part, original: Part | null): Part {
  if (original === null) return baseline;
  return {
    disposition: dispositions.render,
    language: '',
    type: 'multi',
    semantics: 'choose-one',
    parts: [baseline, original],
  };
}

/**
 * Reads an original that somebody sent, whoever it was: only what {@link originalOf} takes. Nobody has said yet that
 * it means the same as the form beside it.
 * @returns null for anything that is no original
 */
export function readOriginal(content: Uint8Array): Original | null {
  if (content.length > originalLimit) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString('utf8'));
  } catch (cause) {
    // Somebody else's octets under this media type: the form beside them is shown.
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
  const event = objectIn(value);
  return originalOf(textAt(event, 'type') ?? '', objectAt(event, 'content'));
}
