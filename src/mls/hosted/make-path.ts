import type { LeafIndex } from '../contract.ts';
import type { Applied } from '../public/apply-proposals.ts';
import { mergePathKeys, pathTargets } from '../public/apply-path.ts';
import { provisionalContext } from '../public/next-epoch.ts';
import { type PublicState, suiteOf } from '../public/public-state.ts';
import type { HpkeCiphertext, UpdatePath } from '../structs/commit.ts';
import { encodeGroupContext } from '../structs/group-info.ts';
import { type LeafNode, leafNodeToBeSigned } from '../structs/leaf-node.ts';
import { deriveSecret, encryptionInfo, pauseAt, signWithLabel } from '../suites/index.ts';
import { encryptionKeyOf } from '../tree/ratchet-tree.ts';

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
  const suite = suiteOf(state.context);
  const { draft } = applied;
  const { leafIndex, privateKey, template } = committer;
  const targets = pathTargets(draft, leafIndex, applied.added);
  const keys = new Map<number, Uint8Array>();
  let secret = suite.random(suite.hashLength);
  const leafKeys = suite.deriveHpkeKeyPair(deriveSecret(suite, secret, 'node'));
  keys.set(2 * leafIndex, leafKeys.privateKey);
  const publicKeys: Uint8Array[] = [];
  const pathSecrets: { node: number; secret: Uint8Array }[] = [];
  for (const { node } of targets) {
    const next = deriveSecret(suite, secret, 'path');
    if (pathSecrets.length === 0) secret.fill(0);
    secret = next;
    const pair = suite.deriveHpkeKeyPair(deriveSecret(suite, secret, 'node'));
    keys.set(node, pair.privateKey);
    publicKeys.push(pair.publicKey);
    pathSecrets.push({ node, secret });
  }
  const commitSecret = deriveSecret(suite, secret, 'path');
  const parentHash = mergePathKeys(suite, draft, leafIndex, targets, publicKeys);
  const unsigned = {
    encryptionKey: leafKeys.publicKey,
    signatureKey: template.signatureKey,
    credential: template.credential,
    capabilities: template.capabilities,
    extensions: template.extensions,
    source: { type: 'commit', parentHash } as const,
  };
  const place = { groupId: state.context.groupId, leafIndex };
  const signature = signWithLabel(suite, privateKey, 'LeafNodeTBS', leafNodeToBeSigned(unsigned, place));
  const leaf: LeafNode = { ...unsigned, signature };
  draft.setCommitterLeaf(leafIndex, leaf);

  const provisional = provisionalContext(state, applied.extensions, draft);
  const info = encryptionInfo('UpdatePathNode', encodeGroupContext(provisional));
  const nodes = [];
  let step = 0;
  for (const [i, { recipients }] of targets.entries()) {
    const encryptedPathSecrets: HpkeCiphertext[] = [];
    for (const recipient of recipients) {
      const node = draft.nodes[recipient];
      const pathSecret = pathSecrets[i]?.secret;
      if (node === undefined || pathSecret === undefined) throw new Error('a resolution names a blank node');
      encryptedPathSecrets.push(suite.seal(encryptionKeyOf(node), info, pathSecret));
      await pauseAt(step++);
    }
    nodes.push({ encryptionKey: publicKeys[i] ?? new Uint8Array(0), encryptedPathSecrets });
  }
  return { path: { leaf, nodes }, commitSecret, keys, pathSecrets };
}
