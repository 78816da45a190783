import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { HandshakeQueue } from '../../../src/members/handshake-queue.ts';
import { Intake } from '../../../src/members/intake.ts';
import { component, members } from '../../../src/mls/index.ts';
import { componentIds, participantList, presetRoles } from '../../../src/policy/index.ts';
import { serviceUserOf, userOf } from '../../../src/provider/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import { bundleOf, NativeClient } from '../hub/native-client.ts';
import { alice, bob, carol, erin, hubDomain, openHouse, story } from './house.ts';

const adam: UserUri = userUri(parseDomain('b.example'), 'adam');
const accepted: unknown = expect.objectContaining({ type: 'accepted' });
const gone: unknown = expect.objectContaining({ type: 'refused', rule: 'no-such-room' });

const house = await openHouse();
afterAll(() => house.close());

describe('the end of a room', () => {
  let client: NativeClient;
  beforeEach(async () => {
    await house.open(alice, [bob, carol]);
    client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
  }, 60_000);

  afterEach(() => {
    vi.restoreAllMocks();
  });

  const kinds = async (last = 2): Promise<readonly string[]> =>
    (await house.hub.log.after(house.room, 0, 10_000)).slice(-last).map(({ kind }) => kind);

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
    vi.spyOn(HandshakeQueue.prototype, 'settlePending').mockImplementation(() => undefined);
    expect(await client.propose({ type: 'self-remove' })).toMatchObject({ code: 'success' });
    expect(await house.attempt('destroy-room', alice, {})).toEqual(accepted);
    expect(await kinds(4)).toEqual(['proposal', 'commit', 'commit', 'destroyed']);
    await expect(client.say('late')).rejects.toThrow('There is no room');
  });

  it('UP-40: the final commit is made again when another comes first', async () => {
    const { hub } = house;
    const destroyRoom = hub.destroyRoom.bind(hub);
    const spy = vi.spyOn(hub, 'destroyRoom').mockImplementationOnce(async (source, request) => {
      expect(await client.submit(await client.prepare({ forcePath: true }))).toMatchObject({ code: 'success' });
      return destroyRoom(source, request);
    });
    expect(await house.attempt('destroy-room', alice, {})).toEqual(accepted);
    expect(spy).toHaveBeenCalledTimes(2);
    expect(await kinds(3)).toEqual(['commit', 'commit', 'destroyed']);
  });

  it('UP-40: a room whose final commit the hub never takes ends by its log', async () => {
    const { hub } = house;
    const destroyRoom = hub.destroyRoom.bind(hub);
    vi.spyOn(hub, 'destroyRoom').mockImplementation((source, request) =>
      request.finalCommit
        ? Promise.resolve({ code: 'notAllowed', errorDescription: 'not this one' })
        : destroyRoom(source, request),
    );
    expect(await house.attempt('destroy-room', alice, { reason: 'over' })).toEqual(accepted);
    expect(story(await house.events()).slice(-2)).toEqual(['joined adam', 'destroyed by alice']);
    expect(await house.database.read('SELECT 1 FROM hosted_attempt')).toEqual([]);
  });

  it('UP-40: an attempt that failed is no obstacle to the next, and is told that it came to nothing', async () => {
    vi.spyOn(house.hub, 'destroyRoom').mockRejectedValueOnce(new RetryLater('The database is away'));
    const failed = house.attempt('destroy-room', alice, {}, `admin:one-${house.room}`);
    await expect(failed).rejects.toMatchObject({ kind: 'retry-later' });
    expect(await house.attempt('destroy-room', alice, {}, `admin:two-${house.room}`)).toEqual(accepted);
    expect(await house.attempt('destroy-room', alice, {}, `admin:one-${house.room}`)).toEqual(gone);
    expect(await house.attempt('destroy-room', alice, {}, `admin:two-${house.room}`)).toEqual(accepted);
    expect(await house.database.read('SELECT 1 FROM hosted_attempt')).toEqual([]);
  });

  it('UP-40: whose answer is lost is told of the room that it ended', async () => {
    const { hub } = house;
    const destroyRoom = hub.destroyRoom.bind(hub);
    vi.spyOn(hub, 'destroyRoom').mockImplementationOnce(async (source, request) => {
      // The hub's word gets here by no other way either, until somebody asks again.
      vi.spyOn(Intake.prototype, 'hand').mockImplementation(() => undefined);
      await destroyRoom(source, request);
      throw new RetryLater('The answer is lost');
    });
    const cause = `test:lost-${house.room}`;
    await expect(house.attempt('destroy-room', alice, {}, cause)).rejects.toMatchObject({ kind: 'retry-later' });
    expect(await house.attempt('destroy-room', alice, {}, cause)).toEqual(accepted);
    expect(await house.database.read('SELECT 1 FROM attempt_outcome WHERE cause = $1', [cause])).toEqual([]);
    expect(await house.database.read('SELECT 1 FROM hosted_attempt')).toEqual([]);
  });

  it('UP-40: of those who end it at once one does, and who is about to enter is told to come again', async () => {
    await house.attempt('set-role', alice, { user: bob, role: presetRoles.owner });
    const [first, second, entering] = await Promise.allSettled([
      house.attempt('destroy-room', alice, {}),
      house.attempt('destroy-room', bob, {}),
      house.attempt('join', erin, {}, `test:late-${house.room}`),
    ]);
    expect([first, second]).toEqual([
      { status: 'fulfilled', value: accepted },
      { status: 'fulfilled', value: gone },
    ]);
    expect(entering).toMatchObject({ status: 'rejected', reason: { kind: 'retry-later' } });
    expect(await house.attempt('join', erin, {}, `test:late-${house.room}`)).toEqual(gone);
    expect(story(await house.events()).filter((line) => line.startsWith('destroyed'))).toEqual(['destroyed by alice']);
  });

  it('UP-40: a new nick that comes while the room ends is told to come again, and then that there is no room', async () => {
    const { hub, database } = house;
    const destroyRoom = hub.destroyRoom.bind(hub);
    const transaction = database.transaction.bind(database);
    const addLocal: Intake['addLocal'] = Reflect.get(Intake.prototype, 'addLocal');
    const queued = Promise.withResolvers<undefined>();
    vi.spyOn(Intake.prototype, 'addLocal').mockImplementationOnce(function (this: Intake, event) {
      const archived = addLocal.call(this, event);
      queued.resolve(undefined);
      return archived;
    });
    const cause = `test:rename-${house.room}`;
    const rename = () => house.attempt('rename', bob, { nickname: 'Bobby' }, cause);
    let renamed: Promise<unknown> = Promise.resolve('nobody asked');
    vi.spyOn(hub, 'destroyRoom').mockImplementationOnce((source, request) => {
      // The first transaction from now on is the hub's; the next one takes in what it wrote.
      const spy = vi.spyOn(database, 'transaction').mockImplementationOnce((work) => {
        spy.mockImplementationOnce(async (taking) => {
          renamed = rename().catch((error: unknown) => error);
          await queued.promise;
          return transaction(taking);
        });
        return transaction(work);
      });
      return destroyRoom(source, request);
    });
    expect(await house.attempt('destroy-room', alice, {})).toEqual(accepted);
    expect(await renamed).toMatchObject({ kind: 'retry-later' });
    expect(await rename()).toEqual(gone);
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

  it('what comes to wait while what waits is committed is committed with it', async () => {
    const { hub } = house;
    const providerFor = hub.providerFor.bind(hub);
    const late = vi.fn<() => Promise<void>>(async () => {
      expect(await client.propose({ type: 'self-remove' })).toMatchObject({ code: 'success' });
    });
    vi.spyOn(hub, 'providerFor').mockImplementation((source) => {
      const provider = providerFor(source);
      if (source !== hubDomain) return provider;
      return {
        ...provider,
        async update(room, request) {
          if (late.mock.calls.length === 0) await late();
          return provider.update(room, request);
        },
      };
    });
    expect(await house.attempt('join', erin, {})).toEqual(accepted);
    expect(late).toHaveBeenCalledTimes(1);
    expect(
      story(await house.events())
        .slice(-2)
        .sort(),
    ).toEqual(['joined erin', 'left adam']);
  });
});

it('who comes to a room that takes nothing in any more is told to come again', async () => {
  const intake = new Intake({ uri: 'mimi://x', row: { destroyed: false }, assertWorking: () => undefined } as never);
  await intake.stop();
  const event = { type: 'renamed', user: bob, before: null, nickname: 'Bobby' } as const;
  await expect(intake.addLocal({ event, cause: null, origin: null })).rejects.toMatchObject({ kind: 'retry-later' });
});
