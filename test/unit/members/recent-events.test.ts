import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageId, roomUri } from '../../../src/identifiers/index.ts';
import { RecentEvents } from '../../../src/members/recent-events.ts';
import type { RoomEvent } from '../../../src/rooms/index.ts';
import { alice, hubDomain } from './house.ts';

const garden = roomUri(hubDomain, 'garden');
const field = roomUri(hubDomain, 'field');

const said = (room: typeof garden, seq: number, text = 'hello'): RoomEvent => ({
  ...{ type: 'message', room, seq, acceptedAt: seq, origin: null, sender: alice },
  id: `message-${seq}` as MessageId,
  body: { kind: 'text', text },
});

const positions = (events: readonly RoomEvent[] | null) => events?.map(({ seq }) => seq) ?? null;

describe('the newest events of rooms', () => {
  it('are given from any position that they cover', () => {
    const recent = new RecentEvents();
    recent.add(garden, [said(garden, 4), said(garden, 5)]);
    recent.add(garden, [said(garden, 6)]);
    expect(positions(recent.after(garden, 3, 6, 10))).toEqual([4, 5, 6]);
    expect(positions(recent.after(garden, 4, 6, 1))).toEqual([5]);
    expect(positions(recent.after(garden, 6, 6, 10))).toEqual([]);
    expect(recent.after(garden, 2, 6, 10)).toBeNull();
    expect(recent.after(field, 2, 6, 10)).toBeNull();
  });

  it('are not used when the room has newer ones that another process wrote', () => {
    const recent = new RecentEvents();
    recent.add(garden, [said(garden, 4)]);
    expect(recent.after(garden, 3, 5, 10)).toBeNull();
    recent.add(garden, [said(garden, 6)]);
    expect(recent.after(garden, 3, 6, 10)).toBeNull();
    expect(positions(recent.after(garden, 5, 6, 10))).toEqual([6]);
  });

  it('keep to their bounds: per room, and the quietest rooms go first', () => {
    const recent = new RecentEvents({ eventsOfRoom: 3, octetsOfRoom: 10_000, octets: 12_000 });
    for (let seq = 1; seq <= 5; seq++) recent.add(garden, [said(garden, seq)]);
    expect(recent.after(garden, 1, 5, 10)).toBeNull();
    expect(positions(recent.after(garden, 2, 5, 10))).toEqual([3, 4, 5]);
    recent.add(field, [said(field, 1, 'x'.repeat(4_500))]);
    expect(positions(recent.after(field, 0, 1, 10))).toEqual([1]);
    recent.add(field, [said(field, 2, 'x'.repeat(4_500))]);
    expect(recent.after(field, 0, 2, 10)).toBeNull();
    recent.add(garden, [said(garden, 6)]);
    recent.add(field, [said(field, 3, 'x'.repeat(4_700))]);
    recent.add(garden, [said(garden, 7, 'x'.repeat(1_000))]);
    expect(recent.after(field, 2, 3, 10)).toBeNull();
    expect(positions(recent.after(garden, 6, 7, 10))).toEqual([7]);
  });

  it('are the archive’s, or none, whatever was added', () => {
    const adding = fc.record({
      room: fc.constantFrom(garden, field),
      skip: fc.nat(1),
      count: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(adding), fc.nat(20), (additions, from) => {
        const recent = new RecentEvents({ eventsOfRoom: 5, octetsOfRoom: 5_000, octets: 7_000 });
        const last = new Map([
          [garden, 0],
          [field, 0],
        ]);
        for (const { room, skip, count } of additions) {
          const first = last.get(room)! + skip + 1;
          recent.add(
            room,
            Array.from({ length: count }, (_, index) => said(room, first + index)),
          );
          last.set(room, first + count - 1);
        }
        for (const [room, lastSeq] of last) {
          const events = positions(recent.after(room, from, lastSeq, 100));
          if (events === null) continue;
          expect(events).toEqual(Array.from({ length: Math.max(0, lastSeq - from) }, (_, index) => from + 1 + index));
        }
      }),
    );
  });
});
