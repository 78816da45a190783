import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkGroupInfo,
  encrypt,
  joinByExternalCommit,
  openPublicGroup,
  proposeAsExternalSender,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  type Proposal,
  type Rule,
} from '../../../../src/mls/index.ts';
import { type GroupInfo, groupInfoToBeSigned } from '../../../../src/mls/structs/group-info.ts';
import type { ProposalOrRef } from '../../../../src/mls/structs/commit.ts';
import type { LeafNode } from '../../../../src/mls/structs/leaf-node.ts';
import { encodeMessage, expectMessage } from '../../../../src/mls/structs/message.ts';
import { parseProposal } from '../../../../src/mls/structs/proposal.ts';
import { decodeRatchetTree, encodeRatchetTree, type TreeNode } from '../../../../src/mls/structs/tree-node.ts';
import { signWithLabel } from '../../../../src/mls/suites/index.ts';
import { RatchetTree } from '../../../../src/mls/tree/ratchet-tree.ts';
import { treeHash } from '../../../../src/mls/tree/tree-hash.ts';
import {
  add,
  basic,
  capabilities,
  commitAndDeliver,
  expectAccepted,
  expectRefused,
  newClient,
  newWorld,
  prepare,
  rewritten,
  rules,
  signedLeaf,
  stateOf,
  suite,
  utf8,
  type World,
} from './world.ts';

let world: World;
let info: GroupInfo;
let nodes: (TreeNode | undefined)[];
/** The same group before anybody made a path. */
let bare: World;

beforeAll(async () => {
  world = await newWorld();
  info = expectMessage(world.groupInfo, 'group-info');
  nodes = decodeRatchetTree(world.ratchetTree);
  bare = await newWorld([], { warm: false });
});

/** A GroupInfo with changes, signed again by alice. */
function signedInfo(change: Partial<GroupInfo>, own = world): Uint8Array {
  const unsigned = { ...expectMessage(own.groupInfo, 'group-info'), ...change };
  const key = stateOf(own, 0).signatureKeys.get(0)!;
  const signature = signWithLabel(suite, key, 'GroupInfoTBS', groupInfoToBeSigned(unsigned));
  return encodeMessage({ wireFormat: 'group-info', message: { ...unsigned, signature } });
}

/** A tree with changes to its nodes, and a GroupInfo that has its hash. */
function changedTree(
  change: (list: (TreeNode | undefined)[]) => void,
  own = world,
): { info: Uint8Array; tree: Uint8Array } {
  const list = decodeRatchetTree(own.ratchetTree);
  change(list);
  const hash = treeHash(suite, new RatchetTree(list));
  const { context } = expectMessage(own.groupInfo, 'group-info');
  return { info: signedInfo({ context: { ...context, treeHash: hash } }, own), tree: encodeRatchetTree(list) };
}

/** Carol's leaf with changes, signed again unless told otherwise, in a tree where no parent hash covers it. */
function changedLeaf(
  change: (leaf: LeafNode) => Partial<LeafNode>,
  sign = true,
): { info: Uint8Array; tree: Uint8Array } {
  return changedTree((list) => {
    const node = list[4];
    if (node === undefined || !('leaf' in node)) throw new Error('no leaf');
    const leaf = { ...node.leaf, ...change(node.leaf) };
    list[4] = { leaf: sign ? signedLeaf(leaf, stateOf(bare, 2).signatureKeys.get(2)!, null) : leaf };
  }, bare);
}

function changedParent(node: number, change: object): { info: Uint8Array; tree: Uint8Array } {
  return changedTree((list) => {
    const before = list[node];
    if (before === undefined || !('parent' in before)) throw new Error('no parent');
    list[node] = { parent: { ...before.parent, ...change } };
  });
}

describe('a GroupInfo or ratchet tree is refused by hub and joiner', () => {
  const leafOf = (leafIndex: number): LeafNode => stateOf(bare, 0).public.tree.memberLeaf(leafIndex);
  const cases: [Rule, string, () => { info: Uint8Array; tree: Uint8Array }][] = [
    [
      'group-info-signature',
      'signature',
      () => ({
        info: encodeMessage({
          wireFormat: 'group-info',
          message: { ...info, signature: info.signature.with(4, info.signature[4]! ^ 1) },
        }),
        tree: world.ratchetTree,
      }),
    ],
    ['group-info-signature', 'another signer', () => ({ info: signedInfo({ signer: 1 }), tree: world.ratchetTree })],
    ['group-info-signer', 'a blank signer', () => ({ info: signedInfo({ signer: 3 }), tree: world.ratchetTree })],
    [
      'group-info-signer',
      'a signer far outside',
      () => ({ info: signedInfo({ signer: 0xffff_ffff }), tree: world.ratchetTree }),
    ],
    [
      'duplicate-extension',
      'GroupInfo extension twice',
      () => ({ info: signedInfo({ extensions: [...info.extensions, ...info.extensions] }), tree: world.ratchetTree }),
    ],
    [
      'tree-hash',
      'tree hash',
      () => ({
        info: signedInfo({ context: { ...info.context, treeHash: new Uint8Array(32) } }),
        tree: world.ratchetTree,
      }),
    ],
    ['tree-shape', 'an empty tree', () => ({ info: world.groupInfo, tree: Uint8Array.of(0) })],
    ['tree-shape', 'a blank at the right end', () => ({ info: world.groupInfo, tree: Uint8Array.of(1, 0) })],
    ['malformed', 'a tree that ends early', () => ({ info: world.groupInfo, tree: world.ratchetTree.slice(0, -1) })],
    [
      'node-type',
      'a parent where a leaf belongs',
      () => ({ info: world.groupInfo, tree: encodeRatchetTree([nodes[1]]) }),
    ],
    ['unmerged-leaves', 'an unmerged leaf that is blank', () => changedParent(1, { unmergedLeaves: [3] })],
    ['unmerged-leaves', 'an unmerged leaf far outside', () => changedParent(1, { unmergedLeaves: [0xffff_fff0] })],
    ['unmerged-leaves', 'an unmerged leaf of another subtree', () => changedParent(1, { unmergedLeaves: [2] })],
    ['unmerged-leaves', 'unmerged leaves not sorted', () => changedParent(3, { unmergedLeaves: [2, 1] })],
    [
      'unmerged-leaves',
      'an unmerged leaf that a parent between lacks',
      () => changedParent(3, { unmergedLeaves: [1] }),
    ],
    ['parent-hash', 'parent hash of a parent', () => changedParent(1, { parentHash: utf8('wrong') })],
    [
      'parent-hash',
      'key of the root',
      () => changedParent(3, { encryptionKey: suite.generateHpkeKeyPair().publicKey }),
    ],
    [
      'leaf-signature',
      'leaf signature',
      () => changedLeaf(({ signature }) => ({ signature: signature.with(0, signature[0]! ^ 1) }), false),
    ],
    [
      'encryption-key-not-unique',
      'two leaves with one encryption key',
      () => changedLeaf(() => ({ encryptionKey: leafOf(1).encryptionKey })),
    ],
    [
      'signature-key-not-unique',
      'two leaves with one signature key',
      () => changedLeaf(() => ({ signatureKey: leafOf(1).signatureKey })),
    ],
    [
      'credential',
      'a credential that the application refuses',
      () => changedLeaf(() => ({ credential: basic('mallory') })),
    ],
    [
      'credential-type-unsupported',
      'a member that can not judge the others',
      () => changedLeaf(() => ({ capabilities: { ...capabilities, credentials: [2] } })),
    ],
    [
      'leaf-extension-not-in-capabilities',
      'a leaf extension',
      () => changedLeaf(() => ({ extensions: [{ type: 0x4a4a, data: utf8('x') }] })),
    ],
    [
      'duplicate-extension',
      'GroupContext extension twice',
      () => ({
        info: signedInfo({
          context: { ...info.context, extensions: [...info.context.extensions, ...info.context.extensions] },
        }),
        tree: world.ratchetTree,
      }),
    ],
    [
      'unsupported-version',
      'version of the context',
      () => ({ info: world.groupInfo.with(5, 2), tree: world.ratchetTree }),
    ],
    [
      'unsupported-cipher-suite',
      'suite of the context',
      () => ({ info: world.groupInfo.with(7, 9), tree: world.ratchetTree }),
    ],
  ];
  it.each(cases)('%s: %s', async (rule, _what, make) => {
    const damaged = make();
    const leaf = newClient('dave');
    const refusal = { name: 'InvalidMessage', rule };
    await expect(openPublicGroup(damaged.info, damaged.tree, rules)).rejects.toMatchObject(refusal);
    const joining = joinByExternalCommit({ groupInfo: damaged.info, ratchetTree: damaged.tree, leaf, rules });
    await expect(joining).rejects.toMatchObject(refusal);
    await expect(openPublicGroup(world.groupInfo, world.ratchetTree, rules)).resolves.toBeDefined();
  });

  it('checkGroupInfo: what a committer publishes fits the epoch', () => {
    const check =
      (groupInfo: Uint8Array, tree = world.ratchetTree) =>
      () =>
        checkGroupInfo(world.hub, groupInfo, tree);
    const refuses = (rule: Rule): Error => expect.objectContaining({ rule }) as Error;
    expect(check(signedInfo({ context: { ...info.context, epoch: 1n } }))).toThrow(refuses('group-info-context'));
    expect(check(signedInfo({ confirmationTag: utf8('tag') }))).toThrow(refuses('group-info-confirmation-tag'));
    expect(check(signedInfo({ extensions: [...info.extensions, { type: 2, data: world.ratchetTree }] }))).toThrow(
      refuses('group-info-embeds-tree'),
    );
    expect(check(signedInfo({ extensions: [] }))).toThrow(refuses('external-pub-missing'));
    expect(check(signedInfo({ signer: 2 }))).toThrow(refuses('group-info-signature'));
    expect(check(world.groupInfo, utf8('tree'))).toThrow(refuses('tree-differs'));
    expect(check(world.groupInfo)).not.toThrow();
  });
});

describe('an external commit is refused by hub and member', () => {
  const dave = newClient('dave');

  /** Dave's external commit with another list of proposals, signed again. */
  async function joinWith(
    own: World,
    change: (proposals: readonly ProposalOrRef[]) => readonly ProposalOrRef[],
  ): Promise<Uint8Array> {
    const { groupInfo, ratchetTree } = own;
    const { commit } = await joinByExternalCommit({ groupInfo, ratchetTree, leaf: dave, rules });
    const privateKey = dave.secrets.signatureKey;
    return rewritten(
      own,
      commit,
      (content) => {
        if (content.body.type !== 'commit') throw new Error('not a commit');
        return {
          ...content,
          body: {
            type: 'commit',
            commit: { ...content.body.commit, proposals: change(content.body.commit.proposals) },
          },
        };
      },
      { privateKey },
    );
  }
  const value = (proposal: Proposal): ProposalOrRef => ({ proposal: parseProposal(proposal) });

  const cases: [Rule, string, (proposals: readonly ProposalOrRef[]) => readonly ProposalOrRef[]][] = [
    ['external-commit-one-init', 'no ExternalInit', () => []],
    ['external-commit-one-init', 'two of them', (proposals) => [...proposals, ...proposals]],
    ['external-commit-proposal-type', 'an Add', (proposals) => [...proposals, value(add(newClient('eve')))]],
    [
      'external-commit-proposal-type',
      'GroupContextExtensions',
      (proposals) => [...proposals, value({ type: 'group-context-extensions', extensions: [] })],
    ],
    [
      'external-commit-one-remove',
      'two Removes',
      (proposals) => [...proposals, value({ type: 'remove', removed: 1 }), value({ type: 'remove', removed: 2 })],
    ],
    [
      'external-commit-removes-other',
      "a Remove of somebody else's leaf",
      (proposals) => [...proposals, value({ type: 'remove', removed: 1 })],
    ],
    [
      'external-init-output',
      'a KEM output that is no point',
      () => [value({ type: 'external-init', kemOutput: utf8('x') })],
    ],
    ['self-remove-by-value', 'SelfRemove by value', (proposals) => [...proposals, value({ type: 'self-remove' })]],
  ];
  it.each(cases)('%s: %s', async (rule, _what, change) => {
    await expectRefused(world, await joinWith(world, change), rule);
    const good = await joinWith(world, (proposals) => proposals);
    await expect(receivePublicCommit(world.hub, good, rules)).resolves.toBeDefined();
  });

  it('external-commit-by-reference: only SelfRemove goes by reference', async () => {
    const own = await newWorld();
    const proposal = { type: 'app-ephemeral', componentId: 5, data: utf8('x') } as const;
    const { privateKey } = own.hubKeys;
    const message = proposeAsExternalSender(own.hub.context, { senderIndex: 0, privateKey, proposal });
    const taken = await receivePublicProposal(own.hub, message, rules);
    own.hub = taken.group;
    own.bob = (await receive(own.bob, message, { rules })).group;
    const bad = await joinWith(own, (proposals) => [...proposals, { reference: taken.proposal.ref }]);
    await expectRefused(own, bad, 'external-commit-by-reference');
  });

  it('external-pub-missing: nobody joins a group that does not let them', async () => {
    const groupInfo = signedInfo({ extensions: [] });
    const joining = joinByExternalCommit({ groupInfo, ratchetTree: world.ratchetTree, leaf: dave, rules });
    await expect(joining).rejects.toMatchObject({ rule: 'external-pub-missing' });
  });

  it('a client comes back in place of its old leaf, with PSK, AppDataUpdate and AppEphemeral', async () => {
    const own = await newWorld();
    const psks = () => utf8('shared');
    const { groupInfo, ratchetTree } = own;
    const again = newClient('carol');
    const proposals: Proposal[] = [
      { type: 'app-data-update', componentId: 5, update: utf8('x') },
      { type: 'app-ephemeral', componentId: 5, data: utf8('y') },
      { type: 'remove', removed: 2 },
      { type: 'psk', id: { type: 'component', componentId: 5, id: utf8('id'), nonce: new Uint8Array(32) } },
    ];
    const prepared = await joinByExternalCommit({ groupInfo, ratchetTree, leaf: again, proposals, rules, psks });
    const { effects } = await receivePublicCommit(own.hub, prepared.commit, rules);
    expect(effects).toMatchObject({ external: true, committer: 2, ephemeral: [{ componentId: 5 }] });
    const received = await receive(own.bob, prepared.commit, { rules, psks });
    expect(received.group.epochAuthenticator).toEqual(prepared.next.epochAuthenticator);
    const message = encrypt(prepared.next, 2, { generation: 0, plaintext: utf8('back') });
    await expect(receive(received.group, message, { rules })).resolves.toMatchObject({ plaintext: utf8('back') });
  });
});

describe('members keep agreeing', () => {
  it('through joins, removals and growth and shrinking of the tree', async () => {
    const own = await newWorld();
    for (const name of ['d', 'e', 'f']) await commitAndDeliver(own, 0, { proposals: [add(newClient(name))] });
    for (const removed of [5, 4, 3]) await commitAndDeliver(own, 1, { proposals: [{ type: 'remove', removed }] });
    expect(stateOf(own, 0).public.tree.width).toBe(7);
    await expectAccepted(own, (await prepare(own, 0, { forcePath: true })).commit);
  });
});
