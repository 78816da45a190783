import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deliveries } from '../../../src/bridge/deliveries.ts';
import type { RoomUri } from '../../../src/identifiers/index.ts';
import { createLog, createMetrics } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import { ScriptedNetwork, ScriptedRooms } from './scripted-network.ts';

const room = 'mimi://example.org/r/balcony' as RoomUri;
const link = { room, nativeRoom: 'balcony@muc' };
/** Longer than any pause of ours, so that the next try comes after exactly that. */
const asked = 60_000;

describe('a room that can not be reconciled yet', () => {
  let network: ScriptedNetwork;
  let deliveries: Deliveries;
  beforeEach(() => {
    vi.useFakeTimers();
    network = new ScriptedNetwork();
    network.onReconcile = () => Promise.reject(new RetryLater('away', { after: asked }));
    deliveries = new Deliveries({
      ...{ network, rooms: new ScriptedRooms(), clock: () => 0, log: createLog({ level: 'silent' }) },
      ...{ metrics: createMetrics(), save: () => undefined, inboxSettled: () => Promise.resolve() },
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const passes = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  const tries = (): number => network.reconciled.length;

  it('GW-08: is tried again once, however often the connection came back meanwhile', async () => {
    deliveries.linked(link, 0);
    deliveries.begin();
    await passes(1);
    for (let back = 0; back < 3; back++) {
      deliveries.resume();
      await passes(1);
    }
    expect(tries()).toBe(4);
    await passes(asked);
    expect(tries()).toBe(5);
    await deliveries.stop();
    expect(vi.getTimerCount()).toBe(0);
    await passes(asked);
    expect(tries()).toBe(5);
  });

  it('is left alone when it is unlinked, even while it is being reconciled', async () => {
    const hold = Promise.withResolvers<never>();
    network.onReconcile = () => hold.promise;
    deliveries.linked(link, 0);
    deliveries.begin();
    await passes(1);
    expect(tries()).toBe(1);
    deliveries.unlinked(room);
    hold.reject(new RetryLater('away', { after: asked }));
    await passes(1);
    await deliveries.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
