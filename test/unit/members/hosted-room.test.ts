import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HostedRoom } from '../../../src/members/hosted-room.ts';
import { alice, type House, hubDomain, openHouse } from './house.ts';

describe('waiting for a room to change', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    await house.open(alice);
  }, 120_000);
  afterAll(() => house.close(), 60_000);
  afterEach(() => {
    vi.restoreAllMocks();
  });

  async function room(): Promise<HostedRoom> {
    const { publicGroup } = (await house.hub.inspect(house.room))!;
    const parts = { context: { hub: { domain: hubDomain } }, row: { uri: house.room }, group: { public: publicGroup } };
    return new HostedRoom(parts as unknown as ConstructorParameters<typeof HostedRoom>[0]);
  }

  /** Counts how often waiting promises are resolved from now on. */
  function countWakes(): () => number {
    let wakes = 0;
    const original = Promise.withResolvers.bind(Promise);
    vi.spyOn(Promise, 'withResolvers').mockImplementation(() => {
      const made = original<unknown>();
      const resolve: typeof made.resolve = (value) => {
        wakes++;
        made.resolve(value);
      };
      return { ...made, resolve };
    });
    return () => wakes;
  }

  it('wakes everybody who waits, once', async () => {
    const changing = await room();
    const wakes = countWakes();
    const waiting = [changing.changed(60_000), changing.changed(60_000)];
    changing.refresh();
    changing.refresh();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(wakes()).toBe(2);
  });

  it('forgets who waited in vain', async () => {
    const quiet = await room();
    const wakes = countWakes();
    await expect(quiet.changed(0)).rejects.toMatchObject({ kind: 'retry-later' });
    quiet.refresh();
    expect(wakes()).toBe(0);
  });
});
