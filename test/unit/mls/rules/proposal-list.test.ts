import { beforeAll, describe, expect, it } from 'vitest';
import {
  commit,
  createGroup,
  dictionaryExtension,
  joinByExternalCommit,
  joinByWelcome,
  type Proposal,
  propose,
  proposeAsExternalSender,
  receive,
  receivePublicCommit,
  requiredCapabilitiesExtension,
  type Rule,
} from '../../../../src/mls/index.ts';
import { expectMessage } from '../../../../src/mls/structs/message.ts';
import { decodeKeyPackage } from '../../../../src/mls/structs/key-package.ts';
import { readLeafNode, writeLeafNode } from '../../../../src/mls/structs/leaf-node.ts';
import { decode } from '../../../../src/mls/codec/reader.ts';
import { encode } from '../../../../src/mls/codec/writer.ts';
import { commitOf, context, psk, reinit, remove } from './proposals.ts';
import {
  add,
  capabilities,
  commitAndDeliver,
  deliverProposal,
  expectAccepted,
  expectRefused,
  newClient,
  newWorld,
  prepare,
  resignedKeyPackage,
  rewritten,
  rules,
  signedLeaf,
  stateOf,
  utf8,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});

describe('a commit is refused for its proposals, by hub and member', () => {
  const dave = newClient('dave');
  const cases: [Rule, string, (Proposal | Uint8Array)[]][] = [
    ['unknown-proposal-reference', 'a reference that nobody knows', [utf8('no such reference')]],
    ['unknown-member', 'Remove of a blank leaf', [remove(3)]],
    ['unknown-member', 'Remove of a leaf far outside of the tree', [remove(0xffff_fff0)]],
    ['remove-of-committer', 'the committer removes itself', [remove(0)]],
    ['one-change-per-leaf', 'one leaf removed twice', [remove(1), remove(1)]],
    ['client-already-member', 'Add of a client that is in', [add(newClient('bob'))]],
    ['client-added-twice', 'two Adds of one client', [add(dave), add(newClient('dave'))]],
    ['psk-twice', 'one PSK twice', [psk(), psk()]],
    ['psk-nonce-length', 'a short nonce', [psk({ nonce: utf8('short') })]],
    [
      'psk-usage',
      'a branch PSK in the middle of a group',
      [psk({ type: 'resumption', usage: 'branch', groupId: utf8('group'), epoch: 1n })],
    ],
    [
      'psk-usage',
      'a reinit PSK in the middle of a group',
      [psk({ type: 'resumption', usage: 'reinit', groupId: utf8('group'), epoch: 1n })],
    ],
    ['one-group-context-extensions', 'two GroupContextExtensions', [context(), context()]],
    [
      'duplicate-extension',
      'one extension twice',
      [context({ type: 1, data: utf8('a') }, { type: 1, data: utf8('b') })],
    ],
    ['group-extension-unsupported', 'an extension that members lack', [context({ type: 0x4a4a, data: utf8('a') })]],
    [
      'required-capabilities',
      'a proposal type that members lack becomes required',
      [context(requiredCapabilitiesExtension({ extensions: [], proposals: [0x4a4a], credentials: [] }))],
    ],
    ['malformed', 'required_capabilities that do not decode', [context({ type: 3, data: utf8('a') })]],
    ['reinit-alone', 'ReInit beside something', [reinit(1), remove(1)]],
    ['reinit-version', 'ReInit to an older version', [reinit(0)]],
    ['external-init-by-member', 'ExternalInit of a member', [{ type: 'external-init', kemOutput: utf8('x') }]],
    [
      'proposal-type-unsupported',
      'a type that members lack',
      [{ type: 'unknown', proposalType: 0x4a4a, body: utf8('x') }],
    ],
    ['self-remove-by-value', 'SelfRemove by value', [{ type: 'self-remove' }]],
    ['encryption-key-not-unique', 'two Adds with one encryption key', []],
    ['signature-key-not-unique', 'two clients with one signature key', []],
  ];
  it.each(cases)('%s: %s', async (rule, _what, entries) => {
    // Adds need no path, and one made without them would not fit.
    const damaged = entries.length > 0 ? commitOf(world, entries) : commitOf(world, sharedKeys(rule), true);
    await expectRefused(world, await damaged, rule);
    await expectAccepted(world, (await prepare(world, 0, { references: [], forcePath: true })).commit);
  });

  /** Key packages that are good one by one and not together. */
  function sharedKeys(rule: Rule): Proposal[] {
    const { signatureKeys, local } = stateOf(world, 0);
    const [privateKey, publicKey] = [signatureKeys.get(0)!, local[0]!.signaturePublicKey];
    if (rule === 'signature-key-not-unique') return [add(newClient('eve', { signature: { privateKey, publicKey } }))];
    const first = newClient('eve');
    const second = newClient('frank');
    const { encryptionKey } = decodeKeyPackage(first.keyPackage).leaf;
    const copy = resignedKeyPackage(decodeKeyPackage(second.keyPackage), second.secrets.signatureKey, {
      leaf: { encryptionKey },
    });
    return [add(first), { type: 'add', keyPackage: copy.encoded }];
  }

  it('path-required: a commit that removes needs a path', async () => {
    const good = (await prepare(world, 0, { proposals: [remove(1)] })).commit;
    const bad = rewritten(world, good, (content) => {
      if (content.body.type !== 'commit') throw new Error('not a commit');
      return { ...content, body: { type: 'commit', commit: { ...content.body.commit, path: undefined } } };
    });
    await expectRefused(world, bad, 'path-required', 2);
    await expectAccepted(world, good, 2);
  });

  it('unknown-psk: a member that does not have it can not go on, a hub does not see it', async () => {
    const psks = () => utf8('the value');
    const prepared = await commit(world.alice, 0, { references: [], proposals: [psk()], psks, rules });
    await expectRefused(world, prepared.commit, 'unknown-psk');
    await expect(receive(world.bob, prepared.commit, { rules, psks })).resolves.toBeDefined();
  });

  it('credential-type-unsupported: nobody comes in whom a member can not judge', async () => {
    const only = newClient('dave', { capabilities: { ...capabilities, credentials: [1, 2] } });
    await expectAccepted(world, (await prepare(world, 0, { proposals: [add(only)] })).commit);
  });
});

describe('Update', () => {
  it('update-by-value, update-by-committer: an Update is committed by somebody else, by reference', async () => {
    const own = await newWorld();
    const updated = await propose(own.alice, 0, { type: 'update' });
    await deliverProposal(own, 0, updated.message);
    own.alice = updated.group;
    const { proposal, ref } = [...own.hub.pending.values()][0]!;
    await expectRefused(own, await commitOf(own, [proposal]), 'update-by-value');
    await expectRefused(own, await commitOf(own, [ref]), 'update-by-committer');
    // Bob commits it, and alice finds her new key.
    await commitAndDeliver(own, 1);
    await commitAndDeliver(own, 2, { forcePath: true });
  });

  it('encryption-key-unchanged, leaf-source: an Update brings a fresh key and is marked as one', async () => {
    const own = await newWorld();
    const good = await propose(own.alice, 0, { type: 'update' });
    const state = stateOf(own, 0);
    const before = state.public.tree.memberLeaf(0);
    const place = { groupId: own.hub.context.groupId, leafIndex: 0 };
    const withLeaf = (change: object): Uint8Array =>
      rewritten(own, good.message, (content) => {
        if (content.body.type !== 'proposal' || content.body.proposal.type !== 'update') throw new Error('no Update');
        const { parsed } = content.body.proposal;
        const leaf = signedLeaf({ ...parsed, ...change }, state.signatureKeys.get(0)!, place);
        const proposal = { type: 'update', leafNode: encode(writeLeafNode, leaf), parsed: leaf } as const;
        return { ...content, body: { type: 'proposal', proposal } };
      });
    await expectRefused(own, withLeaf({ encryptionKey: before.encryptionKey }), 'encryption-key-unchanged');
    await expectRefused(own, withLeaf({ source: { type: 'commit', parentHash: new Uint8Array() } }), 'leaf-source');
    await expectRefused(own, withLeaf({ credential: { type: 'basic', identity: utf8('mallory') } }), 'credential');
    await expectRefused(
      own,
      withLeaf({ credential: { type: 'basic', identity: utf8('dave') } }),
      'credential-successor',
    );
    const message = expectMessage(good.message, 'public-message');
    if (message.content.body.type !== 'proposal' || message.content.body.proposal.type !== 'update') throw new Error();
    const elsewhere = decode(readLeafNode, message.content.body.proposal.leafNode);
    expect(elsewhere.source.type).toBe('update');
    await expectAccepted(own, good.message);
  });
});

describe('SelfRemove', () => {
  it('UP-24: by reference, at most one per client and epoch, and it displaces a Remove', async () => {
    const own = await newWorld();
    const leaving = await propose(own.carol, 2, { type: 'self-remove' });
    await deliverProposal(own, 2, leaving.message);
    own.carol = leaving.group;
    const second = rewritten(own, leaving.message, (content) => ({ ...content, authenticatedData: utf8('again') }), {
      signer: 2,
    });
    await expectRefused(own, second, 'self-remove-once');
    await expectAccepted(own, leaving.message);

    const { privateKey } = own.hubKeys;
    const removal = proposeAsExternalSender(own.hub.context, { senderIndex: 0, privateKey, proposal: remove(2) });
    await deliverProposal(own, null, removal);
    const [selfRemove, byHub] = [...own.hub.pending.values()];
    await expectRefused(own, await commitOf(own, [selfRemove!.ref, byHub!.ref]), 'one-change-per-leaf');
    await expectRefused(own, await commitOf(own, [selfRemove!.proposal]), 'self-remove-by-value');
    const prepared = await commitAndDeliver(own, 0);
    const committed = expectMessage(prepared.commit, 'public-message').content.body;
    expect(committed).toMatchObject({ commit: { proposals: [{ reference: selfRemove!.ref }] } });
    expect(own.carol.local).toEqual([]);
  });

  it('UP-24: an external joiner takes it along', async () => {
    const own = await newWorld();
    const leaving = await propose(own.carol, 2, { type: 'self-remove' });
    await deliverProposal(own, 2, leaving.message);
    own.carol = leaving.group;
    const { groupInfo, ratchetTree } = own;
    const selfRemoves = [leaving.message];
    const prepared = await joinByExternalCommit({
      groupInfo,
      ratchetTree,
      leaf: newClient('dave'),
      selfRemoves,
      rules,
    });
    const { effects } = await receivePublicCommit(own.hub, prepared.commit, rules);
    expect(effects.removed.map(({ leafIndex }) => leafIndex)).toEqual([2]);
    const received = await receive(own.alice, prepared.commit, { rules });
    expect(received.group.epochAuthenticator).toEqual(prepared.next.epochAuthenticator);
  });

  it('UP-24: not from an external sender, not where a member lacks it', async () => {
    const make = () =>
      proposeAsExternalSender(world.hub.context, {
        senderIndex: 0,
        privateKey: world.hubKeys.privateKey,
        proposal: { type: 'self-remove' },
      });
    expect(make).toThrow(expect.objectContaining({ rule: 'external-proposal-type' }));
    const own = await newWorld();
    await commitAndDeliver(own, 0, {
      proposals: [add(newClient('old', { capabilities: { ...capabilities, proposals: [8, 9] } }))],
    });
    const leaving = await propose(own.carol, 2, { type: 'self-remove' });
    await deliverProposal(own, 2, leaving.message);
    const [pending] = [...own.hub.pending.values()];
    await expectRefused(own, await commitOf(own, [pending!.ref]), 'proposal-type-unsupported');
  });
});

describe('ReInit', () => {
  it('group-reinitialized: nothing goes on in a group that was reinitialised', async () => {
    const own = await newWorld();
    const after = await prepare(own, 1, { forcePath: true });
    await commitAndDeliver(own, 0, { proposals: [reinit(1)] });
    expect(own.hub.reinitialized).toBe(true);
    await expect(prepare(own, 0, { forcePath: true })).rejects.toMatchObject({ rule: 'group-reinitialized' });
    const late = rewritten(own, after.commit, (content) => ({ ...content, epoch: own.hub.context.epoch }), {
      signer: 1,
    });
    await expectRefused(own, late, 'group-reinitialized', 0);
  });
});

describe('groups of one', () => {
  it('a group is made only with a leaf that fits it', async () => {
    const leaf = newClient('alice', { capabilities: { ...capabilities, extensions: [] } });
    const options = {
      suite: 1,
      groupId: utf8('g'),
      leaf,
      extensions: [dictionaryExtension(new Map())],
      rules,
    } as const;
    expect(() => createGroup(options)).toThrow(expect.objectContaining({ rule: 'group-extension-unsupported' }));
    const created = createGroup({ ...options, extensions: [] });
    const prepared = await commit(created.group, 0, { proposals: [add(newClient('bob'))], rules });
    await expect(
      joinByWelcome(prepared.welcome!, prepared.ratchetTree, [newClient('carol')], rules),
    ).rejects.toMatchObject({ rule: 'welcome-not-for-us' });
  });
});
