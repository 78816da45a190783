import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import {
  capabilitiesOf,
  externalSendersExtension,
  generateSignatureKeyPair,
  messageHash,
  type Proposal,
  proposeAsNewMember,
} from '../../../src/mls/index.ts';
import { capabilities, componentIds, rolesList } from '../../../src/policy/index.ts';
import { alice, bob, hubDomain, openHouse } from '../members/house.ts';
import { bundleOf, keyPackageOf, listProposal, NativeClient } from './native-client.ts';

const native = parseDomain('b.example');
const other = parseDomain('c.example');
const adam: UserUri = userUri(native, 'adam');
const zoe: UserUri = userUri(other, 'zoe');

const house = await openHouse();
afterAll(() => house.close());

describe('commits of clients at other providers', () => {
  let client: NativeClient;
  beforeEach(async () => {
    await house.open(alice, [bob]);
    client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
  }, 60_000);

  const epoch = async (): Promise<bigint | undefined> =>
    (await house.hub.inspect(house.room))?.publicGroup.context.epoch;

  it('UP-09 UP-11: of 20 commits at once one is accepted and the others learn the epoch', async () => {
    const before = (await epoch())!;
    const prepared = await Promise.all(Array.from({ length: 20 }, () => client.prepare({ forcePath: true })));
    const answers = await Promise.all(prepared.map((one) => client.provider.update(house.room, bundleOf(one))));
    expect(answers.filter(({ code }) => code === 'success')).toHaveLength(1);
    const stale = answers.filter((answer) => answer.code === 'wrongEpoch');
    expect(stale).toHaveLength(19);
    expect(new Set(stale.map(({ currentEpoch }) => currentEpoch))).toEqual(new Set([before + 1n]));
    expect(await house.rooms.inspect(house.room)).toMatchObject({ epoch: before + 1n, agreesWithHub: true });
  });

  it('UP-10: the same commit again gets the same answer', async () => {
    const prepared = await client.prepare({ forcePath: true });
    const first = await client.provider.update(house.room, bundleOf(prepared));
    expect(first).toMatchObject({ code: 'success' });
    expect(await client.provider.update(house.room, bundleOf(prepared))).toEqual(first);
  });

  it('UP-11: hosted users whose commit lost land on the next epoch', async () => {
    const [kick] = await Promise.all([
      house.attempt('set-metadata', alice, { subject: 'one' }),
      client.submit(await client.prepare({ forcePath: true })),
    ]);
    expect(kick).toMatchObject({ type: 'accepted' });
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
  });

  it('UP-05: the tree travels beside the GroupInfo; another tree and another GroupInfo are refused', async () => {
    const prepared = await client.prepare({ forcePath: true });
    const bundle = bundleOf(prepared);
    const another = await client.prepare({ forcePath: true });
    const update = (changes: object) => client.provider.update(house.room, { ...bundle, ...changes });
    expect(await update({ ratchetTree: another.ratchetTree })).toMatchObject({ code: 'notAllowed' });
    expect(await update({ groupInfo: another.groupInfo })).toMatchObject({ code: 'notAllowed' });
    expect(await update({ groupInfo: prepared.commit })).toMatchObject({ code: 'notAllowed' });
    expect(await update({})).toMatchObject({ code: 'success' });
  });

  it('UP-08: a commit with any octet changed is refused by the hub, and the room goes on', async () => {
    const prepared = await client.prepare({ forcePath: true });
    const bundle = bundleOf(prepared);
    const before = await epoch();
    for (let at = 0; at < prepared.commit.length; at += 41) {
      const commit = prepared.commit.slice();
      commit[at]! ^= 1;
      const answer = await client.provider.update(house.room, { ...bundle, commit });
      expect(answer.code, `octet ${at}`).not.toBe('success');
    }
    expect(await epoch()).toBe(before);
    expect(await client.provider.update(house.room, bundle)).toMatchObject({ code: 'success' });
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
  });

  it('UP-31: a handshake as a PrivateMessage, or a message as a handshake, is refused', async () => {
    const { message } = client.encrypt('not a commit');
    const bundle = bundleOf(await client.prepare({ forcePath: true }));
    const asCommit = await client.provider.update(house.room, { ...bundle, commit: message });
    const asProposal = await client.provider.update(house.room, { type: 'proposals', proposals: [message] });
    expect([asCommit.code, asProposal.code]).toEqual(['notAllowed', 'notAllowed']);
    expect(await client.send(bundle.commit)).toMatchObject({ code: 'notAllowed' });
  });

  it('ID-14: a provider commits and adds for its own users only', async () => {
    const prepared = await client.prepare({ forcePath: true });
    const wrongSource = house.hub.providerFor(other);
    expect(await wrongSource.update(house.room, bundleOf(prepared))).toMatchObject({ code: 'notAllowed' });
    const foreign = await client.prepare({
      proposals: [
        { type: 'add', keyPackage: keyPackageOf(zoe).keyPackage },
        listProposal({ addedParticipants: [{ user: zoe, role: 3 }] }),
      ],
    });
    const answer = await client.submit(foreign);
    expect(answer).toMatchObject({ code: 'notAllowed' });
    const stranger = new NativeClient(house.hub, house.room, zoe);
    const asOther = await house.hub.providerFor(native).groupInfo(house.room, { user: stranger.user });
    expect(asOther).toEqual({ code: 'notAuthorized' });
    expect(await stranger.join()).toMatchObject({ code: 'success' });
  });

  it('UP-19 UP-21: a leaf without a list entry and an entry removed without its leaf are refused', async () => {
    const bare: Proposal[] = [{ type: 'add', keyPackage: keyPackageOf(userUri(native, 'eve')).keyPackage }];
    expect(await client.submit(await client.prepare({ proposals: bare }))).toMatchObject({ code: 'notAllowed' });
    expect(await new NativeClient(house.hub, house.room, zoe).join(null)).toMatchObject({ code: 'notAllowed' });
    const index = (await house.hub.inspect(house.room))!.state.participants.findIndex(({ user }) => user === adam);
    const listOnly = await client.prepare({ proposals: [listProposal({ removedIndices: [index] })] });
    expect(await client.submit(listOnly)).toMatchObject({ code: 'notAllowed' });
  });

  it('UP-12 KB-02: a guest’s kick and ban in a commit of its own are notAllowed', async () => {
    const kick = await client.prepare({ proposals: client.removesOf(bob) });
    expect(await client.submit(kick)).toMatchObject({ code: 'notAllowed', rule: 'lacks-capability' });
    const index = (await house.hub.inspect(house.room))!.state.participants.findIndex(({ user }) => user === bob);
    const ban = await client.prepare({
      proposals: [...client.removesOf(bob), listProposal({ changedRoleParticipants: [{ userIndex: index, role: 1 }] })],
    });
    expect(await client.submit(ban)).toMatchObject({ code: 'notAllowed' });
  });

  it('UP-43: a client that lacks a required capability can’t be added', async () => {
    const old = capabilitiesOf({ suites: [1], extensions: [6], proposals: [8, 9], credentials: [1] });
    const eve = userUri(native, 'eve');
    const { keyPackage, privateKey } = keyPackageOf(eve, 'old', old);
    const message = proposeAsNewMember(client.group.public.context, { keyPackage, privateKey });
    const answer = await client.provider.update(house.room, { type: 'proposals', proposals: [message] });
    expect(answer.code).not.toBe('success');
  });

  it('KB-03: a banned user of another provider gets no GroupInfo, and its prepared join is refused', async () => {
    const info = await client.provider.groupInfo(house.room, { user: userUri(native, 'eve') });
    expect(info).toMatchObject({ code: 'success' });
    await house.attempt('ban', alice, { user: adam });
    expect(await client.provider.groupInfo(house.room, { user: adam })).toEqual({ code: 'notAuthorized' });
    const again = new NativeClient(house.hub, house.room, adam);
    expect(await again.join()).toMatchObject({ code: 'notAllowed' });
    const { keyPackage, privateKey } = keyPackageOf(adam);
    const context = (await house.hub.inspect(house.room))!.publicGroup.context;
    const message = proposeAsNewMember(context, { keyPackage, privateKey });
    const proposed = await client.provider.update(house.room, { type: 'proposals', proposals: [message] });
    expect(proposed.code).not.toBe('success');
  });

  it('no owner changes who speaks as the hub, whatever the roles say', async () => {
    await house.attempt('set-role', alice, { user: adam, role: 7 });
    await client.follow();
    const { roles } = (await house.hub.inspect(house.room))!.state;
    const stronger = roles.map((role) =>
      role.index === 7
        ? { ...role, capabilities: [...role.capabilities, capabilities.canChangeMlsOperationalPolicies] }
        : role,
    );
    const update: Proposal = {
      type: 'app-data-update',
      componentId: componentIds.rolesList,
      update: rolesList.encode(stronger),
    };
    expect(await client.submit(await client.prepare({ proposals: [update] }))).toMatchObject({ code: 'success' });
    const before = client.group.public.context.extensions;
    const change = (extensions: typeof before): Promise<unknown> =>
      client
        .prepare({ proposals: [{ type: 'group-context-extensions', extensions }] })
        .then((prepared) => client.submit(prepared));
    const own = externalSendersExtension([
      {
        signatureKey: generateSignatureKeyPair(1).publicKey,
        credential: { type: 'basic', identity: new TextEncoder().encode(`mimi://${hubDomain}`) },
      },
    ]);
    const replaced = before.map((extension) => (extension.type === own.type ? own : extension));
    expect(await change(replaced)).toMatchObject({ code: 'notAllowed' });
    expect(await change(before.filter(({ type }) => type !== own.type))).toMatchObject({ code: 'notAllowed' });
    expect(await change(before)).toMatchObject({ code: 'success' });
  });

  it('a ReInit is refused even to an owner, alone and in a commit, and the room goes on', async () => {
    await house.attempt('set-role', alice, { user: adam, role: 7 });
    await client.follow();
    const reinit: Proposal = {
      type: 'reinit',
      groupId: new TextEncoder().encode('the next one'),
      version: 1,
      cipherSuite: 1,
      extensions: client.group.public.context.extensions,
    };
    const refused = {
      code: 'notAllowed',
      rule: 'immutable',
      errorDescription: expect.stringContaining('ReInit') as unknown,
    };
    const before = await epoch();
    expect(await client.propose(reinit)).toMatchObject(refused);
    expect((await house.hub.inspect(house.room))?.publicGroup.pending.size).toBe(0);
    const prepared = await client.prepare({ proposals: [reinit] });
    expect(await client.provider.update(house.room, bundleOf(prepared))).toMatchObject(refused);
    expect(await epoch()).toBe(before);
    expect(await client.submit(await client.prepare({ forcePath: true }))).toMatchObject({ code: 'success' });
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
  });

  it('UP-40: only the hub and its own leaf end what the hub owns', async () => {
    const removal = await client.prepare({ proposals: [{ type: 'remove', removed: 0 }] });
    expect(await client.submit(removal)).toMatchObject({ code: 'notAllowed' });
    const destroyed = await house.hub.destroyRoom(native, { room: house.room, by: adam });
    expect(destroyed).toMatchObject({ code: 'notAllowed' });
    expect(await house.hub.destroyRoom(hubDomain, { room: house.room, by: null })).toMatchObject({ code: 'destroyed' });
    await expect(client.say('late')).rejects.toThrow('There is no room');
    const late = await client.prepare({ forcePath: true });
    await expect(client.provider.update(house.room, bundleOf(late))).rejects.toThrow('There is no room');
    expect(await client.provider.groupInfo(house.room, { user: adam })).toEqual({ code: 'noSuchRoom' });
    expect(messageHash(late.commit)).toEqual(late.commitHash);
  });
});
