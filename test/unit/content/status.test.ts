import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageStatus, StatusEntry, Statuses } from '../../../src/content/index.ts';
import {
  applyReport,
  batchStatuses,
  decodeStatusReport,
  encodeStatusReport,
  InvalidContent,
  isMeaningful,
  messageStatuses,
  statusName,
} from '../../../src/content/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import { messageIdFromBytes } from '../../../src/identifiers/index.ts';
import { messageIds } from './support/content-arbitraries.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));
const idOf = (octet: number): MessageId => messageIdFromBytes(Uint8Array.of(1, ...new Uint8Array(31).fill(octet)));
const names = Object.keys(messageStatuses) as readonly MessageStatus[];
const ruleOf = (bytes: Uint8Array): string => {
  try {
    decodeStatusReport(bytes);
  } catch (error) {
    if (error instanceof InvalidContent) return error.rule;
    throw error;
  }
  return 'accepted';
};

// The example of draft-mahy-mimi-message-status.
const example = fromHex(
  `84${[
    '825820017ce54837404c3696e0c747b985cb172716d0ed0a3d249ca63ace7d82a096f402',
    '825820015354973c2b65ca937bf1e035ae53a5ab80e947afa43d46920d4202e5cc0b2702',
    '825820018d825adf9f6be00dcafc5704c4102f5022e74219d0b603e4ba7622654042af00',
    '825820' + '01e59db8173939facc2c8a4a0f0ae8d0c7a11a81239626630c9464a8d6717a0303',
  ].join('')}`,
);

describe('status reports', () => {
  it('FX-25: the example of the draft decodes and is encoded into the same bytes', () => {
    const entries = decodeStatusReport(example);
    expect(entries.map(({ status }) => statusName(status))).toEqual(['read', 'read', 'unread', 'expired']);
    expect(hex(encodeStatusReport(entries))).toBe(hex(example));
  });

  it('FX-25: any list of ids and statuses comes back', () => {
    const entries = fc.array(fc.record({ id: messageIds, status: fc.nat(255) }), { maxLength: 60 });
    fc.assert(
      fc.property(entries, (list) => {
        expect(decodeStatusReport(encodeStatusReport(list))).toEqual(list);
      }),
    );
  });

  it.each([
    ['no list', 'structure', 'a0'],
    ['an entry of one', 'structure', `81815820${'01'.repeat(32)}`],
    ['a short id', 'structure', `8182581f${'01'.repeat(31)}02`],
    ['an unknown hash', 'unknown-hash', `81825820${'7f'.repeat(32)}02`],
    ['a status above 255', 'structure', `81825820${'01'.repeat(32)}190100`],
    ['a longer form', 'cbor', `81825820${'01'.repeat(32)}1802`],
    ['octets behind', 'cbor', '8000'],
    ['a count that is a lie', 'cbor', '9affffffff'],
    ['nothing', 'cbor', ''],
  ])('FX-25: %s is refused', (_, rule, digits) => {
    expect(ruleOf(fromHex(digits))).toBe(rule);
  });

  it('FX-25: a report above 256 KiB is refused before it is read', () => {
    expect(ruleOf(new Uint8Array(256 * 1024 + 1))).toBe('too-big');
  });

  it('FX-25: fifty messages go into one report, each with its last status', () => {
    const entries = Array.from({ length: 50 }, (_, at) => ({ id: idOf(at), status: messageStatuses.read }));
    const before = entries.slice(0, 10).map(({ id }) => ({ id, status: messageStatuses.delivered }));
    expect(batchStatuses([...before, ...entries], 50)).toEqual([entries]);
    expect(batchStatuses(entries, 20).map((batch) => batch.length)).toEqual([20, 20, 10]);
    expect(batchStatuses([], 20)).toEqual([]);
    expect(batchStatuses(entries, 0)).toHaveLength(50);
  });
});

describe('what may follow a status', () => {
  it('FX-25: delivered, read, unread, expired is the way of the draft', () => {
    const way = ['delivered', 'read', 'unread', 'expired'] as const;
    way.forEach((status, at) => {
      expect(isMeaningful(way[at - 1] ?? null, status)).toBe(true);
    });
  });

  it.each([
    ['deleted', 'delivered'],
    ['deleted', 'read'],
    ['expired', 'read'],
    ['read', 'delivered'],
    ['unread', 'delivered'],
    ['read', 'error'],
    ['read', 'read'],
  ] as const)('FX-25: %s to %s is ignored', (from, to) => {
    expect(isMeaningful(from, to)).toBe(false);
    const statuses: Statuses = new Map([[idOf(1), from]]);
    expect(applyReport(statuses, [{ id: idOf(1), status: messageStatuses[to] }], () => true)).toEqual(statuses);
  });

  it('FX-25: unknown statuses, and messages that are not theirs to report on, are ignored', () => {
    const report: StatusEntry[] = [
      { id: idOf(1), status: 77 },
      { id: idOf(2), status: messageStatuses.read },
      { id: idOf(3), status: messageStatuses.read },
    ];
    const statuses = applyReport(new Map(), report, (id) => id !== idOf(2));
    expect(statuses).toEqual(new Map([[idOf(3), 'read']]));
  });

  it('FX-25: what is gone stays gone, and a report that comes twice changes nothing', () => {
    const entries = fc.array(fc.record({ id: fc.nat(3).map(idOf), status: fc.nat(8) }), { maxLength: 30 });
    fc.assert(
      fc.property(entries, entries, (first, second) => {
        const before = applyReport(new Map(), first, () => true);
        const after = applyReport(before, second, () => true);
        for (const [id, status] of before) if (status === 'deleted') expect(after.get(id)).toBe('deleted');
        const last = second.at(-1);
        const again = applyReport(after, last ? [last] : [], () => true);
        expect(applyReport(again, last ? [last] : [], () => true)).toEqual(again);
        expect([...after.values()].every((status) => names.includes(status))).toBe(true);
      }),
    );
  });
});
