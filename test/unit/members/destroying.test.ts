import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { component, members } from '../../../src/mls/index.ts';
import { componentIds, participantList, presetRoles } from '../../../src/policy/index.ts';
import { serviceUserOf, userOf } from '../../../src/provider/index.ts';
import { bundleOf, NativeClient } from '../hub/native-client.ts';
import { alice, bob, carol, hubDomain, openHouse, story } from './house.ts';

const adam: UserUri = userUri(parseDomain('b.example'), 'adam');
const accepted: unknown = expect.objectContaining({ type: 'accepted' });

const house = await openHouse();
afterAll(() => house.close());

describe('the end of a room', () => {
  let client: NativeClient;
  beforeEach(async () => {
    await house.open(alice, [bob, carol]);
    client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
  }, 60_000);

  const kinds = async (): Promise<readonly string[]> =>
    (await house.hub.log.after(house.room, 0, 10_000)).slice(-2).map(({ kind }) => kind);

  it('UP-40: the final commit takes out everybody but the hub, and networks are told of one thing only', async () => {
    expect(await house.attempt('destroy-room', alice, { reason: 'over' })).toEqual(accepted);
    expect(story(await house.events()).slice(-2)).toEqual(['joined adam', 'destroyed by alice']);
    expect(await kinds()).toEqual(['commit', 'destroyed']);
    await client.follow();
    expect(client.group.local).toEqual([]);
    expect(members(client.group.public).map(userOf)).toEqual([serviceUserOf(hubDomain)]);
    const list = component(client.group.public.context, componentIds.participantList)!;
    expect(participantList.decode(list).map(({ user }) => user)).toEqual([`mimi://${hubDomain}`]);
    expect(await house.database.read('SELECT 1 FROM hosted_attempt')).toEqual([]);
  });

  it('UP-40: what waits for a commit is committed first', async () => {
    const ended = house.attempt('destroy-room', alice, {});
    const waiting = client.propose({ type: 'self-remove' }).then(
      ({ code }) => code,
      (error: unknown) => String(error),
    );
    expect(await ended).toEqual(accepted);
    expect(await waiting).toMatch(/success|wrongEpoch|There is no room/);
    expect(await kinds()).toEqual(['commit', 'destroyed']);
    await expect(client.say('late')).rejects.toThrow('There is no room');
  });

  it('UP-40: an owner who is not in the room ends it as well, and its name is free', async () => {
    await house.attempt('set-role', alice, { user: bob, role: presetRoles.owner });
    expect(await house.attempt('kick', alice, { user: bob })).toEqual(accepted);
    expect(await house.attempt('destroy-room', bob, {})).toEqual(accepted);
    expect(await kinds()).toEqual(['commit', 'destroyed']);
    expect(await house.attempt('create-room', carol, { preset: 'open', nickname: 'c' })).toEqual(accepted);
  });

  it('UP-40: no other commit ends a room', async () => {
    const final = bundleOf(await client.prepare({ forcePath: true }));
    const end = { room: house.room, by: alice, finalCommit: final };
    expect(await house.hub.destroyRoom(hubDomain, end)).toMatchObject({
      code: 'notAllowed',
      errorDescription: expect.stringContaining('only the service leaf') as string,
    });
    const native = parseDomain('b.example');
    await house.attempt('set-role', alice, { user: adam, role: presetRoles.owner });
    expect(await house.hub.destroyRoom(native, { ...end, by: adam })).toMatchObject({ code: 'notAllowed' });
    expect(await house.hub.destroyRoom(hubDomain, end)).toMatchObject({ code: 'wrongEpoch' });
    expect(await house.hub.destroyRoom(native, { room: house.room, by: adam })).toMatchObject({ code: 'destroyed' });
  });
});
