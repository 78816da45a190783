import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDomain, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { publicStateOf } from '../../../src/mls/public/public-state.ts';
import { NativeClient } from '../hub/native-client.ts';
import { alice, bob, carol, type House, openHouse, story } from './house.ts';
import { MortalDatabase } from './mortal-database.ts';

const adam: UserUri = userUri(parseDomain('b.example'), 'adam');
const accepted: unknown = expect.objectContaining({ type: 'accepted' });
const later = (): number => Date.now() + 1000;
const days = 86_400;

describe('renewing keys of hosted members', () => {
  let house: House;
  let mortal: MortalDatabase;
  beforeAll(async () => {
    house = await openHouse({
      perProcess: (raw) => {
        mortal = new MortalDatabase(raw);
        return () => mortal.process();
      },
    });
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  const says = (user: UserUri, text: string) => house.attempt('send', user, { body: { kind: 'text', text } });
  const epoch = async (): Promise<bigint> => (await house.hub.inspect(house.room))!.publicGroup.context.epoch;
  const entries = async (): Promise<readonly string[]> =>
    (await house.hub.log.after(house.room, 0, 10_000)).map(({ kind }) => kind);

  async function withNative(): Promise<NativeClient> {
    await house.open(alice, [bob, carol]);
    const client = new NativeClient(house.hub, house.room, adam);
    expect(await client.join()).toMatchObject({ code: 'success' });
    const { epoch: entered } = client.group.public.context;
    await expect.poll(async () => (await house.rooms.view(house.room))?.epoch).toBe(entered);
    return client;
  }

  /** Leaf nodes as they stand in the group, the native client's left out. */
  async function hostedLeaves(client: NativeClient) {
    const { tree } = publicStateOf((await house.hub.inspect(house.room))!.publicGroup);
    return [...tree.leaves()].filter(([leafIndex]) => leafIndex !== client.leaf).map(([, leaf]) => leaf);
  }

  it('is one commit for all of a room, and nobody notices', async () => {
    const client = await withNative();
    await says(bob, 'before');
    const [first, told, before] = [await epoch(), await house.events(), await entries()];
    expect(await house.rooms.renewKeys(later())).toBe(1);
    expect(await epoch()).toBe(first + 1n);
    const news = (await entries()).slice(before.length);
    expect(news).toEqual(['proposal', 'proposal', 'proposal', 'commit']);
    expect(await house.events()).toEqual(told);
    await says(bob, 'after');
    await says(alice, 'as well');
    await client.follow();
    expect(client.heard).toEqual(['before', 'after', 'as well']);
    expect(await client.say('to you')).toMatchObject({ code: 'accepted' });
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
    expect(await house.rooms.renewKeys(Date.now() - 60_000)).toBe(0);
  });

  it('leaves no key as it was, and no lifetime that could end (RFC 9420 §7.3)', async () => {
    const client = await withNative();
    const before = await hostedLeaves(client);
    const ends = before.flatMap(({ source }) =>
      source.type === 'key-package' ? [Number(source.lifetime.notAfter)] : [],
    );
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) expect(end - Date.now() / 1000).toBeLessThan(91 * days);
    await house.rooms.renewKeys(later());
    const after = await hostedLeaves(client);
    expect(after.map(({ source }) => source.type).sort()).toEqual(['commit', 'update', 'update', 'update']);
    const old = new Set(before.map(({ encryptionKey }) => Buffer.from(encryptionKey).toString('hex')));
    expect(after.filter(({ encryptionKey }) => old.has(Buffer.from(encryptionKey).toString('hex')))).toEqual([]);
  });

  it('is remembered over a restart', async () => {
    await withNative();
    await house.rooms.renewKeys(later());
    const renewed = await epoch();
    await house.restart();
    expect(await house.rooms.renewKeys(Date.now() - 60_000)).toBe(0);
    expect(await epoch()).toBe(renewed);
    expect(await says(carol, 'still here')).toEqual(accepted);
  });

  it('of a room in which nobody is renews the gateway’s own', async () => {
    await house.open(alice);
    await house.attempt('kick', alice, { user: alice });
    const before = await epoch();
    await house.rooms.renewKeys(later());
    expect(await epoch()).toBe(before + 1n);
  });

  it('killed at any moment of it, the group goes on', async () => {
    for (let killed = 1; killed <= 8; killed++) {
      const client = await withNative();
      mortal.killAfter(killed);
      await Promise.race([house.rooms.renewKeys(later()), new Promise((resolve) => setTimeout(resolve, 1500))]);
      mortal.killAfter(Number.POSITIVE_INFINITY);
      if (mortal.killed) await house.revive();
      expect(await says(bob, `after ${killed}`), `killed after ${killed}`).toEqual(accepted);
      await client.follow(undefined, house.hub);
      expect(client.heard).toEqual([`after ${killed}`]);
      expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true, pendingProposals: 0 });
      expect(story(await house.events()).at(-1)).toBe(`message bob: after ${killed}`);
      await house.attempt('destroy-room', alice, {});
    }
  }, 120_000);
});
