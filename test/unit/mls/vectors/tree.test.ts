import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/mls/codec/reader.ts';
import type { CipherSuiteId, GroupRules } from '../../../../src/mls/index.ts';
import { openPath, walkPath } from '../../../../src/mls/hosted/path-secrets.ts';
import { makePath } from '../../../../src/mls/hosted/make-path.ts';
import { mergePath, pathTargets } from '../../../../src/mls/public/apply-path.ts';
import type { Applied } from '../../../../src/mls/public/apply-proposals.ts';
import { readUpdatePath } from '../../../../src/mls/structs/commit.ts';
import { readProposal } from '../../../../src/mls/structs/proposal.ts';
import { decodeRatchetTree, encodeRatchetTree } from '../../../../src/mls/structs/tree-node.ts';
import { cipherSuite, deriveSecret } from '../../../../src/mls/suites/index.ts';
import { RatchetTree, type TreeDraft } from '../../../../src/mls/tree/ratchet-tree.ts';
import { nodeHash, treeHash } from '../../../../src/mls/tree/tree-hash.ts';
import { checkParentHashes } from '../../../../src/mls/validation/7.9.2-parent-hash.ts';
import { checkLeafNode } from '../../../../src/mls/validation/7.3-leaf-node.ts';
import { hex, unhex, vectors } from './vector-files.ts';

const rules: GroupRules = {
  applyComponent: (_id, state) => state ?? new Uint8Array(),
  authenticate: () => undefined,
  sameClient: () => false,
  now: null,
};

function numbered<T extends object>(name: string): (T & { number: number })[] {
  return vectors<T>(name).map((vector, number) => ({ ...vector, number }));
}

interface TreeValidation {
  cipher_suite: CipherSuiteId;
  tree: string;
  group_id: string;
  resolutions: number[][];
  tree_hashes: string[];
}

describe('tree-validation', () => {
  it('all trees have the resolutions and hashes, and are valid', () => {
    for (const v of vectors<TreeValidation>('tree-validation')) {
      const suite = cipherSuite(v.cipher_suite);
      const tree = new RatchetTree(decodeRatchetTree(unhex(v.tree)));
      expect(hex(encodeRatchetTree(tree.nodes))).toBe(v.tree);
      for (const [node, expected] of v.resolutions.entries()) expect(tree.resolution(node)).toEqual(expected);
      for (const [node, expected] of v.tree_hashes.entries()) expect(hex(nodeHash(suite, tree, node))).toBe(expected);
      checkParentHashes(suite, tree);
      for (const [leafIndex, leaf] of tree.leaves())
        checkLeafNode(suite, leaf, { groupId: unhex(v.group_id), leafIndex }, undefined, rules);
      expect(tree.encryptionKeys.unique && tree.signatureKeys.unique).toBe(true);
    }
  });
});

interface TreeOperation
  extends Record<'proposal' | 'tree_before' | 'tree_after' | 'tree_hash_before' | 'tree_hash_after', string> {
  cipher_suite: CipherSuiteId;
  proposal_sender: number;
}

describe('tree-operations', () => {
  it.each(numbered<TreeOperation>('tree-operations'))('operation $number', (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const before = new RatchetTree(decodeRatchetTree(unhex(v.tree_before)));
    expect(hex(treeHash(suite, before))).toBe(v.tree_hash_before);
    const proposal = decode(readProposal, unhex(v.proposal));
    const draft = before.draft();
    if (proposal.type === 'add') draft.addLeaf(proposal.parsed.leaf);
    else if (proposal.type === 'update') draft.updateLeaf(v.proposal_sender, proposal.parsed);
    else if (proposal.type === 'remove') draft.removeLeaf(proposal.removed);
    expect(hex(encodeRatchetTree(draft.nodes))).toBe(v.tree_after);
    expect(hex(treeHash(suite, draft))).toBe(v.tree_hash_after);
    expect(hex(encodeRatchetTree(before.nodes)), 'the tree before is as it was').toBe(v.tree_before);
  });
});

interface TreeKem {
  cipher_suite: CipherSuiteId;
  group_id: string;
  epoch: number;
  confirmed_transcript_hash: string;
  ratchet_tree: string;
  leaves_private: {
    index: number;
    encryption_priv: string;
    signature_priv: string;
    path_secrets: { node: number; path_secret: string }[];
  }[];
  update_paths: {
    sender: number;
    update_path: string;
    path_secrets: (string | null)[];
    commit_secret: string;
    tree_hash_after: string;
  }[];
}

function nothingApplied(draft: TreeDraft): Applied {
  return {
    list: [],
    draft,
    extensions: [],
    added: [],
    removed: [],
    updated: [],
    psks: [],
    kemOutput: undefined,
    reinit: false,
    pathRequired: true,
  };
}

describe('treekem', () => {
  it.each(numbered<TreeKem>('treekem'))('tree $number', async (v) => {
    const suite = cipherSuite(v.cipher_suite);
    const tree = new RatchetTree(decodeRatchetTree(unhex(v.ratchet_tree)));
    const groupId = unhex(v.group_id);
    const keysOf = new Map<number, Map<number, Uint8Array>>();
    for (const leaf of v.leaves_private) {
      const keys = new Map([[2 * leaf.index, unhex(leaf.encryption_priv)]]);
      for (const { node, path_secret } of leaf.path_secrets) {
        const pair = suite.deriveHpkeKeyPair(deriveSecret(suite, unhex(path_secret), 'node'));
        expect(hex(pair.publicKey)).toBe(hex(tree.parentAt(node)!.encryptionKey));
        keys.set(node, pair.privateKey);
      }
      keysOf.set(leaf.index, keys);
    }
    const context = {
      version: 1,
      cipherSuite: v.cipher_suite,
      groupId,
      epoch: BigInt(v.epoch),
      treeHash: treeHash(suite, tree),
      confirmedTranscriptHash: unhex(v.confirmed_transcript_hash),
      extensions: [],
    } as const;
    for (const update of v.update_paths) {
      const path = decode(readUpdatePath, unhex(update.update_path));
      const applied = nothingApplied(tree.draft());
      const place = { leafIndex: update.sender, groupId };
      // The suite 7 trees of this file come from a generator whose capabilities end at suite 6.
      const check = (): void => checkLeafNode(suite, path.leaf, place, undefined, rules);
      if (v.cipher_suite === 7) expect(check).toThrow('leaf-version-or-suite');
      else check();
      const targets = mergePath(suite, applied, path, update.sender, false);
      expect(hex(treeHash(suite, applied.draft))).toBe(update.tree_hash_after);
      checkParentHashes(suite, applied.draft);
      const provisional = { ...context, treeHash: treeHash(suite, applied.draft) };
      for (const [leafIndex, known] of keysOf) {
        if (leafIndex === update.sender) continue;
        const keys = new Map(known);
        const secret = openPath(suite, path, targets, provisional, update.sender, [leafIndex], keys);
        expect(hex(secret)).toBe(update.commit_secret);
      }
      const first = update.path_secrets.findIndex((secret) => secret !== null);
      if (first >= 0) {
        const publicKeys = path.nodes.map(({ encryptionKey }) => encryptionKey);
        const known = unhex(update.path_secrets[first]!);
        const entry = targets.findIndex(({ node }) => Math.abs(node - 2 * first) < 1 << trailingOnes(node));
        expect(hex(walkPath(suite, targets, publicKeys, entry, known, new Map()))).toBe(update.commit_secret);
      }
    }
    // A path of our own is one that every leaf can open.
    const sender = v.leaves_private[0]!;
    const applied = nothingApplied(tree.draft());
    const state = { context, confirmationTag: new Uint8Array(), pending: new Map(), reinitialized: false, tree };
    const privateKey = unhex(sender.signature_priv);
    const committer = { leafIndex: sender.index, privateKey, template: tree.memberLeaf(sender.index) };
    const made = await makePath(state, applied, committer);
    const targets = pathTargets(tree.draft(), sender.index, []);
    const provisional = { ...context, epoch: context.epoch + 1n, treeHash: treeHash(suite, applied.draft) };
    checkParentHashes(suite, applied.draft);
    for (const [leafIndex, known] of keysOf) {
      if (leafIndex === sender.index) continue;
      const opened = openPath(suite, made.path, targets, provisional, sender.index, [leafIndex], new Map(known));
      expect(hex(opened)).toBe(hex(made.commitSecret));
    }
  });
});

function trailingOnes(node: number): number {
  let count = 0;
  while (((node >>> count) & 1) === 1) count++;
  return count;
}
