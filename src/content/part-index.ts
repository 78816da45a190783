import type { Part } from './contract.ts';

/** A part with its place in the message. */
export interface IndexedPart {
  /** Zero-based and depth-first (draft-ietf-mimi-content §4.4): what `cid:{index}@local.invalid` means. */
  readonly index: number;
  readonly part: Part;
  /** Index of the MultiPart that holds it; null for the body itself. */
  readonly within: number | null;
}

/** All parts of a body in the order of their indices, MultiParts before what they hold. */
export function indexedParts(body: Part): readonly IndexedPart[] {
  const parts: IndexedPart[] = [];
  const walk = (part: Part, within: number | null): void => {
    const index = parts.length;
    parts.push({ index, part, within });
    if (part.type === 'multi') for (const nested of part.parts) walk(nested, index);
  };
  walk(body, null);
  return parts;
}

/**
 * Parts that other parts use by reference, so that they are not processed again (draft §4.4). References to anything but
 * a SinglePart or ExternalPart mean nothing.
 * @param referencesIn indices that a part's content refers to: how they stand there depends on its type
 */
export function referencedParts(body: Part, referencesIn: (part: Part) => readonly number[]): ReadonlySet<number> {
  const parts = indexedParts(body);
  const referenced = new Set<number>();
  for (const { index, part } of parts) {
    for (const target of referencesIn(part)) {
      const type = parts[target]?.part.type;
      if (target !== index && (type === 'single' || type === 'external')) referenced.add(target);
    }
  }
  return referenced;
}
