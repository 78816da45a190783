/**
 * RFC 9420 appendix C: positions in a perfect binary tree stored in an array. Leaf i is node 2i. Callers bound every
 * index that came from outside before they use it here.
 * @module
 */

/** Height of a node: 0 for a leaf. */
export function level(node: number): number {
  let height = 0;
  while (((node >>> height) & 1) === 1) height++;
  return height;
}

/** Number of nodes of a full tree of `leaves` leaves (a power of two). */
export function nodeWidth(leaves: number): number {
  return 2 * leaves - 1;
}

/** Root of an array of `width` nodes (2^k - 1). */
export function rootOf(width: number): number {
  return (width - 1) / 2;
}

/** Left child; the node must be a parent. */
export function leftOf(node: number): number {
  return node - (1 << (level(node) - 1));
}

/** Right child; the node must be a parent. */
export function rightOf(node: number): number {
  return node + (1 << (level(node) - 1));
}

/** Parent; the node must not be the root. */
export function parentOf(node: number): number {
  const height = level(node);
  return (node | (1 << height)) & ~(1 << (height + 1));
}

/** Sibling; the node must not be the root. */
export function siblingOf(node: number): number {
  const parent = parentOf(node);
  return node < parent ? rightOf(parent) : leftOf(parent);
}

/** The node's ancestors, from its parent to the root. */
export function directPath(node: number, width: number): number[] {
  const path: number[] = [];
  const root = rootOf(width);
  for (let at = node; at !== root; ) path.push((at = parentOf(at)));
  return path;
}

/** Whether `node` lies in the subtree of `ancestor`, or is it. */
export function isUnder(node: number, ancestor: number): boolean {
  return Math.abs(node - ancestor) < 1 << level(ancestor);
}
