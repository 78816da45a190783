import type { Part } from '../contract.ts';
import { indexedParts } from '../part-index.ts';

/** A part with its index and the parts that it holds. */
export interface PartNode {
  readonly index: number;
  readonly part: Part;
  readonly children: readonly PartNode[];
}

export function partTree(body: Part): PartNode {
  const nodes = indexedParts(body).map(({ index, part, within }) => ({
    index,
    part,
    within,
    children: [] as PartNode[],
  }));
  for (const node of nodes) if (node.within !== null) nodes[node.within]?.children.push(node);
  // The body has the first index (draft-ietf-mimi-content §4.4).
  return nodes[0] ?? { index: 0, part: body, children: [] };
}
