import { beforeAll, describe, expect, it } from 'vitest';
import { type PreparedCommit, receive, receivePublicCommit, type Rule } from '../../../../src/mls/index.ts';
import type { HpkeCiphertext, UpdatePath } from '../../../../src/mls/structs/commit.ts';
import type { LeafNode } from '../../../../src/mls/structs/leaf-node.ts';
import {
  basic,
  expectAccepted,
  expectRefused,
  newWorld,
  prepare,
  rewritten,
  rules,
  signedLeaf,
  stateOf,
  suite,
  type World,
} from './world.ts';

let world: World;
let prepared: PreparedCommit;

beforeAll(async () => {
  world = await newWorld();
  prepared = await prepare(world, 0, { forcePath: true });
});

function withPath(change: (path: UpdatePath) => UpdatePath): Uint8Array {
  return rewritten(world, prepared.commit, (content) => {
    if (content.body.type !== 'commit' || content.body.commit.path === undefined) throw new Error('no path');
    const { commit } = content.body;
    return { ...content, body: { type: 'commit', commit: { ...commit, path: change(content.body.commit.path) } } };
  });
}

/** The path with changes to each sealed path secret. */
function withSealed(change: (sealed: HpkeCiphertext) => Partial<HpkeCiphertext>): Uint8Array {
  return withPath((path) => ({
    ...path,
    nodes: path.nodes.map((node) => ({
      ...node,
      encryptedPathSecrets: node.encryptedPathSecrets.map((sealed) => ({ ...sealed, ...change(sealed) })),
    })),
  }));
}

/** The path with changes to its leaf, signed again. */
function withLeaf(change: (leaf: LeafNode) => Partial<LeafNode>): Uint8Array {
  const place = { groupId: world.hub.context.groupId, leafIndex: 0 };
  const privateKey = stateOf(world, 0).signatureKeys.get(0)!;
  return withPath((path) => ({ ...path, leaf: signedLeaf({ ...path.leaf, ...change(path.leaf) }, privateKey, place) }));
}

function leafOf(leafIndex: number): LeafNode {
  return stateOf(world, 0).public.tree.memberLeaf(leafIndex);
}

const flipped = (octets: Uint8Array): Uint8Array => octets.with(9, (octets[9] ?? 0) ^ 1);

describe('a commit is refused for its path, by hub and member', () => {
  const cases: [Rule, string, () => Uint8Array][] = [
    ['path-length', 'an entry too few', () => withPath((path) => ({ ...path, nodes: path.nodes.slice(1) }))],
    [
      'path-length',
      'an entry too many',
      () => withPath((path) => ({ ...path, nodes: [...path.nodes, path.nodes[0]!] })),
    ],
    [
      'path-ciphertext-count',
      'a ciphertext too few',
      () => withPath((path) => ({ ...path, nodes: path.nodes.map((node) => ({ ...node, encryptedPathSecrets: [] })) })),
    ],
    [
      'path-key-reused',
      "another member's key on the path",
      () => {
        const { encryptionKey } = leafOf(2);
        return withPath((path) => ({ ...path, nodes: path.nodes.map((node) => ({ ...node, encryptionKey })) }));
      },
    ],
    [
      'path-key-reused',
      "another member's key in the leaf",
      () => withLeaf(() => ({ encryptionKey: leafOf(1).encryptionKey })),
    ],
    [
      'encryption-key-unchanged',
      'the old key in the leaf',
      () => withLeaf(() => ({ encryptionKey: leafOf(0).encryptionKey })),
    ],
    [
      'path-parent-hash',
      'parent hash of the leaf',
      () =>
        withLeaf(({ source }) =>
          source.type === 'commit' ? { source: { ...source, parentHash: flipped(source.parentHash) } } : {},
        ),
    ],
    ['leaf-source', 'a leaf that is no path leaf', () => withLeaf(() => ({ source: { type: 'update' } }))],
    [
      'leaf-signature',
      'leaf signature',
      () => withPath((path) => ({ ...path, leaf: { ...path.leaf, signature: flipped(path.leaf.signature) } })),
    ],
    [
      'credential',
      'a credential that the application refuses',
      () => withLeaf(() => ({ credential: basic('mallory') })),
    ],
    ['credential-successor', "another client's credential", () => withLeaf(() => ({ credential: basic('dave') }))],
    ['signature-key-not-unique', "another member's signature key", () => foreignKey()],
    [
      'path-secret',
      'ciphertexts that do not open',
      () => withSealed(({ ciphertext }) => ({ ciphertext: flipped(ciphertext) })),
    ],
    ['path-secret', 'a KEM output that is no point', () => withSealed(() => ({ kemOutput: new Uint8Array(32) }))],
  ];

  /** Alice takes bob's signature key; a signature by it is needed, so bob signs the leaf. */
  function foreignKey(): Uint8Array {
    const { signatureKeys, local } = stateOf(world, 1);
    const place = { groupId: world.hub.context.groupId, leafIndex: 0 };
    const signatureKey = local[0]!.signaturePublicKey;
    return withPath((path) => ({
      ...path,
      leaf: signedLeaf({ ...path.leaf, signatureKey }, signatureKeys.get(1)!, place),
    }));
  }

  it.each(cases)('%s: %s', async (rule, _what, damaged) => {
    await expectRefused(world, damaged(), rule);
    await expectAccepted(world, prepared.commit);
  });

  it('confirmation-tag, path-secret: keys that do not follow from the secrets', async () => {
    const fresh = suite.generateHpkeKeyPair().publicKey;
    const bad = withPath((path) => ({ ...path, nodes: path.nodes.map((node) => ({ ...node, encryptionKey: fresh })) }));
    // Another key changes the parent hash, so this is what everybody sees first.
    await expectRefused(world, bad, 'path-parent-hash');
    await expect(receivePublicCommit(world.hub, prepared.commit, rules)).resolves.toBeDefined();
    await expect(receive(world.carol, prepared.commit, { rules })).resolves.toBeDefined();
  });
});
