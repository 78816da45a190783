import { equalOctets } from '../codec/octets.ts';
import { demand } from '../invalid-message.ts';
import type { ParentNode, TreeNode } from '../structs/tree-node.ts';
import type { CipherSuite } from '../suites/index.ts';
import { type RatchetTree, unmergedUnder } from '../tree/ratchet-tree.ts';
import { parentHash } from '../tree/tree-hash.ts';
import { leftOf, rightOf } from '../tree/tree-math.ts';

/**
 * RFC 9420 §7.9.2: every parent that is not blank is parent-hash valid with respect to one descendant D under one
 * child C: D has the parent's hash, D is in the resolution of C, and everything else in that resolution is a leaf that
 * the parent lists as unmerged. So there is one candidate a child at most, and nobody can make this slow.
 */
export function checkParentHashes(suite: CipherSuite, tree: RatchetTree): void {
  for (let node = 1; node < tree.width; node += 2) {
    const parent = tree.parentAt(node);
    if (parent === undefined) continue;
    const [left, right] = [leftOf(node), rightOf(node)];
    const valid =
      vouchesFor(suite, tree, node, parent, left, right) || vouchesFor(suite, tree, node, parent, right, left);
    demand(valid, 'parent-hash', `node ${node}`);
  }
}

/** Whether the candidate under `child` has the parent's hash with respect to the other child. */
function vouchesFor(
  suite: CipherSuite,
  tree: RatchetTree,
  node: number,
  parent: ParentNode,
  child: number,
  copathChild: number,
): boolean {
  const resolution = tree.resolution(child);
  const unmerged = new Set(unmergedUnder(parent, child));
  if (resolution.length !== unmerged.size + 1) return false;
  const [candidate, ...others] = resolution.filter((descendant) => !unmerged.has(descendant));
  if (candidate === undefined || others.length > 0) return false;
  const claimed = claimedParentHash(tree.nodes[candidate]);
  return claimed !== undefined && equalOctets(claimed, parentHash(suite, tree, node, copathChild));
}

function claimedParentHash(node: TreeNode | undefined): Uint8Array | undefined {
  if (node === undefined) return undefined;
  if ('parent' in node) return node.parent.parentHash;
  return node.leaf.source.type === 'commit' ? node.leaf.source.parentHash : undefined;
}
