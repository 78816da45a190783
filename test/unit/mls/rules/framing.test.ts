import { beforeAll, describe, expect, it } from 'vitest';
import { sealPrivate } from '../../../../src/mls/framing/private-message.ts';
import { signContent } from '../../../../src/mls/framing/authenticated-content.ts';
import { presentOf } from '../../../../src/mls/hosted/hosted-state.ts';
import {
  dictionaryExtension,
  encodeSafeAad,
  decodeSafeAad,
  encrypt,
  propose,
  proposeAsExternalSender,
  proposeAsNewMember,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  type Rule,
  safeExport,
} from '../../../../src/mls/index.ts';
import { step } from '../../../../src/mls/secret-tree/ratchet.ts';
import { ratchetsOf } from '../../../../src/mls/secret-tree/secret-tree.ts';
import { encodeMessage, expectMessage, framedContent } from '../../../../src/mls/structs/message.ts';
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
  rewritten,
  rules,
  stateOf,
  suite,
  utf8,
  type World,
} from './world.ts';

let world: World;
let commitMessage: Uint8Array;
let proposalMessage: Uint8Array;

beforeAll(async () => {
  world = await newWorld();
  commitMessage = (await prepare(world, 0, { forcePath: true })).commit;
  proposalMessage = (await propose(world.alice, 0, { type: 'update' })).message;
});

describe('public messages', () => {
  const damages: [Rule, string, () => Uint8Array][] = [
    ['malformed', 'truncated', () => commitMessage.slice(0, -1)],
    ['malformed', 'an octet too many', () => new Uint8Array([...commitMessage, 0])],
    ['unsupported-version', 'version 2', () => commitMessage.with(1, 2)],
    ['wrong-group', 'another group', () => rewritten(world, commitMessage, (c) => ({ ...c, groupId: utf8('other') }))],
    ['wrong-epoch', 'the epoch before', () => rewritten(world, commitMessage, (c) => ({ ...c, epoch: c.epoch - 1n }))],
    ['wrong-epoch', 'the next epoch', () => rewritten(world, commitMessage, (c) => ({ ...c, epoch: c.epoch + 1n }))],
    ['unknown-member', 'a blank leaf', () => fromLeaf(3)],
    ['unknown-member', 'a leaf far outside of the tree', () => fromLeaf(0xffff_ffff)],
    ['content-signature', 'signature', () => rewritten(world, commitMessage, (c) => c, { breakSignature: true })],
    ['content-signature', 'another member', () => fromLeaf(2)],
    ['membership-tag', 'membership tag', () => rewritten(world, commitMessage, (c) => c, { breakTag: true })],
  ];
  const fromLeaf = (leafIndex: number): Uint8Array =>
    rewritten(world, commitMessage, (c) => ({ ...c, sender: { type: 'member', leafIndex } }), { signer: 0 });

  it.each(damages)('%s: %s', async (rule, _what, damaged) => {
    if (rule === 'malformed' || rule === 'unsupported-version') {
      await expect(receive(world.bob, damaged(), { rules })).rejects.toMatchObject({ rule });
      await expect(receivePublicCommit(world.hub, damaged(), rules)).rejects.toMatchObject({ rule });
    } else await expectRefused(world, damaged(), rule);
    await expectAccepted(world, commitMessage);
  });

  it('confirmation-tag: only members see it', async () => {
    const { content, auth, membershipTag } = expectMessage(commitMessage, 'public-message');
    const confirmationTag = auth.confirmationTag!.with(0, auth.confirmationTag![0]! ^ 1);
    const bare = encodeMessage({
      wireFormat: 'public-message',
      message: { content, auth: { ...auth, confirmationTag }, membershipTag },
    });
    await expect(receive(world.bob, bare, { rules })).rejects.toMatchObject({ rule: 'membership-tag' });
    await expect(receivePublicCommit(world.hub, bare, rules)).resolves.toBeDefined();
    // With the tag made again the confirmation tag is what is wrong.
    const other = (await prepare(world, 0, { forcePath: true })).commit;
    const foreign = expectMessage(other, 'public-message').auth.confirmationTag!;
    const { encoded: _encoded, ...fields } = content;
    const swapped = rewritten(
      world,
      encodeMessage({
        wireFormat: 'public-message',
        message: { content, auth: { ...auth, confirmationTag: foreign }, membershipTag },
      }),
      () => fields,
    );
    await expectRefused(world, swapped, 'confirmation-tag');
  });

  it('public-application-data: application data is never public', async () => {
    const damaged = rewritten(world, proposalMessage, (c) => ({
      ...c,
      body: { type: 'application', data: utf8('hi') },
    }));
    const rule = 'public-application-data';
    await expect(receive(world.bob, damaged, { rules })).rejects.toMatchObject({ rule });
    await expect(receivePublicCommit(world.hub, damaged, rules)).rejects.toMatchObject({ rule });
  });

  it('wrong-wire-format: a hub takes public handshakes only, a group no Welcome', async () => {
    const encrypted = encrypt(world.alice, 0, { generation: 0, plaintext: utf8('x') });
    const rule = 'wrong-wire-format';
    await expect(receivePublicCommit(world.hub, encrypted, rules)).rejects.toMatchObject({ rule });
    await expect(receivePublicProposal(world.hub, encrypted, rules)).rejects.toMatchObject({ rule });
    await expect(receive(world.bob, world.groupInfo, { rules })).rejects.toMatchObject({ rule });
    await expect(receive(world.bob, commitMessage.with(3, 9), { rules })).rejects.toMatchObject({ rule });
  });

  it('own-commit: a commit of a local leaf is adopted, not received', async () => {
    await expect(receive(world.alice, commitMessage, { rules })).rejects.toMatchObject({ rule: 'own-commit' });
  });
});

describe('outsiders', () => {
  const removeCarol = { type: 'remove', removed: 2 } as const;

  it('external-sender-unknown: an index that the group does not list', async () => {
    const { privateKey } = world.hubKeys;
    const context = world.hub.context;
    const good = proposeAsExternalSender(context, { senderIndex: 0, privateKey, proposal: removeCarol });
    const bad = proposeAsExternalSender(context, { senderIndex: 1, privateKey, proposal: removeCarol });
    await expectRefused(world, bad, 'external-sender-unknown');
    await expectAccepted(world, good);
  });

  it('wrong-group: what an external sender signed for one group is nothing in another', async () => {
    const other = { ...world.hub.context, groupId: utf8('other') };
    const { privateKey } = world.hubKeys;
    const message = proposeAsExternalSender(other, { senderIndex: 0, privateKey, proposal: removeCarol });
    await expectRefused(world, message, 'wrong-group');
  });

  it('content-signature: an external sender with another key', async () => {
    const { privateKey } = suite.generateSignatureKeyPair();
    const message = proposeAsExternalSender(world.hub.context, { senderIndex: 0, privateKey, proposal: removeCarol });
    await expectRefused(world, message, 'content-signature');
  });

  it('external-proposal-type: an external sender may not update or leave', async () => {
    const { privateKey } = world.hubKeys;
    const good = proposeAsExternalSender(world.hub.context, { senderIndex: 0, privateKey, proposal: removeCarol });
    for (const body of [
      expectMessage(proposalMessage, 'public-message').content.body,
      { type: 'proposal', proposal: { type: 'self-remove' } } as const,
    ]) {
      const bad = rewritten(world, good, (c) => ({ ...c, body }), { privateKey });
      await expectRefused(world, bad, 'external-proposal-type');
    }
    const make = () =>
      proposeAsExternalSender(world.hub.context, { senderIndex: 0, privateKey, proposal: { type: 'self-remove' } });
    expect(make).toThrow(expect.objectContaining({ rule: 'external-proposal-type' }));
  });

  it('new-member-proposal-type: a newcomer proposes its own Add and nothing else', async () => {
    const dave = newClient('dave');
    const privateKey = dave.secrets.signatureKey;
    const good = proposeAsNewMember(world.hub.context, { keyPackage: dave.keyPackage, privateKey });
    await expectAccepted(world, good);
    const bad = rewritten(world, good, (c) => ({ ...c, body: { type: 'proposal', proposal: removeCarol } }), {
      privateKey,
    });
    await expectRefused(world, bad, 'new-member-proposal-type');
    const foreign = proposeAsNewMember(world.hub.context, {
      keyPackage: dave.keyPackage,
      privateKey: newClient('dave').secrets.signatureKey,
    });
    await expectRefused(world, foreign, 'content-signature');
  });

  it('sender-not-allowed: outsiders do not commit, and new-member-commit does not propose', async () => {
    const { privateKey } = world.hubKeys;
    for (const sender of [{ type: 'external', senderIndex: 0 }, { type: 'new-member-proposal' }] as const) {
      const bad = rewritten(world, commitMessage, (c) => ({ ...c, sender }), { privateKey });
      await expectRefused(world, bad, 'sender-not-allowed');
    }
    const bad = rewritten(world, proposalMessage, (c) => ({ ...c, sender: { type: 'new-member-commit' } }));
    await expectRefused(world, bad, 'sender-not-allowed');
  });
});

describe('private messages', () => {
  const readAs = (message: Uint8Array) => receive(world.bob, message, { rules });

  it('sender-data, decryption, unknown epoch: each is told', async () => {
    const message = encrypt(world.alice, 0, { generation: 3, plaintext: utf8('hello') });
    const { message: decoded } = { message: expectMessage(message, 'private-message') };
    const encoded = (change: Partial<typeof decoded>): Uint8Array =>
      encodeMessage({ wireFormat: 'private-message', message: { ...decoded, ...change } });
    const flipped = (octets: Uint8Array, at: number): Uint8Array => octets.with(at, octets[at]! ^ 1);
    await expect(
      readAs(encoded({ encryptedSenderData: flipped(decoded.encryptedSenderData, 0) })),
    ).rejects.toMatchObject({ rule: 'sender-data' });
    // The first octets of the ciphertext are the sample for the sender data's key; behind them only the body breaks.
    const body = flipped(decoded.ciphertext, suite.hashLength + 1);
    await expect(readAs(encoded({ ciphertext: body }))).rejects.toMatchObject({ rule: 'decryption' });
    await expect(readAs(encoded({ authenticatedData: utf8('other') }))).rejects.toMatchObject({ rule: 'decryption' });
    await expect(readAs(encoded({ epoch: decoded.epoch + 1n }))).rejects.toMatchObject({ rule: 'wrong-epoch' });
    await expect(readAs(encoded({ epoch: 0n }))).rejects.toMatchObject({ rule: 'epoch-not-kept' });
    await expect(readAs(encoded({ groupId: utf8('other') }))).rejects.toMatchObject({ rule: 'wrong-group' });
    await expect(readAs(message)).resolves.toMatchObject({
      type: 'application',
      generation: 3,
      plaintext: utf8('hello'),
    });
  });

  it('padding: what is not zero is refused', async () => {
    const state = stateOf(world, 0);
    const present = presentOf(state);
    const { context } = state.public;
    const sealWith = (tail: number[]): Uint8Array => {
      const content = framedContent({
        groupId: context.groupId,
        epoch: context.epoch,
        sender: { type: 'member', leafIndex: 0 },
        authenticatedData: new Uint8Array(),
        body: { type: 'application', data: utf8('hi') },
      });
      const framed = { wireFormat: 'private-message', content } as const;
      const signature = signContent(suite, state.signatureKeys.get(0)!, framed, context);
      const { key } = step(suite, ratchetsOf(suite, present.secretTree, 0).application);
      // A tag behind the signature is where the padding starts for an application message.
      const confirmationTag = tail.length === 0 ? undefined : Uint8Array.from(tail);
      const authenticated = { ...framed, auth: { signature, confirmationTag } };
      const message = sealPrivate(suite, present.secrets.senderData, authenticated, {
        leafIndex: 0,
        generation: 0,
        key,
        padTo: 1,
      });
      return encodeMessage({ wireFormat: 'private-message', message });
    };
    await expect(readAs(sealWith([1]))).rejects.toMatchObject({ rule: 'padding' });
    await expect(readAs(sealWith([]))).resolves.toMatchObject({ plaintext: utf8('hi') });
  });

  it('OD-07: a generation that is too far ahead is refused before any work, one that was used as used', async () => {
    const rule = 'generation-too-far';
    const state = stateOf(world, 0);
    const present = presentOf(state);
    const real = expectMessage(encrypt(world.alice, 0, { generation: 0, plaintext: utf8('x') }), 'private-message');
    expect(real.contentType).toBe('application');
    const content = framedContent({
      groupId: state.public.context.groupId,
      epoch: state.public.context.epoch,
      sender: { type: 'member', leafIndex: 0 },
      authenticatedData: new Uint8Array(),
      body: { type: 'application', data: utf8('far') },
    });
    const framed = { wireFormat: 'private-message', content } as const;
    const auth = { signature: utf8('none'), confirmationTag: undefined };
    const { key } = step(suite, ratchetsOf(suite, present.secretTree, 0).application);
    const place = { leafIndex: 0, generation: 1_000_000_000, key, padTo: 1 };
    const message = sealPrivate(suite, present.secrets.senderData, { ...framed, auth }, place);
    await expect(readAs(encodeMessage({ wireFormat: 'private-message', message }))).rejects.toMatchObject({ rule });
    const limits = encrypt(world.alice, 0, { generation: 1001, plaintext: utf8('x') });
    await expect(readAs(limits)).rejects.toMatchObject({ rule });

    const last = await readAs(encrypt(world.alice, 0, { generation: 1000, plaintext: utf8('last') }));
    const again = encrypt(world.alice, 0, { generation: 1000, plaintext: utf8('again') });
    await expect(receive(last.group, again, { rules })).rejects.toMatchObject({ rule: 'generation-used' });
    // 200 skipped keys are kept, the newest ones.
    const kept = encrypt(world.alice, 0, { generation: 800, plaintext: utf8('kept') });
    await expect(receive(last.group, kept, { rules })).resolves.toMatchObject({ plaintext: utf8('kept') });
    const dropped = encrypt(world.alice, 0, { generation: 799, plaintext: utf8('dropped') });
    await expect(receive(last.group, dropped, { rules })).rejects.toMatchObject({ rule: 'generation-used' });
  });

  it('OD-08: messages of the last three epochs open, older ones do not', async () => {
    const own = await newWorld();
    const old: Uint8Array[] = [];
    for (let epoch = 0; epoch < 5; epoch++) {
      old.push(encrypt(own.alice, 0, { generation: 0, plaintext: utf8(`epoch ${epoch}`) }));
      await commitAndDeliver(own, 0, { forcePath: true });
    }
    for (const [epoch, message] of old.entries()) {
      const read = receive(own.bob, message, { rules });
      if (epoch < 2) await expect(read).rejects.toMatchObject({ rule: 'epoch-not-kept' });
      else await expect(read).resolves.toMatchObject({ plaintext: utf8(`epoch ${epoch}`) });
    }
  });

  it('handshakes may be private too, for members', async () => {
    const own = await newWorld();
    const state = stateOf(own, 0);
    const present = presentOf(state);
    const { context } = state.public;
    const content = framedContent({
      groupId: context.groupId,
      epoch: context.epoch,
      sender: { type: 'member', leafIndex: 0 },
      authenticatedData: new Uint8Array(),
      body: { type: 'proposal', proposal: { type: 'remove', removed: 2 } },
    });
    const framed = { wireFormat: 'private-message', content } as const;
    const signature = signContent(suite, state.signatureKeys.get(0)!, framed, context);
    const { key } = step(suite, ratchetsOf(suite, present.secretTree, 0).handshake);
    const auth = { signature, confirmationTag: undefined };
    const place = { leafIndex: 0, generation: 0, key, padTo: 1 };
    const message = sealPrivate(suite, present.secrets.senderData, { ...framed, auth }, place);
    const received = await receive(own.bob, encodeMessage({ wireFormat: 'private-message', message }), { rules });
    expect(received).toMatchObject({ type: 'proposal', proposal: { proposal: { type: 'remove', removed: 2 } } });
    const selfRemove = framedContent({ ...content, body: { type: 'proposal', proposal: { type: 'self-remove' } } });
    const framedAgain = { wireFormat: 'private-message', content: selfRemove } as const;
    const signed = signContent(suite, state.signatureKeys.get(0)!, framedAgain, context);
    const sealed = sealPrivate(
      suite,
      present.secrets.senderData,
      { ...framedAgain, auth: { ...auth, signature: signed } },
      place,
    );
    const refused = receive(own.bob, encodeMessage({ wireFormat: 'private-message', message: sealed }), { rules });
    await expect(refused).rejects.toMatchObject({ rule: 'self-remove-not-public' });
  });
});

describe('safe AAD and safe exporter', () => {
  it('safe-aad: where the group frames authenticated data, all must', async () => {
    const own = await newWorld([dictionaryExtension(new Map([[2, Uint8Array.of(0)]]))]);
    const framed = encodeSafeAad(
      new Map([
        [9, utf8('nine')],
        [3, utf8('three')],
      ]),
    );
    expect([...decodeSafeAad(framed).keys()]).toEqual([3, 9]);
    const message = encrypt(own.alice, 0, { generation: 0, plaintext: utf8('x'), authenticatedData: framed });
    await expect(receive(own.bob, message, { rules })).resolves.toMatchObject({ authenticatedData: framed });
    const bare = () => encrypt(own.alice, 0, { generation: 1, plaintext: utf8('x'), authenticatedData: utf8('bare') });
    expect(bare).toThrow(expect.objectContaining({ rule: 'safe-aad' }));
    const good = (await prepare(own, 0, { forcePath: true })).commit;
    for (const authenticatedData of [
      utf8('bare'),
      Uint8Array.of(6, 0, 9, 0, 0, 3, 0),
      Uint8Array.of(6, 0, 3, 0, 0, 3, 0),
    ])
      await expectRefused(
        own,
        rewritten(own, good, (c) => ({ ...c, authenticatedData })),
        'safe-aad',
      );
    await expectAccepted(own, good);
  });

  it('component-secret-used: a component has its secret once an epoch, and all members have the same', () => {
    const first = safeExport(world.alice, 0x8001);
    const other = safeExport(first.group, 0x8000);
    expect(safeExport(world.bob, 0x8001).secret).toEqual(first.secret);
    expect(other.secret).not.toEqual(first.secret);
    expect(() => safeExport(other.group, 0x8001)).toThrow(expect.objectContaining({ rule: 'component-secret-used' }));
  });
});

describe('capabilities with GREASE', () => {
  it('unknown values are carried and ignored', async () => {
    const own = await newWorld();
    const odd = {
      ...capabilities,
      extensions: [6, 0x1a1a],
      proposals: [...capabilities.proposals, 0x2a2a],
      credentials: [1, 0x3a3a],
    };
    const dave = newClient('dave', { capabilities: odd });
    const prepared = await prepare(own, 0, { proposals: [add(dave)] });
    await expectAccepted(own, prepared.commit);
    await deliverProposal(
      own,
      null,
      proposeAsExternalSender(own.hub.context, {
        senderIndex: 0,
        privateKey: own.hubKeys.privateKey,
        proposal: { type: 'unknown', proposalType: 0x2a2a, body: utf8('who knows') },
      }),
    );
    expect([...own.hub.pending.values()]).toMatchObject([{ proposal: { type: 'unknown', proposalType: 0x2a2a } }]);
  });
});
