import { describe, expect, it } from 'vitest';
import { hostedStateOf } from '../../../src/mls/hosted/hosted-state.ts';
import {
  capabilitiesOf,
  checkGroupInfo,
  commit,
  createGroup,
  decodeHostedGroup,
  decodePublicGroup,
  dictionaryExtension,
  dropProposals,
  encodeHostedGroup,
  encodePublicGroup,
  encrypt,
  exportSecret,
  forgetGenerations,
  forgetLeaf,
  generateSignatureKeyPair,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  memberAt,
  members,
  mergeGroups,
  messageHash,
  openPublicGroup,
  type OwnKeyPackage,
  propose,
  proposeAsNewMember,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  resumptionPsk,
  wipe,
} from '../../../src/mls/index.ts';
import {
  add,
  basic,
  commitAndDeliver,
  deliverProposal,
  newClient,
  newWorld,
  prepare,
  rules,
  sameEpoch,
  suiteId,
  utf8,
} from './rules/world.ts';

/** One hosted state with many leaves, and a member of its own beside it. */
async function manyAndOne(count: number): Promise<{ many: HostedGroup; one: HostedGroup; clients: OwnKeyPackage[] }> {
  const outsider = newClient('outsider');
  const created = createGroup({ suite: suiteId, groupId: utf8('many'), leaf: outsider, extensions: [], rules });
  const clients = Array.from({ length: count }, (_, i) => newClient(`client ${i}`));
  const prepared = await commit(created.group, 0, { proposals: clients.map(add), forcePath: true, rules });
  const many = await joinByWelcome(prepared.welcome!, prepared.ratchetTree, clients, rules);
  return { many, one: prepared.next, clients };
}

const restored = (group: HostedGroup): HostedGroup => decodeHostedGroup(encodeHostedGroup(group));

describe('many leaves, one state', () => {
  it('every local leaf can commit, talk and be talked to; the state survives storage', async () => {
    let { many, one } = await manyAndOne(9);
    expect(many.local.map(({ leafIndex }) => leafIndex)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { leafIndex } of many.local) {
      const prepared = await commit(many, leafIndex, { forcePath: true, rules });
      one = (await receive(one, prepared.commit, { rules })).group;
      many = restored(prepared.next);
      expect(sameEpoch(one, many)).toBe(true);
      const message = encrypt(many, leafIndex, { generation: leafIndex, plaintext: utf8('from here') });
      const read = await receive(one, message, { rules });
      expect(read).toMatchObject({ sender: { leafIndex }, generation: leafIndex, plaintext: utf8('from here') });
      one = restored(read.group);
      const theirs = await commit(one, 0, { forcePath: true, rules });
      one = theirs.next;
      many = (await receive(many, theirs.commit, { rules })).group;
      expect(sameEpoch(one, many)).toBe(true);
      expect(exportSecret(many, 'label', utf8('context'), 16)).toEqual(exportSecret(one, 'label', utf8('context'), 16));
    }
  });

  it('leaves come and go by the commits of others', async () => {
    let { many, one } = await manyAndOne(3);
    const fresh = [newClient('fresh 1'), newClient('fresh 2')];
    const prepared = await commit(one, 0, { proposals: [{ type: 'remove', removed: 2 }, ...fresh.map(add)], rules });
    one = prepared.next;
    const arriving = { arriving: fresh, welcome: prepared.welcome! };
    many = (await receive(many, prepared.commit, { rules, ...arriving })).group;
    expect(many.local.map(({ leafIndex }) => leafIndex)).toEqual([1, 3, 2, 4]);
    for (const leafIndex of [4, 2]) {
      const again = await commit(many, leafIndex, { forcePath: true, rules });
      one = (await receive(one, again.commit, { rules })).group;
      many = again.next;
    }
    expect(sameEpoch(one, many)).toBe(true);
    const last = await commit(one, 0, {
      proposals: [1, 2, 3, 4].map((removed) => ({ type: 'remove', removed })),
      rules,
    });
    const left = await receive(many, last.commit, { rules });
    expect(left.group.local).toEqual([]);
    expect(left.group.epochAuthenticator).toHaveLength(0);
    expect(() => exportSecret(left.group, 'x', utf8('y'), 16)).toThrow(RangeError);
    // It follows the group all the same, and a leaf can come back into it.
    const alone = await commit(last.next, 0, { forcePath: true, rules });
    const followed = (await receive(restored(left.group), alone.commit, { rules })).group;
    const [late] = [newClient('late')];
    const welcomed = await commit(alone.next, 0, { proposals: [add(late)], rules });
    const back = await receive(followed, welcomed.commit, { rules, arriving: [late], welcome: welcomed.welcome! });
    expect(sameEpoch(back.group, welcomed.next)).toBe(true);
    expect(back.group.local).toHaveLength(1);
  });

  it('hundreds join by one commit of a hosted leaf, each proposed by itself', async () => {
    const world = await newWorld();
    const clients = Array.from({ length: 40 }, (_, i) => newClient(`new ${i}`));
    for (const { keyPackage, secrets } of clients) {
      const message = proposeAsNewMember(world.hub.context, { keyPackage, privateKey: secrets.signatureKey });
      await deliverProposal(world, null, message);
    }
    const prepared = await prepare(world, 0, { arriving: clients });
    expect(prepared.next.local).toHaveLength(41);
    const { group, effects } = await receivePublicCommit(world.hub, prepared.commit, rules);
    expect(effects.added).toHaveLength(40);
    expect(members(group)).toHaveLength(43);
    const from = encrypt(prepared.next, 20, { generation: 0, plaintext: utf8('hi') });
    const bob = (await receive(world.bob, prepared.commit, { rules })).group;
    await expect(receive(bob, from, { rules })).resolves.toMatchObject({ plaintext: utf8('hi') });
  });

  it('an external joiner is merged with the leaves that were hosted before', async () => {
    const world = await newWorld();
    const { groupInfo, ratchetTree } = world;
    const prepared = await joinByExternalCommit({ groupInfo, ratchetTree, leaf: newClient('dave'), rules });
    const before = (await receive(world.alice, prepared.commit, { rules })).group;
    const merged = mergeGroups(before, prepared.next);
    expect(merged.local.map(({ leafIndex }) => leafIndex)).toEqual([0, 3]);
    const next = await commit(merged, 3, { forcePath: true, rules });
    const bob = (await receive(world.bob, prepared.commit, { rules })).group;
    expect(sameEpoch((await receive(bob, next.commit, { rules })).group, next.next)).toBe(true);
    expect(() => mergeGroups(before, next.next)).toThrow(RangeError);
  });

  it('a leaf that is forgotten can not act any more, the others can', async () => {
    const { many, one } = await manyAndOne(3);
    const fewer = forgetLeaf(many, 2);
    expect(() => encrypt(fewer, 2, { generation: 0, plaintext: utf8('x') })).toThrow(RangeError);
    const prepared = await commit(one, 0, { forcePath: true, rules });
    expect(sameEpoch((await receive(fewer, prepared.commit, { rules })).group, prepared.next)).toBe(true);
    expect([1, 2, 3].reduce(forgetLeaf, many).epochAuthenticator).toHaveLength(0);
  });
});

describe('own leaves', () => {
  it('a leaf is renewed with a new signature key, which signs from the next epoch on', async () => {
    const world = await newWorld();
    const signature = generateSignatureKeyPair(suiteId);
    const extensions = [dictionaryExtension(new Map([[1, utf8('components')]]))];
    const prepared = await commitAndDeliver(world, 0, {
      leaf: { signature, extensions },
      proposals: [add(newClient('dave'))],
    });
    expect(memberAt(world.hub, 0)).toMatchObject({ signatureKey: signature.publicKey, extensions });
    expect(world.alice.local[0]?.signaturePublicKey).toEqual(signature.publicKey);
    expect(() => checkGroupInfo(world.hub, prepared.groupInfo, prepared.ratchetTree)).not.toThrow();
    const message = encrypt(world.alice, 0, { generation: 0, plaintext: utf8('new key') });
    await expect(receive(restored(world.bob), message, { rules })).resolves.toMatchObject({
      plaintext: utf8('new key'),
    });
    world.alice = restored(world.alice);
    await commitAndDeliver(world, 0, { forcePath: true });
  });
});

describe('groups are values', () => {
  it('a commit that loses changes nothing: the rival is received as if it had not been made', async () => {
    const world = await newWorld();
    const lost = await prepare(world, 1, { forcePath: true });
    const won = await prepare(world, 0, { forcePath: true });
    expect(messageHash(lost.commit)).toEqual(lost.commitHash);
    const after = await receive(world.bob, won.commit, { rules });
    expect(sameEpoch(after.group, won.next)).toBe(true);
  });

  it('a message opens once from each state, and generations may come in any order', async () => {
    const world = await newWorld();
    const message = (generation: number) =>
      encrypt(world.alice, 0, { generation, plaintext: utf8(String(generation)) });
    const opened = await receive(world.bob, message(2), { rules });
    await expect(receive(opened.group, message(2), { rules })).rejects.toMatchObject({ rule: 'generation-used' });
    await expect(receive(world.bob, message(2), { rules })).resolves.toBeDefined();
    for (const generation of [0, 5, 4, 1]) {
      const read = await receive(restored(opened.group), message(generation), { rules });
      expect(read).toMatchObject({ generation, plaintext: utf8(String(generation)) });
    }
  });

  it('generations that were forgotten can not be sent again', async () => {
    const world = await newWorld();
    const later = forgetGenerations(world.alice, 0, 32);
    expect(() => encrypt(later, 0, { generation: 31, plaintext: utf8('x') })).toThrow(RangeError);
    const message = encrypt(later, 0, { generation: 32, plaintext: utf8('x') });
    await expect(receive(world.bob, message, { rules })).resolves.toMatchObject({ generation: 32 });
  });

  it('dropped proposals are not committed', async () => {
    const world = await newWorld();
    const updated = await propose(world.bob, 1, { type: 'update' });
    const { group, proposal } = await receivePublicProposal(world.hub, updated.message, rules);
    expect(dropProposals(group, [proposal.ref]).pending.size).toBe(0);
    expect(group.pending.size).toBe(1);
  });

  it('wiping erases what no successor holds', async () => {
    const world = await newWorld();
    const before = world.alice;
    const { next } = await commitAndDeliver(world, 0, { forcePath: true });
    const old = hostedStateOf(before).present!.secrets.init;
    const message = encrypt(before, 0, { generation: 0, plaintext: utf8('late') });
    wipe(before, next);
    expect(old.every((octet) => octet === 0)).toBe(true);
    await expect(receive(world.bob, message, { rules })).resolves.toBeDefined();
    expect(sameEpoch(next, world.bob)).toBe(true);
    await commitAndDeliver(world, 0, { forcePath: true });
    const last = world.carol;
    wipe(last);
    const { nodeKeys } = hostedStateOf(last);
    expect([...nodeKeys.values()].every((key) => key.every((octet) => octet === 0))).toBe(true);
  });
});

describe('stored state', () => {
  it('public state goes through storage with its pending proposals', async () => {
    const world = await newWorld();
    const updated = await propose(world.bob, 1, { type: 'update' });
    await deliverProposal(world, 1, updated.message);
    const again = decodePublicGroup(encodePublicGroup(world.hub));
    expect([...again.pending.values()]).toEqual([...world.hub.pending.values()]);
    const prepared = await prepare(world, 0);
    const [a, b] = await Promise.all([again, world.hub].map((hub) => receivePublicCommit(hub, prepared.commit, rules)));
    expect(a!.group.context).toEqual(b!.group.context);
    expect(memberAt(a!.group, 1)).toEqual(memberAt(b!.group, 1));
    expect(memberAt(a!.group, 9)).toBeNull();
  });

  it('another form, trailing octets and truncation are malformed', async () => {
    const world = await newWorld();
    const malformed = expect.objectContaining({ rule: 'malformed' }) as Error;
    for (const [octets, decode] of [
      [encodePublicGroup(world.hub), decodePublicGroup],
      [encodeHostedGroup(world.alice), decodeHostedGroup],
    ] as const) {
      expect(() => decode(octets.with(0, 99))).toThrow(malformed);
      expect(() => decode(new Uint8Array([...octets, 0]))).toThrow(malformed);
      expect(() => decode(octets.slice(0, -1))).toThrow(malformed);
    }
  });
});

describe('resumption', () => {
  it('a group that was reinitialised goes on in a new one, which only its members can enter', async () => {
    const world = await newWorld();
    const reinit = { type: 'reinit', groupId: utf8('new'), version: 1, cipherSuite: 1, extensions: [] } as const;
    await commitAndDeliver(world, 0, { proposals: [reinit] });
    const old = world.hub.context;
    const psks = (group: HostedGroup) => () => resumptionPsk(group, old.epoch);
    const [alice, bob] = [newClient('alice'), newClient('bob')];
    const created = createGroup({ suite: 1, groupId: utf8('new'), leaf: alice, extensions: [], rules });
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const id = {
      type: 'resumption',
      usage: 'reinit',
      groupId: old.groupId,
      epoch: old.epoch,
      nonce: new Uint8Array(32),
    } as const;
    const prepared = await commit(created.group, 0, {
      proposals: [add(bob), { type: 'psk', id }],
      psks: psks(world.alice),
      rules,
    });
    await expect(receivePublicCommit(hub, prepared.commit, rules)).resolves.toBeDefined();
    const join = (group: HostedGroup, resumed = { usage: 'reinit', old, announced: reinit } as object) =>
      joinByWelcome(prepared.welcome!, prepared.ratchetTree, [bob], rules, psks(group), { resumed: resumed as never });
    expect(sameEpoch(await join(world.bob), prepared.next)).toBe(true);
    await expect(
      join(world.bob, { usage: 'reinit', old, announced: { ...reinit, groupId: utf8('x') } }),
    ).rejects.toMatchObject({ rule: 'reinit-mismatch' });
    await expect(joinByWelcome(prepared.welcome!, prepared.ratchetTree, [bob], rules)).rejects.toMatchObject({
      rule: 'unknown-psk',
    });
  });

  it("a group's own past epochs are PSKs that its members find themselves", async () => {
    const world = await newWorld();
    const epoch = world.hub.context.epoch;
    await commitAndDeliver(world, 1, { forcePath: true });
    const id = {
      type: 'resumption',
      usage: 'application',
      groupId: world.hub.context.groupId,
      epoch,
      nonce: new Uint8Array(32),
    } as const;
    await commitAndDeliver(world, 0, { proposals: [{ type: 'psk', id }] });
    expect(sameEpoch(world.alice, world.carol)).toBe(true);
    expect(resumptionPsk(world.alice, 10_000n)).toBeUndefined();
  });
});

describe('capabilities', () => {
  it('each list has a GREASE value that means nothing', async () => {
    const capabilities = capabilitiesOf({ suites: [1], extensions: [6], proposals: [8, 9, 10], credentials: [1] });
    for (const list of [
      capabilities.cipherSuites,
      capabilities.extensions,
      capabilities.proposals,
      capabilities.credentials,
    ]) {
      const grease = list.at(-1)!;
      expect([grease & 0x0f0f, grease >>> 8]).toEqual([0x0a0a, grease & 0xff]);
    }
    const world = await newWorld();
    await commitAndDeliver(world, 0, {
      proposals: [add(newClient('dave', { capabilities, credential: basic('dave') }))],
    });
    expect(memberAt(world.hub, 3)?.capabilities).toEqual(capabilities);
  });
});
