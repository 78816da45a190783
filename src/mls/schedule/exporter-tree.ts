import { InvalidMessage } from '../invalid-message.ts';
import { type CipherSuite, expandWithLabel } from '../suites/index.ts';
import { utf8 } from '../codec/octets.ts';

/**
 * The forward-secure exporter of draft-ietf-mls-extensions §4.4: a tree of 2^16 leaves, one per component. A node is
 * its secret until something under it was exported, then its two children; an exported leaf is null.
 */
export type ExporterTree = Uint8Array | null | { readonly left: ExporterTree; readonly right: ExporterTree };

const height = 16;

/** The component's secret, and the tree without it. Throws `InvalidMessage('component-secret-used')`. */
export function exportComponent(
  suite: CipherSuite,
  tree: ExporterTree,
  componentId: number,
): { readonly secret: Uint8Array; readonly rest: ExporterTree } {
  return take(suite, tree, componentId, height - 1);
}

function take(
  suite: CipherSuite,
  tree: ExporterTree,
  componentId: number,
  bit: number,
): { readonly secret: Uint8Array; readonly rest: ExporterTree } {
  if (tree === null) throw new InvalidMessage('component-secret-used', `component ${componentId}`);
  if (bit < 0) {
    if (!(tree instanceof Uint8Array)) throw new Error('an exporter tree is deeper than component ids are long');
    return { secret: tree, rest: null };
  }
  const split = tree instanceof Uint8Array ? children(suite, tree) : tree;
  if (((componentId >>> bit) & 1) === 0) {
    const { secret, rest } = take(suite, split.left, componentId, bit - 1);
    return { secret, rest: { left: rest, right: split.right } };
  }
  const { secret, rest } = take(suite, split.right, componentId, bit - 1);
  return { secret, rest: { left: split.left, right: rest } };
}

/** RFC 9420 §9: both children of a node of a secret tree. */
export function children(suite: CipherSuite, secret: Uint8Array): { left: Uint8Array; right: Uint8Array } {
  return {
    left: expandWithLabel(suite, secret, 'tree', utf8('left'), suite.hashLength),
    right: expandWithLabel(suite, secret, 'tree', utf8('right'), suite.hashLength),
  };
}

/** Overwrites every secret of the tree. Other versions of it share them. */
export function eraseExporterTree(tree: ExporterTree): void {
  if (tree instanceof Uint8Array) tree.fill(0);
  else if (tree !== null) {
    eraseExporterTree(tree.left);
    eraseExporterTree(tree.right);
  }
}
