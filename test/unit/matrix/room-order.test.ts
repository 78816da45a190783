import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixEvent } from '../../../bridges/matrix/contract.ts';
import { isPower, laneOf, RoomOrder } from '../../../bridges/matrix/inbound/room-order.ts';

function event(sender: string, type: string, stateKey?: string): MatrixEvent {
  return {
    eventId: '$1',
    roomId: '!r',
    type,
    sender,
    stateKey,
    content: {},
    originServerTs: 1,
    previous: undefined,
    redacts: undefined,
  };
}

describe('the order of inbound events', () => {
  it('tells what people do for themselves from what changes the room for others', () => {
    expect(isPower(event('a', 'm.room.message'))).toBe(false);
    expect(isPower(event('a', 'm.room.member', 'a'))).toBe(false);
    expect(isPower(event('a', 'm.room.member', 'b'))).toBe(true);
    expect(isPower(event('a', 'm.room.power_levels', ''))).toBe(true);
    expect(isPower(event('a', 'm.room.redaction'))).toBe(true);
    expect(laneOf(event('a', 'm.room.message'))).toBe(laneOf(event('a', 'm.room.member', 'a')));
    expect(laneOf(event('a', 'm.room.message'))).not.toBe(laneOf(event('b', 'm.room.message')));
    expect(laneOf(event('a', 'm.room.name', ''))).toBe(laneOf(event('b', 'm.room.name', '')));
  });

  it('nothing overtakes a kick, ban or level, which overtake nothing, whatever each takes', async () => {
    const arrivals = fc.array(
      fc.record({ sender: fc.constantFrom('a', 'b', 'c'), power: fc.boolean(), turns: fc.nat(3) }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (items) => {
        const order = new RoomOrder();
        const log: { id: number; at: 'begin' | 'end' }[] = [];
        const events = items.map(({ sender, power }) => event(sender, 'm.room.member', power ? 'target' : sender));
        // As the inbox does it: lanes side by side, each in order, dispatched in the order of arrival.
        const lanes = Map.groupBy(items.keys(), (id) => laneOf(events[id] ?? event('', '')));
        await Promise.all(
          [...lanes.values()].map(async (lane) => {
            for (const id of lane) {
              await order.inTurn(events[id] ?? event('', ''), BigInt(id), async () => {
                log.push({ id, at: 'begin' });
                for (let turn = 0; turn < (items[id]?.turns ?? 0); turn++) await new Promise(setImmediate);
                log.push({ id, at: 'end' });
              });
            }
          }),
        );
        for (const [id, item] of items.entries()) {
          if (!item.power) continue;
          const begin = log.findIndex((entry) => entry.id === id && entry.at === 'begin');
          const end = log.findIndex((entry) => entry.id === id && entry.at === 'end');
          for (const [at, entry] of log.entries()) {
            if (entry.id < id) expect(at).toBeLessThan(begin);
            if (entry.id > id) expect(at).toBeGreaterThan(end);
          }
        }
        expect(log.length).toBe(items.length * 2);
      }),
      { numRuns: 200 },
    );
  });
});
