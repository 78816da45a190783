import { Writer } from '../codec/writer.ts';
import type { CipherSuite } from '../suites/index.ts';
import { type LeafNode, writeLeafNode } from '../structs/leaf-node.ts';
import { type ParentNode, writeParentNode } from '../structs/tree-node.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { isUnder, leftOf, rightOf } from './tree-math.ts';

/** RFC 9420 §7.8. */
export function treeHash(suite: CipherSuite, tree: RatchetTree): Uint8Array {
  return nodeHash(suite, tree, tree.root);
}

export function nodeHash(suite: CipherSuite, tree: RatchetTree, node: number): Uint8Array {
  const known = tree.hashes[node];
  if (known !== undefined) return known;
  const hash =
    node % 2 === 0
      ? leafHash(suite, node / 2, tree.leafAt(node / 2))
      : parentNodeHash(
          suite,
          tree.parentAt(node),
          nodeHash(suite, tree, leftOf(node)),
          nodeHash(suite, tree, rightOf(node)),
        );
  tree.hashes[node] = hash;
  return hash;
}

function leafHash(suite: CipherSuite, leafIndex: number, leaf: LeafNode | undefined): Uint8Array {
  return new Writer()
    .uint8(1)
    .uint32(leafIndex)
    .optional(leaf, writeLeafNode)
    .lend((octets) => suite.hash(octets));
}

function parentNodeHash(
  suite: CipherSuite,
  parent: ParentNode | undefined,
  left: Uint8Array,
  right: Uint8Array,
): Uint8Array {
  return new Writer()
    .uint8(2)
    .optional(parent, writeParentNode)
    .opaque(left)
    .opaque(right)
    .lend((octets) => suite.hash(octets));
}

/** The tree hash of a subtree as it was before some leaves were added (RFC 9420 §7.9). */
function hashWithout(suite: CipherSuite, tree: RatchetTree, node: number, leaves: ReadonlySet<number>): Uint8Array {
  if (!anyUnder(leaves, node)) return nodeHash(suite, tree, node);
  if (node % 2 === 0) return leafHash(suite, node / 2, undefined);
  const parent = tree.parentAt(node);
  const before = parent && { ...parent, unmergedLeaves: parent.unmergedLeaves.filter((leaf) => !leaves.has(leaf)) };
  return parentNodeHash(
    suite,
    before,
    hashWithout(suite, tree, leftOf(node), leaves),
    hashWithout(suite, tree, rightOf(node), leaves),
  );
}

function anyUnder(leaves: ReadonlySet<number>, node: number): boolean {
  for (const leaf of leaves) if (isUnder(2 * leaf, node)) return true;
  return false;
}

/** RFC 9420 §7.9: the parent hash of `parent` with respect to the child on the other side. */
export function parentHash(suite: CipherSuite, tree: RatchetTree, parent: number, copathChild: number): Uint8Array {
  const node = tree.parentAt(parent);
  if (node === undefined) throw new Error(`node ${parent} is blank and has no parent hash`);
  const sibling = hashWithout(suite, tree, copathChild, new Set(node.unmergedLeaves));
  return new Writer()
    .opaque(node.encryptionKey)
    .opaque(node.parentHash)
    .opaque(sibling)
    .lend((octets) => suite.hash(octets));
}
