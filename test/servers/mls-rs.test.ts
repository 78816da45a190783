/**
 * Groups with mls-rs members: the suites that OpenMLS lacks, and ReInit (RFC 9420 §11.2). Plain RFC groups only:
 * mls-rs has other code points for the extensions draft.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CipherSuiteId,
  commit,
  createGroup,
  encrypt,
  exportSecret,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  openPublicGroup,
  type PreSharedKeyId,
  type Proposal,
  type PskLookup,
  type PublicGroup,
  propose,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  resumptionPsk,
} from '../../src/mls/index.ts';
import { rules } from '../interop/histories/group-setup.ts';
import { type HostedClient, newPlainClient } from '../interop/histories/hosted-party.ts';
import { type MlsRsClient, MlsRsPeer } from '../interop/mls-rs-peer.ts';
import type { EpochFigures } from '../interop/openmls-peer.ts';
import { groupContextBytes, hex, unhex, utf8 } from '../interop/wire.ts';

let peer: MlsRsPeer;
beforeAll(() => {
  peer = new MlsRsPeer();
}, 600_000);
afterAll(() => peer.stop());

/** An MLSMessage(KeyPackage) without its four octets of version and wire format, and back. */
const bare = (message: Uint8Array): Uint8Array => message.subarray(4);
const asMessage = (keyPackage: Uint8Array): Uint8Array => new Uint8Array([0, 1, 0, 5, ...keyPackage]);

/** KDF.Nh, the length of a PSK's nonce. */
const hashLength = (suite: CipherSuiteId): number => (suite <= 3 ? 32 : suite === 7 ? 48 : 64);

/** Ours, theirs and the hub in one group. */
class Group {
  ours: HostedGroup;
  hub: PublicGroup;
  readonly theirs: MlsRsClient;
  readonly psks = new Map<string, Uint8Array>();

  constructor(ours: HostedGroup, hub: PublicGroup, theirs: MlsRsClient) {
    this.ours = ours;
    this.hub = hub;
    this.theirs = theirs;
  }

  static async open(suite: CipherSuiteId): Promise<Group> {
    const theirs = await peer.client('theirs', suite);
    const ours = await newPlainClient(suite, 'ours');
    const created = createGroup({ suite, groupId: utf8('group'), leaf: ours.own, extensions: [], rules });
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const prepared = await commit(created.group, 0, {
      proposals: [{ type: 'add', keyPackage: bare(await theirs.keyPackage()) }],
      rules,
    });
    await theirs.join(prepared.welcome!, prepared.ratchetTree);
    return new Group(prepared.next, (await receivePublicCommit(hub, prepared.commit, rules)).group, theirs);
  }

  #options() {
    return {
      rules,
      psks: (id: { type: string; id?: Uint8Array }) => (id.id === undefined ? undefined : this.psks.get(hex(id.id))),
    };
  }

  figures(): EpochFigures {
    return {
      context: hex(groupContextBytes(this.ours.public.context)),
      epochAuthenticator: hex(this.ours.epochAuthenticator),
      exporter: hex(exportSecret(this.ours, 'interop', utf8('context'), 32)),
    };
  }

  async expectAgreement(): Promise<void> {
    const ours = this.figures();
    expect(await this.theirs.state()).toMatchObject(ours);
    expect(hex(groupContextBytes(this.hub.context))).toBe(ours.context);
  }

  async weCommit(proposals: Proposal[], forcePath = false): Promise<Uint8Array | null> {
    const prepared = await commit(this.ours, this.ours.local[0]!.leafIndex, {
      proposals,
      forcePath,
      ...this.#options(),
    });
    this.hub = (await receivePublicCommit(this.hub, prepared.commit, rules)).group;
    await this.theirs.process(prepared.commit);
    this.ours = prepared.next;
    return prepared.welcome;
  }

  async weReceive(message: Uint8Array): Promise<void> {
    const received = await receive(this.ours, message, this.#options());
    this.ours = received.group;
    if (received.type === 'proposal') this.hub = (await receivePublicProposal(this.hub, message, rules)).group;
    if (received.type === 'commit') this.hub = (await receivePublicCommit(this.hub, message, rules)).group;
  }

  async theyCommit(proposals: Parameters<MlsRsClient['commit']>[0] = []): Promise<void> {
    const made = await this.theirs.commit(proposals);
    await this.theirs.merge();
    await this.weReceive(made.commit);
  }

  /** RFC 9420 §11.2: what shows the members of the next group to have been members of this one. */
  reinitPsk(): { id: PreSharedKeyId; lookup: PskLookup } {
    const { groupId, epoch, cipherSuite } = this.ours.public.context;
    const value = resumptionPsk(this.ours, epoch);
    const nonce = new Uint8Array(hashLength(cipherSuite)).fill(6);
    return { id: { type: 'resumption', usage: 'reinit', groupId, epoch, nonce }, lookup: () => value };
  }

  async newPsk(text: string): Promise<Uint8Array> {
    const id = utf8(text);
    const value = new Uint8Array(32).fill(text.length);
    this.psks.set(hex(id), value);
    await this.theirs.storePsk(id, value);
    return id;
  }
}

describe.each([1, 2, 3, 4, 5, 6, 7] as const)('suite %i with mls-rs', (suite) => {
  it('agrees through updates, adds, removes and context extensions, whoever commits', async () => {
    const group = await Group.open(suite);
    await group.expectAgreement();
    await group.weCommit([], true);
    await group.expectAgreement();
    await group.theyCommit();
    await group.expectAgreement();

    const third = await peer.client('third', suite);
    const welcome = await group.weCommit([{ type: 'add', keyPackage: bare(await third.keyPackage()) }]);
    await third.join(welcome!, unhex(hex((await group.theirs.published()).tree)));
    expect(await third.state()).toMatchObject(group.figures());
    await group.weReceive(await group.theirs.propose({ type: 'update' }));
    await group.weCommit([{ type: 'remove', removed: 2 }]);
    await group.expectAgreement();

    const fourth: HostedClient = await newPlainClient(suite, 'fourth');
    await group.theyCommit([{ type: 'add', keyPackage: asMessage(fourth.own.keyPackage) }]);
    await group.theyCommit([{ type: 'group-context-extensions', extensions: [] }]);
    await group.theyCommit([{ type: 'remove', removed: 2 }]);
    await group.expectAgreement();
  });

  it('reads messages both ways, out of order too', async () => {
    const group = await Group.open(suite);
    const first = await group.theirs.encrypt(utf8('first'), utf8('data'));
    const second = await group.theirs.encrypt(utf8('second'), utf8(''));
    for (const [message, plaintext] of [
      [second, 'second'],
      [first, 'first'],
    ] as const) {
      const received = await receive(group.ours, message, { rules });
      expect(received).toMatchObject({ type: 'application', plaintext: utf8(plaintext) });
      group.ours = received.group;
    }
    for (const generation of [3, 0]) {
      const message = encrypt(group.ours, 0, { generation, plaintext: utf8(`our ${generation}`) });
      expect((await group.theirs.process(message)).plaintext).toBe(hex(utf8(`our ${generation}`)));
    }
  });

  it('joins by external commit both ways', async () => {
    const group = await Group.open(suite);
    const published = await group.theirs.published();
    const prepared = await joinByExternalCommit({
      groupInfo: published.groupInfo,
      ratchetTree: published.tree,
      leaf: (await newPlainClient(suite, 'late')).own,
      rules,
    });
    await group.theirs.process(prepared.commit);
    await group.weReceive(prepared.commit);
    await group.expectAgreement();
    const later = await peer.client('later', suite);
    const external = await later.externalJoin(prepared.groupInfo, prepared.ratchetTree);
    await group.theirs.process(external);
    await group.weReceive(external);
    await group.expectAgreement();
    expect(await later.state()).toMatchObject(group.figures());
  });

  it('mixes in pre-shared keys: external ones and the resumption PSK of an epoch', async () => {
    const group = await Group.open(suite);
    await group.theyCommit([{ type: 'psk', id: await group.newPsk('theirs') }]);
    await group.expectAgreement();
    const nonce = new Uint8Array(hashLength(suite)).fill(7);
    await group.weCommit([{ type: 'psk', id: { type: 'external', id: await group.newPsk('our own'), nonce } }]);
    await group.expectAgreement();
    const { groupId, epoch } = group.ours.public.context;
    const resumption = { type: 'resumption', usage: 'application', groupId, epoch: epoch - 1n, nonce } as const;
    await group.weCommit([{ type: 'psk', id: resumption }]);
    await group.theyCommit([{ type: 'resumption-psk', epoch: Number(epoch) }]);
    await group.expectAgreement();
  });

  it('ends with a ReInit and takes nothing more; we open the group that follows', async () => {
    const group = await Group.open(suite);
    const reinit = { type: 'reinit', groupId: utf8('next'), version: 1, cipherSuite: suite, extensions: [] } as const;
    await group.weCommit([reinit]);
    await group.expectAgreement();
    expect(group.hub.reinitialized).toBe(true);
    await expect(propose(group.ours, 0, { type: 'remove', removed: 1 })).rejects.toMatchObject({
      rule: 'group-reinitialized',
    });

    const psk = group.reinitPsk();
    const created = createGroup({
      suite,
      groupId: utf8('next'),
      leaf: (await newPlainClient(suite, 'ours')).own,
      extensions: [],
      rules,
    });
    const next = await commit(created.group, 0, {
      proposals: [
        { type: 'psk', id: psk.id },
        { type: 'add', keyPackage: bare(await group.theirs.reinitKeyPackage()) },
      ],
      rules,
      psks: psk.lookup,
    });
    await group.theirs.reinitJoin(next.welcome!, next.ratchetTree);
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const after = new Group(next.next, (await receivePublicCommit(hub, next.commit, rules)).group, group.theirs);
    await after.expectAgreement();
  });

  it('follows their ReInit into the group that they open', async () => {
    const group = await Group.open(suite);
    await group.theyCommit([{ type: 'reinit', groupId: utf8('next'), suite, extensions: [] }]);
    expect(group.hub.reinitialized).toBe(true);
    expect(hex(group.ours.epochAuthenticator)).toBe((await group.theirs.state()).epochAuthenticator);
    const psk = group.reinitPsk();
    const { own } = await newPlainClient(suite, 'ours');
    const welcome = await group.theirs.reinitCreate([asMessage(own.keyPackage)]);
    const { groupInfo, tree } = await group.theirs.published();
    const announced = { groupId: utf8('next'), version: 1, cipherSuite: suite, extensions: [] } as const;
    const resumed = { usage: 'reinit', old: group.ours.public.context, announced } as const;
    const other = { ...resumed, announced: { ...announced, groupId: utf8('another') } };
    await expect(joinByWelcome(welcome, tree, [own], rules, psk.lookup, { resumed: other })).rejects.toMatchObject({
      rule: 'reinit-mismatch',
    });
    const ours = await joinByWelcome(welcome, tree, [own], rules, psk.lookup, { resumed });
    const after = new Group(ours, await openPublicGroup(groupInfo, tree, rules), group.theirs);
    await after.expectAgreement();
    await after.theyCommit();
    await after.expectAgreement();
  });
});
