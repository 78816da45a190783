/**
 * Random group histories in which a hub, hosted states with many leaves and OpenMLS members must agree on GroupContext
 * bytes, epoch authenticator and exporter after every step and read each other's messages; and the places where
 * OpenMLS 0.9.2 departs from the specifications, each of which fails here when OpenMLS changes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CommitEffects,
  commit,
  component,
  createGroup,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  openKeyPackage,
  openPublicGroup,
  type Proposal,
  type PublicGroup,
  propose,
  ratchetTreeOf,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  safeExport,
} from '../../src/mls/index.ts';
import { dictionaryType, groupExtensions, privateExtension, rules } from '../interop/histories/group-setup.ts';
import { playHistory } from '../interop/histories/history.ts';
import { newHostedClient } from '../interop/histories/hosted-party.ts';
import { type OpenMlsClient, OpenMlsPeer } from '../interop/openmls-peer.ts';
import { PeerRefused } from '../interop/rust-peer.ts';
import { groupContextBytes, hex, utf8 } from '../interop/wire.ts';

let peer: OpenMlsPeer;
beforeAll(() => {
  peer = new OpenMlsPeer();
}, 600_000);
afterAll(() => peer.stop());

describe('random histories with OpenMLS members', () => {
  it.each([1, 41, 81, 121, 161])('agrees in 40 histories from seed %i on', { timeout: 600_000 }, async (first) => {
    let epochs = 0;
    for (let seed = first; seed < first + 40; seed++) epochs += (await playHistory(peer, seed)).epochs;
    expect(epochs).toBeGreaterThan(200);
  });
});

const hubIdentity = {
  signatureKey: new Uint8Array(32).fill(9),
  credential: { type: 'basic', identity: utf8('hub') },
} as const;

/** OpenMLS's alice made the group and added us; the hub follows. */
async function groupOfAlice(order: 'dictionary last' | 'dictionary first'): Promise<{
  alice: OpenMlsClient;
  ours: HostedGroup;
  hub: PublicGroup;
}> {
  const alice = await peer.client('alice', 1);
  const extensions = groupExtensions(hubIdentity);
  const placed = order === 'dictionary last' ? extensions : [...extensions].reverse();
  await alice.create(utf8('group'), placed);
  const { groupInfo, tree } = await alice.published();
  const hub = await openPublicGroup(groupInfo, tree, rules);
  const client = await newHostedClient(1, 'ours');
  const added = await alice.commit({ proposals: [{ type: 'add', keyPackage: client.own.keyPackage }] });
  await alice.merge();
  const { group } = await receivePublicCommit(hub, added.commit, rules);
  const ours = await joinByWelcome(added.welcome!, ratchetTreeOf(group), [client.own], rules);
  return { alice, ours, hub: group };
}

const set = (componentId: number, text: string): Proposal => ({
  type: 'app-data-update',
  componentId,
  update: utf8(text),
});

describe('what both understand alike', () => {
  it('reads the dictionary that the other one wrote', async () => {
    const { alice, ours, hub } = await groupOfAlice('dictionary last');
    const { commit: message } = await alice.commit({ proposals: [set(0xf002, 'second')] });
    await alice.merge();
    const received = await receive(ours, message, { rules });
    const followed = await receivePublicCommit(hub, message, rules);
    expect(component(received.group.public.context, 0xf002)).toEqual(utf8('second'));
    expect((await alice.state()).context).toBe(hex(groupContextBytes(followed.group.context)));
  });

  it('exports the same component secret', async () => {
    const { alice, ours } = await groupOfAlice('dictionary last');
    const exported = safeExport(ours, 0xf001);
    expect(await alice.safeExport(0xf001)).toBe(hex(exported.secret));
  });
});

describe('where OpenMLS 0.9.2 departs', () => {
  it('moves the dictionary to the end with each AppDataUpdate, where the draft leaves it in place', async () => {
    const { alice, ours, hub } = await groupOfAlice('dictionary first');
    const { commit: message } = await alice.commit({ proposals: [set(0xf001, 'changed')] });
    await alice.merge();
    const followed = (await receivePublicCommit(hub, message, rules)).group;
    expect(followed.context.extensions[0]?.type).toBe(dictionaryType);
    const moved = {
      ...followed.context,
      extensions: [...followed.context.extensions.slice(1), followed.context.extensions[0]!],
    };
    expect((await alice.state()).context).toBe(hex(groupContextBytes(moved)));
    await expect(receive(ours, message, { rules })).rejects.toMatchObject({ rule: 'confirmation-tag' });
  });

  it('accepts the removal of a component that is not there', async () => {
    const { alice, hub, ours } = await groupOfAlice('dictionary last');
    const { commit: message } = await alice.commit({
      proposals: [{ type: 'app-data-update', componentId: 0xf003, update: null }],
    });
    await expect(receivePublicCommit(hub, message, rules)).rejects.toMatchObject({ rule: 'app-data-remove-absent' });
    await expect(receive(ours, message, { rules })).rejects.toMatchObject({ rule: 'app-data-remove-absent' });
  });

  it('accepts update and removal of one component in one commit', async () => {
    const { alice, hub, ours } = await groupOfAlice('dictionary last');
    const { commit: message } = await alice.commit({
      proposals: [set(0xf001, 'changed'), { type: 'app-data-update', componentId: 0xf001, update: null }],
    });
    await expect(receivePublicCommit(hub, message, rules)).rejects.toMatchObject({
      rule: 'app-data-update-and-remove',
    });
    await expect(receive(ours, message, { rules })).rejects.toMatchObject({ rule: 'app-data-update-and-remove' });
  });

  it('refuses a context extension that every leaf supports and required_capabilities does not name', async () => {
    const { alice, ours, hub } = await groupOfAlice('dictionary last');
    const extensions = [...ours.public.context.extensions];
    extensions.splice(1, 0, { type: privateExtension, data: utf8('x') });
    const prepared = await commit(ours, ours.local[0]!.leafIndex, {
      proposals: [{ type: 'group-context-extensions', extensions }],
      rules,
    });
    const followed = await receivePublicCommit(hub, prepared.commit, rules);
    expect(followed.group.context.epoch).toBe(hub.context.epoch + 1n);
    await expect(alice.process(prepared.commit)).rejects.toThrow(PeerRefused);
  });

  it('mixes pre-shared keys in by another order than its commit lists them, when some are by value', async () => {
    const { alice, ours, hub } = await groupOfAlice('dictionary last');
    const psk = (id: string): Proposal & { type: 'psk' } => ({
      type: 'psk',
      id: { type: 'external', id: utf8(id), nonce: new Uint8Array(32).fill(id.length) },
    });
    const psks = (): Uint8Array => new Uint8Array(32).fill(5);
    const [byReference, byValue] = [psk('referred to'), psk('by value')];
    for (const { id } of [byReference, byValue]) await alice.storePsk(id, psks());
    const proposed = await propose(ours, ours.local[0]!.leafIndex, byReference);
    const pending = await receivePublicProposal(hub, proposed.message, rules);
    await alice.process(proposed.message);
    const mixed = await alice.commit({ proposals: [byValue] });
    const { effects } = await receivePublicCommit(pending.group, mixed.commit, rules);
    expect(effects.proposals.map(({ byReference: referred }) => referred)).toEqual([true, false]);
    await expect(receive(proposed.group, mixed.commit, { rules, psks })).rejects.toMatchObject({
      rule: 'confirmation-tag',
    });
    await alice.clear();
    const plain = await alice.commit();
    expect((await receive(proposed.group, plain.commit, { rules, psks })).type).toBe('commit');
  });

  it('leaves a pending ReInit out of its commit', async () => {
    const { alice, ours, hub } = await groupOfAlice('dictionary last');
    const reinit: Proposal = {
      type: 'reinit',
      groupId: utf8('new group'),
      version: 1,
      cipherSuite: 1,
      extensions: [],
    };
    const proposed = await propose(ours, ours.local[0]!.leafIndex, reinit);
    const pending = await receivePublicProposal(hub, proposed.message, rules);
    await alice.process(proposed.message);
    const { commit: message } = await alice.commit();
    const { effects } = await receivePublicCommit(pending.group, message, rules);
    expect(effects.proposals).toEqual([]);
  });

  it("takes an external commit that removes somebody else's leaf", async () => {
    const { alice, hub } = await groupOfAlice('dictionary last');
    const { groupInfo, tree } = await alice.published();
    const prepared = await joinByExternalCommit({
      groupInfo,
      ratchetTree: tree,
      leaf: (await newHostedClient(1, 'mallory')).own,
      proposals: [{ type: 'remove', removed: 1 }],
      rules: { ...rules, sameClient: () => true, clientKey: undefined },
    });
    await expect(receivePublicCommit(hub, prepared.commit, rules)).rejects.toMatchObject({
      rule: 'external-commit-removes-other',
    });
    expect(await alice.process(prepared.commit)).toMatchObject({ type: 'commit' });
    expect((await alice.state()).members).toBe(2);
  });

  it('marks a last-resort key package by extension 0x000a, where the draft has component 4 in the dictionary', async () => {
    const alice = await peer.client('alice', 1);
    const keyPackage = await alice.keyPackage({ lastResort: true });
    // Extension 0x000a with empty data, in a list of its own, before the signature.
    expect(hex(keyPackage)).toContain('03000a00');
    expect(openKeyPackage(keyPackage, rules).lastResort).toBe(false);
  });
});

/** A group of ours that OpenMLS joined: the commit's effects as the hub tells them. */
describe('what the hub says of an OpenMLS commit', () => {
  it('names who was added, removed and updated', async () => {
    const client = await newHostedClient(1, 'ours');
    const created = createGroup({
      suite: 1,
      groupId: utf8('group'),
      leaf: client.own,
      extensions: groupExtensions(hubIdentity),
      rules,
    });
    let hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const alice = await peer.client('alice', 1);
    const bob = await peer.client('bob', 1);
    const adds: Proposal[] = [
      { type: 'add', keyPackage: await alice.keyPackage() },
      { type: 'add', keyPackage: await bob.keyPackage() },
    ];
    const prepared = await commit(created.group, 0, { proposals: adds, rules });
    const take = async (message: Uint8Array): Promise<CommitEffects> => {
      const { group, effects } = await receivePublicCommit(hub, message, rules);
      hub = group;
      return effects;
    };
    expect((await take(prepared.commit)).added.map(({ leafIndex }) => leafIndex)).toEqual([1, 2]);
    await alice.join(prepared.welcome!, prepared.ratchetTree);
    await bob.join(prepared.welcome!, prepared.ratchetTree);
    const update = await bob.propose({ type: 'update' });
    hub = (await receivePublicProposal(hub, update, rules)).group;
    await alice.process(update);
    const removal = await alice.commit({ proposals: [{ type: 'remove', removed: 0 }] });
    const effects = await take(removal.commit);
    expect(effects).toMatchObject({ committer: 1, external: false });
    expect(effects.removed.map(({ leafIndex }) => leafIndex)).toEqual([0]);
    expect(effects.updated.map(({ after }) => after.leafIndex)).toContain(2);
  });
});
