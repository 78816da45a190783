import type { Part } from './contract.ts';
import { dispositions } from './contract.ts';

/**
 * What a part is there for: one that says nothing of it (`unspecified`) is there for what the part around it is
 * (draft-ietf-mimi-content §4.4).
 * @param around disposition of the part around it
 */
export function purposeOf(part: Part, around: number = dispositions.unspecified): number {
  return part.disposition === dispositions.unspecified ? around : part.disposition;
}

/**
 * Whether a body is NullPart and nothing else, however often: what it replaces is taken back (draft-ietf-mimi-content
 * §5.6).
 */
export const isNothing = (body: Part): boolean =>
  body.type === 'multi' ? body.parts.every(isNothing) : body.type === 'null';
