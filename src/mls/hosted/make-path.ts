import type { LeafIndex } from '../contract.ts';
import type { Applied } from '../public/apply-proposals.ts';
import { mergePathKeys, type PathTarget, pathTargets } from '../public/apply-path.ts';
import { provisionalContext } from '../public/next-epoch.ts';
import { type PublicState, suiteOf } from '../public/public-state.ts';
import type { HpkeCiphertext, UpdatePath } from '../structs/commit.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import { type LeafNode, leafNodeToBeSigned } from '../structs/leaf-node.ts';
import {
  type CipherSuite,
  deriveSecret,
  encryptionInfo,
  type KeyPair,
  pauseAt,
  signWithLabel,
} from '../suites/index.ts';
import { encryptionKeyOf, type TreeDraft } from '../tree/ratchet-tree.ts';

/** What a committer puts into its new leaf; keys, source and signature are made. */
export type LeafTemplate = Pick<LeafNode, 'signatureKey' | 'credential' | 'capabilities' | 'extensions'>;

export interface MadePath {
  readonly path: UpdatePath;
  readonly commitSecret: Uint8Array;
  /** Private keys of the path's nodes and of the committer's leaf. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
  /** By node, from below; for the Welcome. To be erased after it. */
  readonly pathSecrets: readonly { readonly node: number; readonly secret: Uint8Array }[];
}

/**
 * Makes an update path (RFC 9420 §7.4 to §7.6, §7.9, §12.4.1) and merges it into the draft. A joiner's leaf stands in
 * the draft already.
 */
export async function makePath(
  state: PublicState,
  applied: Applied,
  committer: {
    readonly leafIndex: LeafIndex;
    /** Of the template's signature key. */
    readonly privateKey: Uint8Array;
    readonly template: LeafTemplate;
  },
): Promise<MadePath> {
  const { draft } = applied;
  const { leafIndex } = committer;
  const suite = suiteOf(state.context);
  const targets = pathTargets(draft, leafIndex, applied.added);
  const derived = deriveKeys(suite, targets);
  const publicKeys = derived.nodes.map(({ keys }) => keys.publicKey);
  const parentHash = mergePathKeys(suite, draft, leafIndex, targets, publicKeys);
  const leaf = signedPathLeaf(state, committer, derived.leaf.publicKey, parentHash);
  draft.setCommitterLeaf(leafIndex, leaf);
  const provisional = provisionalContext(state, applied.extensions, draft);
  const nodes = await sealSecrets(suite, draft, targets, derived.nodes, encodeGroupContext(provisional));
  return {
    path: { leaf, nodes },
    commitSecret: derived.commitSecret,
    keys: new Map([
      [2 * leafIndex, derived.leaf.privateKey],
      ...derived.nodes.map(({ node, keys }) => [node, keys.privateKey] as const),
    ]),
    pathSecrets: derived.nodes,
  };
}

interface DerivedNode {
  readonly node: number;
  /** The path secret; erased by who made the commit, after the Welcome. */
  readonly secret: Uint8Array;
  readonly keys: KeyPair;
}

/** RFC 9420 §7.4: a chain of path secrets from a fresh one at the leaf, with the key pair of each. */
function deriveKeys(suite: CipherSuite, targets: readonly PathTarget[]) {
  const pairOf = (pathSecret: Uint8Array): KeyPair => {
    const nodeSecret = deriveSecret(suite, pathSecret, 'node');
    const keys = suite.deriveHpkeKeyPair(nodeSecret);
    nodeSecret.fill(0);
    return keys;
  };
  const first = suite.random(suite.hashLength);
  const leaf = pairOf(first);
  const nodes: DerivedNode[] = [];
  let last = first;
  for (const { node } of targets) {
    last = deriveSecret(suite, last, 'path');
    nodes.push({ node, secret: last, keys: pairOf(last) });
  }
  const commitSecret = deriveSecret(suite, last, 'path');
  first.fill(0);
  return { leaf, nodes, commitSecret };
}

function signedPathLeaf(
  state: PublicState,
  { leafIndex, privateKey, template }: Parameters<typeof makePath>[2],
  encryptionKey: Uint8Array,
  parentHash: Uint8Array,
): LeafNode {
  const { signatureKey, credential, capabilities, extensions } = template;
  const source = { type: 'commit', parentHash } as const;
  const unsigned = { encryptionKey, signatureKey, credential, capabilities, extensions, source };
  const signed = leafNodeToBeSigned(unsigned, { groupId: state.context.groupId, leafIndex });
  return { ...unsigned, signature: signWithLabel(suiteOf(state.context), privateKey, 'LeafNodeTBS', signed) };
}

/** RFC 9420 §7.6: each path secret, encrypted to everybody below the copath child that it is for. */
async function sealSecrets(
  suite: CipherSuite,
  draft: TreeDraft,
  targets: readonly PathTarget[],
  derived: readonly DerivedNode[],
  context: Uint8Array,
): Promise<UpdatePath['nodes']> {
  const info = encryptionInfo('UpdatePathNode', context);
  const nodes: UpdatePath['nodes'][number][] = [];
  let step = 0;
  for (const [i, { keys, secret }] of derived.entries()) {
    const encryptedPathSecrets: HpkeCiphertext[] = [];
    for (const recipient of targets[i]?.recipients ?? []) {
      const node = draft.nodes[recipient];
      if (node === undefined) throw new Error('a resolution names a blank node');
      encryptedPathSecrets.push(suite.seal(encryptionKeyOf(node), info, secret));
      await pauseAt(step++);
    }
    nodes.push({ encryptionKey: keys.publicKey, encryptedPathSecrets });
  }
  return nodes;
}
