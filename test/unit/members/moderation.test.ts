import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { markerOf } from '../../../src/members/index.ts';
import { members } from '../../../src/mls/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { userOf } from '../../../src/provider/index.ts';
import type { Outcome } from '../../../src/rooms/index.ts';
import { alice, bob, carol, erin, onMatrix, openHouse, story } from './house.ts';

const accepted: unknown = expect.objectContaining({ type: 'accepted' });
const refused = (rule: string): unknown => expect.objectContaining({ type: 'refused', rule });

const house = await openHouse();
afterAll(() => house.close());

describe('moderation by hosted users', () => {
  /** Owner alice on Matrix, moderator bob on XMPP, carol a guest on Matrix. */
  beforeEach(async () => {
    await house.open(alice, [bob, carol]);
    await house.attempt('set-role', alice, { user: bob, role: presetRoles.moderator });
  }, 60_000);

  const says = (user: UserUri, text = 'words'): Promise<Outcome> =>
    house.attempt('send', user, { body: { kind: 'text', text } });
  const last = async (): Promise<string | undefined> => story(await house.events()).at(-1);

  async function leavesOf(user: UserUri): Promise<number> {
    const room = await house.hub.inspect(house.room);
    return room ? members(room.publicGroup).filter((member) => userOf(member) === user).length : 0;
  }

  async function roleOf(user: UserUri): Promise<number | undefined> {
    return (await house.rooms.view(house.room))?.participants.get(user)?.role;
  }

  it('KB-01 KB-13: a kick takes all clients, keeps the entry, carries its reason, and the user may come back', async () => {
    expect(await house.attempt('kick', bob, { user: carol, reason: 'spam' })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'kicked', user: carol, by: bob, reason: 'spam' });
    expect(await leavesOf(carol)).toBe(0);
    expect(await roleOf(carol)).toBe(presetRoles.guest);
    expect(await says(carol)).toEqual(refused('not-a-participant'));
    expect(await house.attempt('join', carol, {})).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'joined', user: carol, first: false });
  });

  it('KB-02: a moderator kicks no owner, and is told so before anything is made', async () => {
    const refusal: unknown = expect.objectContaining({ type: 'refused', rule: 'outranked', section: 'XEP-0045 §8.2' });
    const kick = { type: 'kick', room: house.room, by: bob, user: alice, cause: 'x' } as const;
    expect(await house.rooms.check(kick)).toEqual(refusal);
    expect(await house.attempt('kick', bob, { user: alice })).toEqual(refusal);
    expect(await leavesOf(alice)).toBe(1);
  });

  it('KB-02 UP-12: who lacks canKick is refused with the rule, and nothing changes', async () => {
    const before = await house.hub.inspect(house.room);
    const outcome = await house.attempt('kick', carol, { user: bob });
    expect(outcome).toMatchObject({ type: 'refused', rule: 'lacks-capability', section: 'room-policy §8.1.2' });
    expect((await house.hub.inspect(house.room))?.publicGroup.context.epoch).toBe(before?.publicGroup.context.epoch);
  });

  it('KB-03 KB-07: a banned user comes back by no way that exists here until it is unbanned', async () => {
    const { epoch } = (await house.hub.inspect(house.room))!.publicGroup.context;
    expect(await house.attempt('ban', alice, { user: carol, reason: 'spam' })).toEqual(accepted);
    const after = await house.hub.inspect(house.room);
    expect(after?.publicGroup.context.epoch).toBe(epoch + 1n);
    expect(await leavesOf(carol)).toBe(0);
    expect(await roleOf(carol)).toBe(presetRoles.banned);
    expect(await house.attempt('join', carol, {})).toEqual(refused('banned'));
    expect(await house.attempt('invite', alice, { user: carol })).toEqual(refused('target-is-participant'));
    expect(await house.attempt('invite', bob, { user: carol })).toEqual(refused('target-is-participant'));
    expect(await house.attempt('leave', carol, {})).toEqual(refused('banned'));
    expect(await house.attempt('remove', alice, { user: carol })).toMatchObject({ type: 'accepted', seq: null });
    expect(await says(carol)).toMatchObject({ type: 'refused' });
    expect(await house.attempt('join', carol, {})).toEqual(refused('banned'));
    expect(await house.attempt('unban', alice, { user: carol })).toEqual(accepted);
    expect(await house.attempt('join', carol, {})).toEqual(accepted);
    expect(await says(carol)).toEqual(accepted);
  });

  it('RC-14: taking oneself off the list is leaving, in whatever words', async () => {
    expect(await house.attempt('remove', carol, { user: carol })).toEqual(accepted);
    expect(await last()).toContain('left');
    expect(await leavesOf(carol)).toBe(0);
    expect(await house.attempt('set-role', bob, { user: bob, role: 0 })).toEqual(accepted);
    expect(await roleOf(bob)).toBeUndefined();
    expect(await house.attempt('remove', alice, { user: alice })).toEqual(refused('role-minimum'));
  });

  it('KB-04: a moderator has no canBan', async () => {
    expect(await house.attempt('ban', bob, { user: carol })).toMatchObject({ type: 'refused' });
    expect(await roleOf(carol)).toBe(presetRoles.guest);
  });

  it('KB-05: a ban before the first visit adds an entry that keeps the user out', async () => {
    expect(await house.attempt('ban', alice, { user: erin })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'banned', user: erin, wasActive: false });
    expect(await house.attempt('join', erin, {})).toEqual(refused('banned'));
  });

  it('KB-06: an unban with a role lists the user again and brings no client', async () => {
    await house.attempt('ban', alice, { user: carol });
    expect(await house.attempt('unban', bob, { user: carol })).toMatchObject({ type: 'refused' });
    expect(await house.attempt('unban', alice, { user: carol, role: presetRoles.member })).toEqual(accepted);
    expect(await roleOf(carol)).toBe(presetRoles.member);
    expect(await leavesOf(carol)).toBe(0);
  });

  it('KB-08 KB-10: voice is taken and given by role, and everybody is told', async () => {
    expect(await house.attempt('set-role', bob, { user: carol, role: presetRoles.visitor })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'role-changed', user: carol, from: 3, to: 2, by: bob });
    expect(await says(carol)).toEqual(refused('no-voice'));
    expect(await house.attempt('set-role', bob, { user: carol, role: presetRoles.guest })).toEqual(accepted);
    expect(await says(carol)).toEqual(accepted);
  });

  it('UP-41: the last owner can’t leave before somebody else is one', async () => {
    expect(await house.attempt('leave', alice, {})).toEqual(refused('role-minimum'));
    expect(await house.attempt('set-role', alice, { user: bob, role: presetRoles.owner })).toEqual(accepted);
    expect(await house.attempt('leave', alice, { reason: 'bye' })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'left', user: alice, reason: 'bye' });
    expect(await leavesOf(alice)).toBe(0);
  });

  it('RC-14 RC-12: leaving and being removed end the membership with all clients', async () => {
    expect(await house.attempt('leave', carol, {})).toEqual(accepted);
    expect(await last()).toBe('left carol');
    expect(await roleOf(carol)).toBeUndefined();
    expect(await house.attempt('remove', alice, { user: bob, reason: 'done' })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'removed', user: bob, by: alice, reason: 'done' });
    expect(await leavesOf(bob)).toBe(0);
  });

  it('RC-07 UP-20: an invited user is listed without clients and enters a members-only room', async () => {
    await house.open(alice, [], 'members-only');
    expect(await house.attempt('join', erin, {})).toEqual(refused('no-open-join'));
    expect(await house.attempt('invite', alice, { user: erin })).toEqual(accepted);
    expect((await house.rooms.view(house.room))?.participants.get(erin)).toMatchObject({ active: false, role: 4 });
    expect(await house.attempt('join', erin, {})).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'joined', user: erin, first: false });
  });

  it('an invitation that names no role gives the most that the inviter may give, up to member', async () => {
    await house.open(alice, [carol], 'moderated');
    await house.attempt('set-role', alice, { user: carol, role: presetRoles.guest });
    expect(await house.attempt('invite', carol, { user: erin })).toEqual(accepted);
    expect(await roleOf(erin)).toBe(presetRoles.visitor);
    expect(await house.attempt('invite', alice, { user: bob })).toEqual(accepted);
    expect(await roleOf(bob)).toBe(presetRoles.member);
    await house.open(alice, [], 'members-only');
    await house.attempt('invite', alice, { user: carol });
    expect(await house.attempt('invite', carol, { user: erin })).toEqual(refused('lacks-capability'));
  });

  it('RC-16: an owner who is not there acts by the service leaf, by the owner’s own rights', async () => {
    await house.attempt('set-role', alice, { user: bob, role: presetRoles.owner });
    await house.attempt('kick', alice, { user: bob });
    expect(await leavesOf(bob)).toBe(0);
    expect(await house.attempt('set-role', bob, { user: carol, role: presetRoles.moderator })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'role-changed', user: carol, by: bob, to: 5 });
    expect(await house.attempt('kick', onMatrix('nobody'), { user: carol })).toMatchObject({ type: 'refused' });
    expect(await house.attempt('leave', bob, {})).toEqual(accepted);
    expect(await last()).toBe('left bob');
  });

  it('BP-11: names, subject and policy flags change for those who may, and are told with both values', async () => {
    const details = { name: 'Garden', subject: 'Roses', description: 'All about roses' };
    expect(await house.attempt('set-metadata', alice, details)).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'details-changed', by: alice, after: details });
    expect(await house.attempt('set-metadata', carol, { name: 'Mine' })).toMatchObject({ type: 'refused' });
    expect(await house.attempt('set-policy', alice, { flags: { membersOnly: true } })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'policy-changed', after: { membersOnly: true } });
    expect(await house.attempt('join', erin, {})).toEqual(refused('no-open-join'));
    expect((await house.rooms.view(house.room))?.flags.membersOnly).toBe(true);
  });

  it('UP-40: destroying needs canDestroyRoom; afterwards there is no such room and its name is free', async () => {
    expect(await house.attempt('destroy-room', carol, {})).toEqual(refused('lacks-capability'));
    const groupBefore = (await house.hub.inspect(house.room))?.group;
    expect(await house.attempt('destroy-room', alice, { reason: 'over' })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'destroyed', by: alice, reason: 'over' });
    expect(await house.rooms.view(house.room)).toBeNull();
    expect(await says(alice)).toEqual(refused('no-such-room'));
    expect(await house.attempt('create-room', carol, { preset: 'open', nickname: 'c' })).toEqual(accepted);
    const again = await house.hub.inspect(house.room);
    expect(again?.groups).toEqual([groupBefore, again?.group]);
    expect(await says(carol, 'mine now')).toEqual(accepted);
    const archive = await house.rooms.archive(house.room, { limit: 100 });
    expect(story(archive.events)).toEqual(['created by carol', 'joined carol', 'message carol: mine now']);
  });

  it('RC-18: own messages are taken back by anybody, others’ by moderators', async () => {
    const said = await says(carol, 'oops');
    const target = said.type === 'accepted' ? said.messageId! : undefined!;
    expect(await house.attempt('retract', erin, { target })).toMatchObject({ type: 'refused' });
    expect(await house.attempt('retract', bob, { target, reason: 'rude' })).toEqual(accepted);
    expect((await house.events()).at(-1)).toMatchObject({ type: 'retracted', target, by: bob, reason: 'rude' });
    expect(await house.rooms.message(house.room, target)).toMatchObject({ retracted: true });
    const history = await house.rooms.archive(house.room, { types: ['message'], limit: 10 });
    expect(history.events).toEqual([]);
    const own = await says(carol, 'oops again');
    const mine = own.type === 'accepted' ? own.messageId! : undefined!;
    expect(await house.attempt('retract', carol, { target: mine })).toEqual(accepted);
  });

  it('GW-04: each hosted leaf says which network’s gateway runs it; the gateway’s own stands in no list', async () => {
    const room = await house.hub.inspect(house.room);
    const markers = members(room!.publicGroup).map((member) => [userOf(member), markerOf(member)]);
    const service = 'mimi://mimi.example.org/u/mimi-gateway-service';
    expect(markers).toEqual([
      [service, 'service'],
      [alice, 'matrix'],
      [bob, 'xmpp'],
      [carol, 'matrix'],
    ]);
    expect(room!.state.participants.map(({ user }) => user)).not.toContain(service);
  });
});
