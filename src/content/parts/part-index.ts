import type { Part } from '../contract.ts';

/** A part with its index: its place in depth-first order, the message's body being 0 (draft-ietf-mimi-content §4.4). */
export interface IndexedPart {
  readonly index: number;
  readonly part: Part;
  readonly children: readonly IndexedPart[];
}

export function indexParts(body: Part): IndexedPart {
  let next = 0;
  const indexed = (part: Part): IndexedPart => {
    const index = next;
    next += 1;
    return { index, part, children: part.type === 'multi' ? part.parts.map(indexed) : [] };
  };
  return indexed(body);
}
