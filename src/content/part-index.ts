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

/** A part with its index and the parts that it holds. */
export interface PartNode {
  readonly index: number;
  readonly part: Part;
  readonly children: readonly PartNode[];
}

/** The same parts as a tree. */
export function partTree(body: Part): PartNode {
  let next = 0;
  const nodeOf = (part: Part): PartNode => {
    const index = next++;
    return { index, part, children: part.type === 'multi' ? part.parts.map(nodeOf) : [] };
  };
  return nodeOf(body);
}
