import { empty, equalOctets } from '../codec/octets.ts';
import type { GroupRules, LeafIndex } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import type { UpdatePath } from '../structs/commit.ts';
import type { CipherSuite } from '../suites/index.ts';
import type { PathEntry, TreeDraft } from '../tree/ratchet-tree.ts';
import { parentHash } from '../tree/tree-hash.ts';
import {
  checkFreshEncryptionKey,
  checkLeafNode,
  checkLeafSource,
  checkSuccessor,
} from '../validation/7.3-leaf-node.ts';
import { requirementsOf } from '../validation/7.2-capabilities.ts';
import type { Applied } from './apply-proposals.ts';

/** An entry of the committer's filtered direct path with the nodes that its path secret is encrypted to, in order. */
export interface PathTarget extends PathEntry {
  readonly recipients: readonly number[];
}

/** RFC 9420 §7.5, §12.4.2: the targets of a path; leaves that the same commit adds get theirs by Welcome. */
export function pathTargets(draft: TreeDraft, committer: LeafIndex, added: Applied['added']): PathTarget[] {
  const fresh = new Set(added.map(({ leafIndex }) => 2 * leafIndex));
  return draft.filteredDirectPath(committer).map((entry) => ({
    ...entry,
    recipients: entry.resolution.filter((node) => !fresh.has(node)),
  }));
}

/**
 * Validates an update path and merges it into the draft (RFC 9420 §7.5, §7.9, §12.4.2). For a joiner the draft has the
 * path's leaf already.
 */
export function applyPath(
  suite: CipherSuite,
  applied: Applied,
  path: UpdatePath,
  committer: { readonly leafIndex: LeafIndex; readonly joins: boolean; readonly groupId: Uint8Array },
  rules: GroupRules,
): PathTarget[] {
  const { draft } = applied;
  const { leafIndex, joins, groupId } = committer;
  checkLeafSource(path.leaf, 'commit');
  if (!joins) checkFreshEncryptionKey(draft.memberLeaf(leafIndex), path.leaf);
  checkLeafNode(suite, path.leaf, { groupId, leafIndex }, requirementsOf(applied.extensions), rules);
  if (!joins) checkSuccessor(draft.memberLeaf(leafIndex), path.leaf, rules);
  return mergePath(suite, applied, path, leafIndex, joins);
}

/** The part of `applyPath` that looks at the path's shape and keys and not at the leaf's content. */
export function mergePath(
  suite: CipherSuite,
  { draft, added }: Pick<Applied, 'draft' | 'added'>,
  path: UpdatePath,
  leafIndex: LeafIndex,
  joins: boolean,
): PathTarget[] {
  const targets = pathTargets(draft, leafIndex, added);
  demand(path.nodes.length === targets.length, 'path-length', `${path.nodes.length}, not ${targets.length}`);
  for (const [i, node] of path.nodes.entries()) {
    const expected = targets[i]?.recipients.length;
    demand(node.encryptedPathSecrets.length === expected, 'path-ciphertext-count', `entry ${i}`);
    demand(!draft.encryptionKeys.has(node.encryptionKey), 'path-key-reused', `entry ${i}`);
  }
  if (!joins) demand(!draft.encryptionKeys.has(path.leaf.encryptionKey), 'path-key-reused', 'leaf');
  const hash = mergePathKeys(
    suite,
    draft,
    leafIndex,
    targets,
    path.nodes.map(({ encryptionKey }) => encryptionKey),
  );
  const claimed = path.leaf.source.type === 'commit' ? path.leaf.source.parentHash : empty;
  demand(equalOctets(claimed, hash), 'path-parent-hash');
  draft.setCommitterLeaf(leafIndex, path.leaf);
  return targets;
}

/** Puts a path's public keys into the tree, from the root down, and gives the leaf's parent hash (RFC 9420 §7.9). */
export function mergePathKeys(
  suite: CipherSuite,
  draft: TreeDraft,
  leafIndex: LeafIndex,
  targets: readonly PathTarget[],
  publicKeys: readonly Uint8Array[],
): Uint8Array {
  draft.blankPath(leafIndex);
  let hash: Uint8Array = empty;
  for (const [i, { node, copathChild }] of [...targets.entries()].reverse()) {
    draft.setParent(node, { encryptionKey: publicKeys[i] ?? empty, parentHash: hash, unmergedLeaves: [] });
    hash = parentHash(suite, draft, node, copathChild);
  }
  return hash;
}
