import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseDomain, roomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { listProposal, NativeClient } from '../hub/native-client.ts';
import { alice, bob, carol, erin, type House, hubDomain, matrixDomain, openHouse, story } from './house.ts';
import { PausedDatabase } from './paused-database.ts';

const native = parseDomain('b.example');
const adam: UserUri = userUri(native, 'adam');
const zoe: UserUri = userUri(native, 'zoe');
const later = (): number => Date.now() + 1000;
const accepted: unknown = expect.objectContaining({ type: 'accepted' });

/** Statements after which the members wait for the database. */
const keysAreKept = 'UPDATE hosted_state SET sealed';
const cursorMoves = 'state_name = $7';
const messagesAreArchived = 'WITH moved AS';

describe('renewing keys while others change the room', () => {
  let house: House;
  let database: PausedDatabase;
  beforeAll(async () => {
    house = await openHouse({
      perProcess: (raw) => {
        database = new PausedDatabase(raw);
        return () => database.process();
      },
    });
  }, 120_000);
  // Keys are renewed in every room that is there.
  afterEach(() => house.attempt('destroy-room', alice, {}));
  afterAll(() => house.close(), 60_000);

  const says = (user: UserUri, text: string) => house.attempt('send', user, { body: { kind: 'text', text } });
  const epoch = async (): Promise<bigint> => (await house.hub.inspect(house.room))!.publicGroup.context.epoch;
  const log = () => house.hub.log.after(house.room, 0, 10_000);
  const newsAfter = async (position: number): Promise<readonly string[]> =>
    (await log()).filter((entry) => entry.position > position).map(({ kind }) => kind);
  const updatesWait = async (count: number): Promise<void> => {
    const before = (await log()).length;
    await expect.poll(async () => (await log()).length, { timeout: 10_000 }).toBe(before + count);
  };

  /** A client with keys of its own, in a room of hosted ones. */
  async function enter(user: UserUri): Promise<NativeClient> {
    const client = new NativeClient(house.hub, house.room, user);
    expect(await client.join(null)).toMatchObject({ code: 'success' });
    const { epoch: entered } = client.group.public.context;
    await expect.poll(async () => (await house.rooms.view(house.room))?.epoch).toBe(entered);
    return client;
  }

  async function roomWith(user: UserUri, role: number = presetRoles.member): Promise<NativeClient> {
    await house.open(alice, [bob, carol]);
    expect(await house.attempt('invite', alice, { user, role })).toEqual(accepted);
    return enter(user);
  }

  async function agrees(): Promise<void> {
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true, pendingProposals: 0 });
  }

  it('a proposal that is being taken in meanwhile does not take the new keys away', async () => {
    const client = await roomWith(adam);
    await house.attempt('invite', alice, { user: zoe, role: presetRoles.member });
    const other = await enter(zoe);
    await client.follow();
    const first = await epoch();
    const kept = database.hold(keysAreKept);
    const renewed = house.rooms.renewKeys(later());
    await kept.reached;
    const moved = database.hold(cursorMoves);
    const index = (await house.hub.inspect(house.room))!.state.participants.findIndex(({ user }) => user === zoe);
    const leaving = await other.propose({ type: 'self-remove' }, listProposal({ removedIndices: [index] }));
    expect(leaving).toMatchObject({ code: 'success' });
    await moved.reached;
    const proposed = updatesWait(3);
    kept.release();
    await proposed;
    moved.release();
    expect(await renewed).toBe(1);
    expect(await epoch()).toBe(first + 1n);
    expect(await says(bob, 'afterwards')).toEqual(accepted);
    await client.follow();
    expect(client.heard).toEqual(['afterwards']);
    expect(story(await house.events()).slice(-2)).toEqual(['left zoe', 'message bob: afterwards']);
    await agrees();
  });

  it('gives way to a commit that came in between, and does it the next time', async () => {
    const client = await roomWith(adam);
    const kept = database.hold(keysAreKept);
    const renewed = house.rooms.renewKeys(later());
    await kept.reached;
    expect(await client.submit(await client.prepare({ forcePath: true }))).toMatchObject({ code: 'success' });
    const came = await epoch();
    await expect.poll(async () => (await house.rooms.view(house.room))?.epoch).toBe(came);
    kept.release();
    expect(await renewed).toBe(0);
    expect(await epoch()).toBe(came);
    expect(await house.rooms.renewKeys(later())).toBe(1);
    expect(await says(carol, 'afterwards')).toEqual(accepted);
    await client.follow();
    expect(client.heard).toEqual(['afterwards']);
    await agrees();
  });

  it('gives way to a commit that the hub has and the members have not seen', async () => {
    const client = await roomWith(adam);
    const kept = database.hold(keysAreKept);
    const renewed = house.rooms.renewKeys(later());
    await kept.reached;
    const moved = database.hold(cursorMoves);
    expect(await client.submit(await client.prepare({ forcePath: true }))).toMatchObject({ code: 'success' });
    await moved.reached;
    kept.release();
    expect(await renewed).toBe(0);
    moved.release();
    expect(await says(carol, 'afterwards')).toEqual(accepted);
    await client.follow();
    expect(client.heard).toEqual(['afterwards']);
    await agrees();
  });

  it('a leaf whose Update is refused spoils nobody else’s', async () => {
    const client = await roomWith(adam, presetRoles.owner);
    await house.attempt('join', erin, {});
    await client.follow();
    const kept = database.hold(keysAreKept);
    const renewed = house.rooms.renewKeys(later());
    await kept.reached;
    const moved = database.hold(cursorMoves);
    expect(await client.propose(...client.removesOf(bob))).toMatchObject({ code: 'success' });
    await moved.reached;
    const proposed = updatesWait(3);
    kept.release();
    await proposed;
    moved.release();
    expect(await renewed).toBe(1);
    const before = (await log()).length;
    expect(await house.rooms.renewKeys(later())).toBe(1);
    expect((await newsAfter(before)).length).toBe(1);
    await agrees();
  });

  it('whoever was refused is due the next time, and nobody else is', async () => {
    await house.open(alice, [bob, carol]);
    const { hub } = house;
    const providerFor = hub.providerFor.bind(hub);
    const before = (await log()).length;
    const refusing = vi.spyOn(hub, 'providerFor').mockImplementation((domain) => {
      const provider = providerFor(domain);
      if (domain !== matrixDomain) return provider;
      return { ...provider, update: () => Promise.resolve({ code: 'notAllowed', errorDescription: 'not now' }) };
    });
    expect(await house.rooms.renewKeys(later())).toBe(1);
    refusing.mockRestore();
    expect(await newsAfter(before)).toEqual(['proposal', 'commit']);
    expect(await house.rooms.renewKeys(later())).toBe(1);
    expect(await newsAfter(before + 2)).toEqual(['proposal', 'proposal', 'commit']);
    expect(await says(alice, 'afterwards')).toEqual(accepted);
    await agrees();
  });

  it('a room in which every Update is refused is not counted, and nothing is committed', async () => {
    await house.open(alice);
    const { hub } = house;
    const providerFor = hub.providerFor.bind(hub);
    const before = await epoch();
    const refusing = vi.spyOn(hub, 'providerFor').mockImplementation((domain) => ({
      ...providerFor(domain),
      update: () => Promise.resolve({ code: 'notAllowed', errorDescription: 'not now' }),
    }));
    expect(await house.rooms.renewKeys(later())).toBe(0);
    refusing.mockRestore();
    expect(await epoch()).toBe(before);
  });

  it('a room that the service leaf is about to leave is left as it is', async () => {
    house.room = roomUri(hubDomain, 'closed');
    const refusing = { preset: 'open', flags: { gatewaysRefused: true } } as const;
    expect(await house.attempt('create-room', alice, refusing, 'admin:closed')).toEqual(accepted);
    await house.hub.providerFor(native).groupInfo(house.room, { user: adam });
    const before = await epoch();
    expect(await house.rooms.renewKeys(later())).toBe(0);
    expect(await epoch()).toBe(before);
  });

  it('what another provider’s user says is read again when it could not be archived', async () => {
    const client = await roomWith(adam);
    const away = database.failAt(messagesAreArchived);
    expect(await client.say('do not lose me')).toMatchObject({ code: 'accepted' });
    await away;
    await expect
      .poll(async () => story(await house.events()).at(-1), { timeout: 10_000 })
      .toMatch(/^(message|unreadable)/);
    expect(story(await house.events()).at(-1)).toBe('message adam: do not lose me');
  });
});
