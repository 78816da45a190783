import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hub } from '../../../src/hub/index.ts';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { propose } from '../../../src/mls/index.ts';
import { componentIds, presetRoles, rolesList } from '../../../src/policy/index.ts';
import { alice, bob, type House, openHouse, story } from '../members/house.ts';
import { openHubBeside } from './hub-beside.ts';
import { listProposal, NativeClient } from './native-client.ts';

const native = parseDomain('b.example');
const adam = userUri(native, 'adam');
const eve = userUri(native, 'eve');
const outranked: unknown = expect.objectContaining({ rule: 'outranked' });

describe('ranks among native clients', () => {
  let house: House;
  let hub: Hub;
  let moderator: NativeClient;
  let owner: NativeClient;
  beforeAll(async () => {
    house = await openHouse();
    hub = await openHubBeside(house);
  }, 120_000);
  afterAll(() => house.close(), 60_000);
  /** Owners alice (hosted) and eve, moderator adam, admin bob (hosted). */
  beforeEach(async () => {
    await house.open(alice, [bob]);
    moderator = new NativeClient(hub, house.room, adam);
    expect(await moderator.join()).toMatchObject({ code: 'success' });
    owner = new NativeClient(hub, house.room, eve);
    expect(await owner.join()).toMatchObject({ code: 'success' });
    const { moderator: moderating, owner: owning, admin } = presetRoles;
    for (const [user, role] of [[adam, moderating] as const, [eve, owning] as const, [bob, admin] as const]) {
      expect(await house.attempt('set-role', alice, { user, role })).toMatchObject({ type: 'accepted' });
    }
    await moderator.follow();
    await owner.follow();
  }, 60_000);

  async function indexOf(user: UserUri): Promise<number> {
    return (await hub.inspect(house.room))!.state.participants.findIndex((one) => one.user === user);
  }
  const pending = async (): Promise<number> => (await hub.inspect(house.room))!.publicGroup.pending.size;

  it('KB-02 AC-06: a moderator kicks no owner, by a bare proposal or in a commit', async () => {
    expect(await moderator.propose(...moderator.removesOf(eve))).toMatchObject({ code: 'invalidProposal' });
    expect(await pending()).toBe(0);
    const commit = await moderator.prepare({ proposals: moderator.removesOf(eve) });
    expect(await moderator.submit(commit)).toEqual(outranked);
    expect((await hub.inspect(house.room))?.state.clients.get(eve)).toBe(1);
  });

  it('RC-12: an admin removes no admin whose pair is there for leaving', async () => {
    const roles = { changedRoleParticipants: [{ userIndex: await indexOf(adam), role: presetRoles.admin }] };
    expect(await owner.submit(await owner.prepare({ proposals: [listProposal(roles)] }))).toMatchObject({
      code: 'success',
    });
    await moderator.follow();
    const removal = listProposal({ removedIndices: [await indexOf(bob)] });
    const commit = await moderator.prepare({ proposals: [...moderator.removesOf(bob), removal] });
    expect(await moderator.submit(commit)).toEqual(outranked);
  });

  it('UP-16: what the hub holds as pending can be committed, also when a rank changes meanwhile', async () => {
    const demotion = { changedRoleParticipants: [{ userIndex: await indexOf(bob), role: presetRoles.member }] };
    expect(await owner.propose(listProposal(demotion))).toMatchObject({ code: 'success' });
    await moderator.follow();
    const kick = await propose(moderator.group, moderator.leaf, moderator.removesOf(bob)[0]!);
    const answer = await moderator.provider.update(house.room, { type: 'proposals', proposals: [kick.message] });
    expect(answer).toEqual(outranked);
    expect(await pending()).toBe(1);
    expect(await house.attempt('set-metadata', alice, { subject: 'news' })).toMatchObject({ type: 'accepted' });
    expect(await pending()).toBe(0);
  });
});

describe('a role 1 that is not named "banned"', () => {
  let house: House;
  let hub: Hub;
  beforeAll(async () => {
    house = await openHouse();
    hub = await openHubBeside(house);
    await house.open(alice, [bob]);
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  it('RC-02: is given, lived in, changed and removed as any role, also by hosted users', async () => {
    const owner = new NativeClient(hub, house.room, eve);
    await owner.join();
    await house.attempt('set-role', alice, { user: eve, role: presetRoles.owner });
    await owner.follow();
    const { state } = (await hub.inspect(house.room))!;
    const member = state.roles.find(({ index }) => index === presetRoles.member)!;
    const roles = state.roles.map((role) => (role.index === 1 ? { ...member, index: 1, name: 'apprentice' } : role));
    const update = rolesList.encode(roles);
    const renaming = { type: 'app-data-update', componentId: componentIds.rolesList, update } as const;
    expect(await owner.submit(await owner.prepare({ proposals: [renaming] }))).toMatchObject({ code: 'success' });
    const userIndex = state.participants.findIndex(({ user }) => user === bob);
    const change = listProposal({ changedRoleParticipants: [{ userIndex, role: 1 }] });
    expect(await owner.submit(await owner.prepare({ proposals: [change] }))).toMatchObject({ code: 'success' });
    expect(await house.attempt('set-metadata', alice, { subject: 'news' })).toMatchObject({ type: 'accepted' });
    expect(await house.attempt('rename', bob, { nickname: 'bobby' })).toMatchObject({ type: 'accepted' });
    expect(story(await house.events())).toContain('role-changed bob by eve');
    expect(story(await house.events()).some((line) => line.startsWith('banned'))).toBe(false);
    expect(await house.attempt('set-role', alice, { user: bob, role: presetRoles.guest })).toMatchObject({
      type: 'accepted',
    });
    expect(await house.attempt('set-role', alice, { user: bob, role: 1 })).toMatchObject({ type: 'accepted' });
    expect(await house.attempt('remove', alice, { user: bob })).toMatchObject({ type: 'accepted' });
    expect((await hub.inspect(house.room))?.state.participants.map(({ user }) => user)).not.toContain(bob);
  }, 60_000);
});
