import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachLane } from '../../../bridges/matrix/outbound/lanes.ts';
import { splitText } from '../../../bridges/matrix/outbound/message.ts';

describe('working side by side', () => {
  it('keeps the order of each lane, whatever the others take', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { maxLength: 40 }), async (entries) => {
        const items = entries.map(([lane, turns], index) => ({ lane: String(lane), turns, index }));
        const done: { lane: string; index: number }[] = [];
        await eachLane(
          items,
          3,
          (item) => item.lane,
          async (item) => {
            for (let turn = 0; turn < item.turns; turn++) await Promise.resolve();
            done.push(item);
          },
        );
        expect(done.length).toBe(items.length);
        for (const lane of ['0', '1', '2', '3', '4']) {
          const order = done.filter((item) => item.lane === lane).map((item) => item.index);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('never works on more lanes than it may', async () => {
    let running = 0;
    let most = 0;
    await eachLane(
      Array.from({ length: 20 }, (_, index) => index),
      4,
      String,
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    );
    expect(most).toBe(4);
  });

  it('fails with the first failure after what had begun has ended, and holds back the rest of its lane', async () => {
    const done: number[] = [];
    const work = eachLane(
      [1, 2, 3, 4],
      2,
      (item) => (item % 2 === 1 ? 'odd' : 'even'),
      async (item) => {
        await Promise.resolve();
        if (item === 1) throw new Error('one');
        await new Promise((resolve) => setImmediate(resolve));
        done.push(item);
      },
    );
    await expect(work).rejects.toThrow('one');
    expect(done).toEqual([2, 4]);
  });
});

describe('splitting a text', () => {
  it('loses nothing and cuts no character, and every part fits into an event', () => {
    const corpus = fc.oneof(fc.constant('🎉'), fc.constant('\n'), fc.constant('א'), fc.constant('a'), fc.constant('"'));
    fc.assert(
      fc.property(fc.array(corpus, { maxLength: 30 }), fc.integer({ min: 1, max: 3000 }), (pieces, times) => {
        const text = pieces.join('').repeat(times);
        const parts = splitText(text);
        expect(parts.join('')).toBe(text);
        for (const part of parts) {
          expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(60_000);
          expect(part.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('a text of 64 KiB takes two events, a short one stays whole', () => {
    expect(splitText('a'.repeat(65_536)).length).toBe(2);
    expect(splitText('hello')).toEqual(['hello']);
  });
});
