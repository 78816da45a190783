import { equalOctets } from '../codec/octets.ts';
import { demand } from '../invalid-message.ts';
import type { TreeNode } from '../structs/tree-node.ts';
import type { CipherSuite } from '../suites/index.ts';
import { type RatchetTree, unmergedUnder } from '../tree/ratchet-tree.ts';
import { expectedParentHash } from '../tree/tree-hash.ts';

/**
 * RFC 9420 §7.9.2: every parent that is not blank is parent-hash valid with respect to one descendant: the hashes
 * agree, and between the two there is nothing but leaves that the parent lists as unmerged.
 */
export function checkParentHashes(suite: CipherSuite, tree: RatchetTree): void {
  const vouchedFor = new Set<number>();
  for (const [node, content] of tree.nodes.entries()) {
    const claimed = claimedParentHash(content);
    if (claimed === undefined || claimed.length === 0) continue;
    const expected = expectedParentHash(suite, tree, node);
    if (expected === undefined || !equalOctets(expected.hash, claimed)) continue;
    if (onlyUnmergedBeside(tree, node, expected.child, expected.ancestor)) vouchedFor.add(expected.ancestor);
  }
  for (const [node, content] of tree.nodes.entries())
    if (content !== undefined && 'parent' in content) demand(vouchedFor.has(node), 'parent-hash', `node ${node}`);
}

function claimedParentHash(node: TreeNode | undefined): Uint8Array | undefined {
  if (node === undefined) return undefined;
  if ('parent' in node) return node.parent.parentHash;
  return node.leaf.source.type === 'commit' ? node.leaf.source.parentHash : undefined;
}

/** "D is in the resolution of C, and the intersection of P's unmerged leaves with C's subtree equals the rest of it." */
function onlyUnmergedBeside(tree: RatchetTree, node: number, child: number, ancestor: number): boolean {
  const parent = tree.parentAt(ancestor);
  if (parent === undefined) return false;
  const unmerged = new Set(unmergedUnder(parent, child));
  const resolution = tree.resolution(child);
  const rest = resolution.filter((other) => other !== node);
  return (
    rest.length === resolution.length - 1 && rest.length === unmerged.size && rest.every((leaf) => unmerged.has(leaf))
  );
}
