/**
 * Plain groups (RFC 9420 without the extensions draft) together with ts-mls, an independent implementation: whatever
 * one side does, the other follows, and both have the same GroupContext, epoch authenticator and exporter.
 */
import { describe, expect, it } from 'vitest';
import {
  type Capabilities,
  commit,
  createGroup,
  createKeyPackage,
  decodeHostedGroup,
  encodeHostedGroup,
  encrypt,
  exportSecret,
  type GroupRules,
  generateSignatureKeyPair,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  openPublicGroup,
  type OwnKeyPackage,
  type Proposal,
  propose,
  type PublicGroup,
  ratchetTreeOf,
  receive,
  receivePublicCommit,
  receivePublicProposal,
} from '../../../src/mls/index.ts';
import type { EpochFigures } from '../../interop/openmls-peer.ts';
import { TsMlsMember } from '../../interop/ts-mls-member.ts';
import { groupContextBytes, hex, utf8 } from '../../interop/wire.ts';

const capabilities: Capabilities = {
  versions: [1],
  cipherSuites: [1],
  extensions: [],
  proposals: [],
  credentials: [1],
};

const rules: GroupRules = {
  applyComponent: (_id, state) => state ?? new Uint8Array(),
  authenticate: () => {
    // Any key may claim any name here.
  },
  sameClient: (a, b) => a.type === 'basic' && b.type === 'basic' && hex(a.identity) === hex(b.identity),
  now: null,
};

function newClient(name: string): OwnKeyPackage {
  return createKeyPackage({
    suite: 1,
    credential: { type: 'basic', identity: utf8(name) },
    signature: generateSignatureKeyPair(1),
    capabilities,
    lifetime: { notBefore: 0n, notAfter: 4_000_000_000n },
  });
}

function figuresOf(group: HostedGroup): EpochFigures {
  return {
    context: hex(groupContextBytes(group.public.context)),
    epochAuthenticator: hex(group.epochAuthenticator),
    exporter: hex(exportSecret(group, 'interop', utf8('context'), 32)),
  };
}

/** Ours and ts-mls in one group, the hub beside them. */
class Pair {
  ours: HostedGroup;
  hub: PublicGroup;
  readonly theirs: TsMlsMember;

  private constructor(ours: HostedGroup, hub: PublicGroup, theirs: TsMlsMember) {
    this.ours = ours;
    this.hub = hub;
    this.theirs = theirs;
  }

  /** We create and add ts-mls by Welcome. */
  static async createdByUs(): Promise<Pair> {
    const theirs = await TsMlsMember.make('theirs');
    const created = createGroup({
      suite: 1,
      groupId: utf8('group'),
      leaf: newClient('ours'),
      extensions: [],
      rules,
    });
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const prepared = await commit(created.group, 0, {
      proposals: [{ type: 'add', keyPackage: theirs.keyPackage }],
      rules,
    });
    const { group } = await receivePublicCommit(hub, prepared.commit, rules);
    await theirs.join(prepared.welcome!, prepared.ratchetTree);
    return new Pair(prepared.next, group, theirs);
  }

  /** ts-mls creates and adds us by Welcome. */
  static async createdByThem(): Promise<Pair> {
    const theirs = await TsMlsMember.make('theirs');
    await theirs.create(utf8('group'));
    const before = await theirs.published();
    const hub = await openPublicGroup(before.groupInfo, before.tree, rules);
    const client = newClient('ours');
    const added = await theirs.commit([{ type: 'add', keyPackage: client.keyPackage }], 'public');
    const { group } = await receivePublicCommit(hub, added.commit, rules);
    const ours = await joinByWelcome(added.welcome!, ratchetTreeOf(group), [client], rules);
    return new Pair(ours, group, theirs);
  }

  leafOf(index: number): number {
    return this.ours.local[index]!.leafIndex;
  }

  async expectAgreement(): Promise<void> {
    const ours = figuresOf(this.ours);
    expect(await this.theirs.figures()).toEqual(ours);
    expect(hex(groupContextBytes(this.hub.context))).toBe(ours.context);
  }

  async weCommit(proposals: Proposal[], forcePath = false): Promise<Uint8Array | null> {
    const prepared = await commit(this.ours, this.leafOf(0), { proposals, forcePath, rules });
    this.hub = (await receivePublicCommit(this.hub, prepared.commit, rules)).group;
    await this.theirs.process(prepared.commit);
    this.ours = prepared.next;
    return prepared.welcome;
  }

  async theyCommit(
    proposals: ({ type: 'add'; keyPackage: Uint8Array } | { type: 'remove'; removed: number })[],
    framing: 'public' | 'private' = 'public',
  ): Promise<Uint8Array | null> {
    const made = await this.theirs.commit(proposals, framing);
    if (framing === 'public') this.hub = (await receivePublicCommit(this.hub, made.commit, rules)).group;
    const received = await receive(this.ours, made.commit, { rules });
    expect(received.type).toBe('commit');
    this.ours = received.group;
    return made.welcome;
  }

  async expectTalk(): Promise<void> {
    const toUs = await receive(this.ours, await this.theirs.encrypt(utf8('to us'), utf8('data')), { rules });
    this.ours = toUs.group;
    expect(toUs).toMatchObject({ type: 'application', plaintext: utf8('to us'), authenticatedData: utf8('data') });
    for (const generation of [0, 1, 5]) {
      const plaintext = utf8(`to them, ${generation}`);
      const message = encrypt(this.ours, this.leafOf(0), { generation, plaintext });
      expect(new Uint8Array((await this.theirs.process(message))!)).toEqual(plaintext);
    }
  }
}

describe.each([
  ['created by us', () => Pair.createdByUs()],
  ['created by ts-mls', () => Pair.createdByThem()],
])('a group with ts-mls, %s', (_title, open) => {
  it('starts with the same secrets on both sides, and both can talk', async () => {
    const pair = await open();
    await pair.expectAgreement();
    await pair.expectTalk();
  });

  it('follows our commits: path, add, remove', async () => {
    const pair = await open();
    await pair.weCommit([], true);
    await pair.expectAgreement();
    const third = await TsMlsMember.make('third');
    const welcome = await pair.weCommit([{ type: 'add', keyPackage: third.keyPackage }]);
    await third.join(welcome!, ratchetTreeOf(pair.hub));
    expect(await third.figures()).toEqual(figuresOf(pair.ours));
    await pair.expectAgreement();
    await pair.weCommit([{ type: 'remove', removed: 2 }]);
    await pair.expectAgreement();
    await pair.expectTalk();
  });

  it('follows their commits: path, add, remove, with one of ours added and removed', async () => {
    const pair = await open();
    await pair.theyCommit([]);
    await pair.expectAgreement();
    const client = newClient('second of ours');
    const welcome = await pair.theyCommit([{ type: 'add', keyPackage: client.keyPackage }]);
    const second = await joinByWelcome(welcome!, ratchetTreeOf(pair.hub), [client], rules);
    expect(figuresOf(second)).toEqual(figuresOf(pair.ours));
    await pair.expectAgreement();
    await pair.theyCommit([{ type: 'remove', removed: second.local[0]!.leafIndex }]);
    await pair.expectAgreement();
    await pair.expectTalk();
  });

  it('follows their commits in private framing', async () => {
    const pair = await open();
    await pair.theyCommit([], 'private');
    await pair.theyCommit([{ type: 'add', keyPackage: newClient('third').keyPackage }], 'private');
    expect(await pair.theirs.figures()).toEqual(figuresOf(pair.ours));
    await pair.expectTalk();
  });

  it.each(['public', 'private'] as const)(
    'takes their proposals in %s framing, and they take ours',
    async (framing) => {
      const pair = await open();
      const third = newClient('third');
      const theirProposal = await pair.theirs.propose({ type: 'add', keyPackage: third.keyPackage }, framing);
      if (framing === 'public') pair.hub = (await receivePublicProposal(pair.hub, theirProposal, rules)).group;
      const received = await receive(pair.ours, theirProposal, { rules });
      expect(received.type).toBe('proposal');
      pair.ours = received.group;
      const fourth = newClient('fourth');
      const proposed = await propose(pair.ours, pair.leafOf(0), { type: 'add', keyPackage: fourth.keyPackage });
      pair.ours = proposed.group;
      pair.hub = (await receivePublicProposal(pair.hub, proposed.message, rules)).group;
      await pair.theirs.process(proposed.message);
      const prepared = await commit(pair.ours, pair.leafOf(0), { rules });
      await pair.theirs.process(prepared.commit);
      pair.ours = prepared.next;
      expect(await pair.theirs.figures()).toEqual(figuresOf(pair.ours));
      const both = await joinByWelcome(prepared.welcome!, prepared.ratchetTree, [third, fourth], rules);
      expect(both.local.length).toBe(2);
      expect(figuresOf(both)).toEqual(figuresOf(pair.ours));
    },
  );

  it('follows an external commit into the group', async () => {
    const pair = await open();
    const published = await commit(pair.ours, pair.leafOf(0), { forcePath: true, rules });
    pair.hub = (await receivePublicCommit(pair.hub, published.commit, rules)).group;
    await pair.theirs.process(published.commit);
    pair.ours = published.next;
    const { groupInfo, ratchetTree } = published;
    const prepared = await joinByExternalCommit({ groupInfo, ratchetTree, leaf: newClient('third'), rules });
    pair.hub = (await receivePublicCommit(pair.hub, prepared.commit, rules)).group;
    await pair.theirs.process(prepared.commit);
    pair.ours = (await receive(pair.ours, prepared.commit, { rules })).group;
    await pair.expectAgreement();
    expect(figuresOf(prepared.next)).toEqual(figuresOf(pair.ours));
  });

  it('refuses the external_pub of ts-mls 1.6.4, which lacks the length that RFC 9420 §12.4.3.2 gives it', async () => {
    const pair = await open();
    const { groupInfo, tree } = await pair.theirs.published();
    const joining = joinByExternalCommit({ groupInfo, ratchetTree: tree, leaf: newClient('third'), rules });
    await expect(joining).rejects.toMatchObject({ rule: 'malformed' });
  });

  it('goes on after the state went through storage', async () => {
    const pair = await open();
    pair.ours = decodeHostedGroup(encodeHostedGroup(pair.ours));
    await pair.expectAgreement();
    await pair.theyCommit([]);
    pair.ours = decodeHostedGroup(encodeHostedGroup(pair.ours));
    await pair.weCommit([], true);
    await pair.expectAgreement();
    await pair.expectTalk();
  });
});
