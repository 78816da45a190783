import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { type Proposal, propose, proposeAsNewMember } from '../../../src/mls/index.ts';
import type { Hub } from '../../../src/hub/index.ts';
import { alice, bob, type House, openHouse, story } from '../members/house.ts';
import { openHubBeside } from './hub-beside.ts';
import { keyPackageOf, listProposal, NativeClient } from './native-client.ts';

const native = parseDomain('b.example');
const adam: UserUri = userUri(native, 'adam');
const eve: UserUri = userUri(native, 'eve');

describe('bare proposals', () => {
  let house: House;
  let hub: Hub;
  let client: NativeClient;
  beforeAll(async () => {
    house = await openHouse();
    hub = await openHubBeside(house);
  }, 120_000);
  afterAll(() => house.close(), 60_000);
  beforeEach(async () => {
    await house.open(alice, [bob]);
    client = new NativeClient(hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
  }, 60_000);

  async function indexOf(user: UserUri): Promise<number> {
    return (await hub.inspect(house.room))!.state.participants.findIndex((one) => one.user === user);
  }

  const pending = async (): Promise<number> => (await hub.inspect(house.room))!.publicGroup.pending.size;
  const leave = async () =>
    client.propose({ type: 'self-remove' }, listProposal({ removedIndices: [await indexOf(adam)] }));

  it('UP-13: one bad proposal of three: its ref is named and none is pending', async () => {
    const removal = client.removesOf(bob);
    const answer = await client.propose({ type: 'self-remove' }, ...removal);
    expect(answer).toMatchObject({ code: 'invalidProposal' });
    expect(answer.code === 'invalidProposal' && answer.invalidProposals).toHaveLength(1);
    expect(await pending()).toBe(0);
  });

  it('UP-14 UP-23: a leave waits at the hub and stands in the next commit of a hosted user', async () => {
    expect(await leave()).toMatchObject({ code: 'success' });
    expect(await pending()).toBe(2);
    await house.attempt('set-metadata', alice, { subject: 'news' });
    const room = await hub.inspect(house.room);
    expect(room?.state.participants.map(({ user }) => user)).not.toContain(adam);
    expect(room?.state.clients.has(adam)).toBe(false);
    expect(story(await house.events()).slice(-2)).toEqual(['left adam', 'details-changed by alice']);
  });

  it('UP-17: a commit that omits what is pending is refused', async () => {
    const stays = new NativeClient(hub, house.room, eve);
    expect(await stays.join()).toMatchObject({ code: 'success' });
    await client.follow();
    await leave();
    const omitting = await stays.prepare({ references: [], forcePath: true });
    expect(await stays.submit(omitting)).toMatchObject({ code: 'notAllowed' });
    await stays.follow();
    expect(await stays.submit(await stays.prepare())).toMatchObject({ code: 'success' });
  });

  it('UP-17: a proposal that is referenced more than once does not stand for one that is left out', async () => {
    const stays = new NativeClient(hub, house.room, eve);
    expect(await stays.join()).toMatchObject({ code: 'success' });
    await client.follow();
    const why: Proposal = { type: 'app-ephemeral', componentId: 0xf0d0, data: new TextEncoder().encode('{}') };
    const leaving = [{ type: 'self-remove' } as const, why, listProposal({ removedIndices: [await indexOf(adam)] })];
    expect(await client.propose(...leaving)).toMatchObject({ code: 'success' });
    await stays.follow();
    const waiting = [...stays.group.public.pending.values()];
    const ref = waiting.find(({ proposal }) => proposal.type === 'app-ephemeral')!.ref;
    const evading = await stays.prepare({ references: waiting.map(() => ref), forcePath: true });
    expect(await stays.submit(evading)).toMatchObject({ code: 'notAllowed' });
    expect(await stays.submit(await stays.prepare())).toMatchObject({ code: 'success' });
  });

  it('ID-14: nobody proposes a client of another provider’s user, not even who may invite that user', async () => {
    await house.attempt('set-role', alice, { user: adam, role: 7 });
    await client.follow();
    const zoe = userUri(parseDomain('c.example'), 'zoe');
    const list = listProposal({ addedParticipants: [{ user: zoe, role: 3 }] });
    const forged: Proposal = { type: 'add', keyPackage: keyPackageOf(zoe).keyPackage };
    expect(await client.propose(list, forged)).toMatchObject({ code: 'invalidProposal' });
    expect(await pending()).toBe(0);
    const own: Proposal = { type: 'add', keyPackage: keyPackageOf(adam, 'tablet').keyPackage };
    expect(await client.propose(own)).toMatchObject({ code: 'success' });
  });

  it('UP-16 UP-22: from the accepted leave on, only removals of own clients are taken from the leaver', async () => {
    await leave();
    expect(await client.say('one more thing')).toMatchObject({ code: 'notAllowed', rule: 'removal-pending' });
    expect(await client.submit(await client.prepare({ forcePath: true }))).toMatchObject({ code: 'notAllowed' });
    const list = await client.propose(listProposal({ addedParticipants: [{ user: eve, role: 3 }] }));
    expect(list).toMatchObject({ code: 'invalidProposal' });
    expect((await hub.inspect(house.room))?.effective.participants.map(({ user }) => user)).not.toContain(adam);
  });

  it('UP-15: of two proposals that remove one another’s senders the first accepted stands', async () => {
    await house.attempt('set-role', alice, { user: adam, role: 7 });
    await client.follow();
    const other = new NativeClient(hub, house.room, eve);
    expect(await other.join()).toMatchObject({ code: 'success' });
    await house.attempt('set-role', alice, { user: eve, role: 7 });
    await other.follow();
    await client.follow();
    const first = await client.propose(
      ...client.removesOf(eve),
      listProposal({ removedIndices: [await indexOf(eve)] }),
    );
    expect(first).toMatchObject({ code: 'success' });
    const second = await other.propose(
      ...other.removesOf(adam),
      listProposal({ removedIndices: [await indexOf(adam)] }),
    );
    expect(second).toMatchObject({ code: 'invalidProposal' });
    await house.attempt('set-metadata', alice, { subject: 'settled' });
    const users = (await hub.inspect(house.room))?.state.participants.map(({ user }) => user);
    expect(users).toContain(adam);
    expect(users).not.toContain(eve);
  });

  it('UP-19: the hub lists a newcomer who proposes itself, in the same commit as its first client', async () => {
    const { keyPackage, privateKey } = keyPackageOf(eve);
    const message = proposeAsNewMember((await hub.inspect(house.room))!.publicGroup.context, {
      keyPackage,
      privateKey,
    });
    const provider = hub.providerFor(native);
    expect(await provider.update(house.room, { type: 'proposals', proposals: [message] })).toMatchObject({
      code: 'success',
    });
    expect(await pending()).toBe(2);
    await house.attempt('set-metadata', alice, { subject: 'welcome' });
    const room = await hub.inspect(house.room);
    expect(room?.state.clients.get(eve)).toBe(1);
    expect(room?.state.participants).toContainEqual({ user: eve, role: 3 });
  });

  it('UP-10: the same proposals again get the same answer and are pending once', async () => {
    const { keyPackage, privateKey } = keyPackageOf(eve);
    const message = proposeAsNewMember((await hub.inspect(house.room))!.publicGroup.context, {
      keyPackage,
      privateKey,
    });
    const request = { type: 'proposals', proposals: [message] } as const;
    const provider = hub.providerFor(native);
    const first = await provider.update(house.room, request);
    expect(await provider.update(house.room, request)).toEqual(first);
    expect(await pending()).toBe(2);
    // What is new beside it must not hide behind it.
    const other = keyPackageOf(userUri(native, 'newcomer'));
    const news = proposeAsNewMember((await hub.inspect(house.room))!.publicGroup.context, other);
    const mixed = await provider.update(house.room, { type: 'proposals', proposals: [message, news] });
    expect(mixed).toMatchObject({ code: 'invalidProposal' });
    expect(await pending()).toBe(2);
  });

  it('UP-22 KB-11: a message under way when voice is taken away is refused', async () => {
    const { message } = client.encrypt('under way');
    await house.attempt('set-role', alice, { user: adam, role: 2 });
    expect(await client.send(message)).toMatchObject({ code: 'notAllowed', rule: 'no-voice' });
  });

  it('UP-13: a bundle that names one proposal twice, or one that waits already, is refused whole', async () => {
    const { message: list } = await propose(client.group, client.leaf, listProposal({}));
    const { keyPackage, privateKey } = keyPackageOf(eve);
    const context = (await hub.inspect(house.room))!.publicGroup.context;
    const join = proposeAsNewMember(context, { keyPackage, privateKey });
    const twice = { type: 'proposals', proposals: [join, join] } as const;
    expect(await client.provider.update(house.room, twice)).toMatchObject({ code: 'invalidProposal' });
    expect(await pending()).toBe(0);
    await client.provider.update(house.room, { type: 'proposals', proposals: [join] });
    const again = { type: 'proposals', proposals: [list, join] } as const;
    expect(await client.provider.update(house.room, again)).toMatchObject({ code: 'invalidProposal' });
    const { keyPackage: second, privateKey: key } = keyPackageOf(eve);
    const doubled = proposeAsNewMember(context, { keyPackage: second, privateKey: key });
    const sameClient = await client.provider.update(house.room, { type: 'proposals', proposals: [doubled] });
    expect(sameClient).toMatchObject({ code: 'invalidProposal' });
  });

  it('ID-14: a proposal is taken from its sender’s own provider only', async () => {
    const { keyPackage, privateKey } = keyPackageOf(eve);
    const message = proposeAsNewMember((await hub.inspect(house.room))!.publicGroup.context, {
      keyPackage,
      privateKey,
    });
    const wrong = hub.providerFor(parseDomain('c.example'));
    const answer = await wrong.update(house.room, { type: 'proposals', proposals: [message] });
    expect(answer).toMatchObject({ code: 'invalidProposal' });
  });
});
