import { equalOctets } from '../codec/octets.ts';
import type { GroupContext, GroupRules } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import type { TreeNode } from '../structs/tree-node.ts';
import { type CipherSuite, pauseAt } from '../suites/index.ts';
import { RatchetTree } from '../tree/ratchet-tree.ts';
import { treeHash } from '../tree/tree-hash.ts';
import { directPath, isUnder } from '../tree/tree-math.ts';
import { checkCredentialTypes, requirementsOf } from './7.2-capabilities.ts';
import { checkLeafNode } from './7.3-leaf-node.ts';
import { checkParentHashes } from './7.9.2-parent-hash.ts';

/** Leaves that were verified before cost little: a pause at each few would cost more. */
const leavesAtOnce = 100;

/**
 * RFC 9420 §12.4.3.1: verifies a ratchet tree that came from somebody else against its GroupContext and gives it as a
 * tree. Old members' key packages may have expired meanwhile, so lifetimes are not looked at.
 */
export async function verifyRatchetTree(
  suite: CipherSuite,
  nodes: readonly (TreeNode | undefined)[],
  context: GroupContext,
  rules: GroupRules,
): Promise<RatchetTree> {
  const requirements = requirementsOf(context.extensions);
  const tree = new RatchetTree(nodes);
  for (const node of tree.nodes.keys()) if (node % 2 === 1) checkUnmergedLeaves(tree, node);
  demand(equalOctets(treeHash(suite, tree), context.treeHash), 'tree-hash');
  demand(tree.encryptionKeys.unique, 'encryption-key-not-unique');
  demand(tree.signatureKeys.unique, 'signature-key-not-unique');
  checkParentHashes(suite, tree);
  checkCredentialTypes(tree.leaves());
  const timeless = { ...rules, now: null };
  let step = 0;
  for (const [leafIndex, leaf] of tree.leaves()) {
    checkLeafNode(suite, leaf, { groupId: context.groupId, leafIndex }, requirements, timeless);
    await pauseAt(step++, leavesAtOnce);
  }
  return tree;
}

/** Each entry is a descendant that is not blank, and every parent between the two lists it as well; sorted, unique. */
function checkUnmergedLeaves(tree: RatchetTree, node: number): void {
  let previous = -1;
  for (const leafIndex of tree.parentAt(node)?.unmergedLeaves ?? []) {
    const stands = tree.leafAt(leafIndex) !== undefined && isUnder(2 * leafIndex, node);
    demand(leafIndex > previous && stands, 'unmerged-leaves', `leaf ${leafIndex} at node ${node}`);
    previous = leafIndex;
    for (const between of directPath(2 * leafIndex, tree.width)) {
      if (between === node) break;
      const listed = tree.parentAt(between)?.unmergedLeaves.includes(leafIndex) ?? true;
      demand(listed, 'unmerged-leaves', `leaf ${leafIndex} is missing at node ${between}`);
    }
  }
}
