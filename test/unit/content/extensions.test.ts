import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AvMetadata, KnownExtensions } from '../../../src/content/index.ts';
import {
  composeMessage,
  draftOf,
  extensionKeys,
  knownExtensions,
  receiveMessage,
  writeExtensions,
} from '../../../src/content/index.ts';
import { reasonIn } from '../../../src/content/extensions/reason.ts';
import { parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { cborValues, messageIds } from './support/content-arbitraries.ts';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
const absent = knownExtensions(new Map());
const place = { sender: parseUserUri('mimi://example.com/u/alice'), room: parseRoomUri('mimi://example.com/r/team') };

const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed());
/** As they are read: strangers may have written them in another way. */
const reasons = texts.map((text) => reasonIn(text)).filter((text) => text !== null);
const counts = fc.nat(Number.MAX_SAFE_INTEGER);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const externalIds = fc.record({
  id: fc.uint8Array({ maxLength: 20 }),
  scope: fc.oneof(fc.domain(), fc.integer({ min: 1, max: 0xffffffff })),
});
const avEntries: fc.Arbitrary<AvMetadata> = fc.record({
  part: fc.nat(0xffff),
  type: fc.constantFrom('audio', 'image', 'video'),
  width: maybe(counts),
  height: maybe(counts),
  duration: maybe(counts),
  preview: maybe(fc.nat(0xffff)),
  accessibilityText: maybe(texts),
  rotation: maybe(fc.constantFrom(0, 90, 180, 270)),
});
const everything: fc.Arbitrary<KnownExtensions> = fc.record({
  sender: maybe(texts),
  room: maybe(texts),
  senderTimestamp: maybe(
    fc.record({
      seconds: counts,
      fraction: maybe(
        fc.oneof(
          fc.record({ unit: fc.constant('milliseconds' as const), count: fc.nat(999) }),
          fc.record({ unit: fc.constant('microseconds' as const), count: fc.nat(999_999) }),
          fc.record({ unit: fc.constant('nanoseconds' as const), count: fc.nat(999_999_999) }),
        ),
      ),
    }),
  ),
  externalMessageId: maybe(externalIds),
  subject: maybe(texts),
  lastSeen: maybe(
    fc.oneof(
      fc.record({ type: fc.constant('messages' as const), ids: fc.array(messageIds, { maxLength: 5 }) }),
      fc.record({ type: fc.constant('external' as const), ids: fc.array(externalIds, { minLength: 1, maxLength: 5 }) }),
    ),
  ),
  avMetadata: maybe(fc.array(avEntries, { maxLength: 4 })),
  kind: maybe(fc.constantFrom('emote', 'notice')),
  voice: maybe(fc.array(fc.nat(0xffff), { maxLength: 3 })),
  reason: maybe(reasons),
});

describe('extensions that we know', () => {
  it('CF-10 FX-20 FX-21: whatever they say comes back through a message', () => {
    fc.assert(
      fc.property(everything, (known) => {
        const body = { disposition: 1, language: '', type: 'null' } as const;
        const draft = { ...draftOf(body), extensions: writeExtensions(known) };
        const { bytes } = composeMessage(place, new Uint8Array(16), draft);
        const { content } = receiveMessage(bytes, place);
        expect(knownExtensions(content.extensions)).toEqual({ ...known, ...place });
      }),
    );
  });

  it.each([
    // The examples of draft-mimi-content-more-extensions.
    [
      'senderTimestamp',
      3,
      'a2 01 1a 691196b9 25 1a 00071045',
      { seconds: 1762760377, fraction: { unit: 'microseconds', count: 462917 } },
    ],
    [
      'externalMessageId',
      4,
      '82 50 08bbeeb8175c4a64a8926a5a23bb2811 190137',
      { id: fromHex('08bbeeb8175c4a64a8926a5a23bb2811'), scope: 311 },
    ],
    ['subject', 5, '6161', 'a'],
    ['lastSeen', 256, '80', { type: 'messages', ids: [] }],
  ] as const)('CF-10: %s is read', (name, key, digits, value) => {
    const read = knownExtensions(new Map([[key, fromHex(digits)]]));
    expect(read).toEqual({ ...absent, [name]: value });
    expect(hex(writeExtensions({ [name]: read[name] }).get(key))).toBe(digits.replaceAll(' ', ''));
  });

  it('FX-15: a reason is one line with nothing unseen in it, however it was written, and none where nothing is left', () => {
    const read = (reason: string) => knownExtensions(writeExtensions({ reason })).reason;
    expect(read('\u202eevil\n> Bob: I did it\u0000')).toBe('evil > Bob: I did it');
    expect(read('😀'.repeat(1000))).toBe('😀'.repeat(1000));
    expect(read('😀'.repeat(1001))).toBe(`${'😀'.repeat(999)}…`);
    for (const blank of ['\u200b', ' \n ', '\u2800']) expect(read(blank)).toBeNull();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const reason = reasonIn(text) ?? '';
        expect(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(reason)).toBe(false);
        expect(Array.from(reason).length).toBeLessThanOrEqual(1000);
        expect(reasonIn(reason) ?? '').toBe(reason);
      }),
    );
  });

  it.each([
    ['a timestamp without seconds', 3, 'a1 22 01'],
    ['a timestamp with two fractions', 3, 'a3 01 00 22 01 25 01'],
    ['a timestamp with 1000 milliseconds', 3, 'a2 01 00 22 1903e8'],
    ['a timestamp with another field', 3, 'a2 01 00 02 00'],
    ['an external id without scope', 4, '81 40'],
    ['an external id of enterprise 0', 4, '82 40 00'],
    ['an empty subject', 5, '60'],
    ['a subject that is a number', 5, '01'],
    ['a long subject', 5, `79 1001 ${'61'.repeat(4097)}`],
    ['both kinds of last messages', 256, `82 5820 ${'01'.repeat(32)} 82 40 01`],
    ['a last message of unknown hash', 256, `81 5820 ${'7f'.repeat(32)}`],
    ['AV metadata without a part', 'av_metadata', '81 a1 02 01'],
    ['AV metadata turned by 45 degrees', 'av_metadata', '81 a3 01 00 02 01 08 182d'],
    ['AV metadata of a part beyond 16 bits', 'av_metadata', '81 a2 01 1a00010000 02 01'],
    ['a kind that we do not know', 'mimi-gateway.kind', '6161'],
    ['voices that are no list', 'mimi-gateway.voice', 'f5'],
    ['an empty reason', 'mimi-gateway.reason', '60'],
    ['a long reason', 'mimi-gateway.reason', `79 1001 ${'61'.repeat(4097)}`],
  ])('CF-09 CF-10: %s is an extension that we do not know', (_, key, digits) => {
    expect(knownExtensions(new Map([[key, fromHex(digits)]]))).toEqual(absent);
  });

  it('CF-09: AV metadata keeps what is known of an entry and leaves out media that came later', () => {
    const digits = '83 a3 01 00 02 02 18 63 81 01 a2 01 01 02 09 a2 01 02 02 03';
    const { avMetadata } = knownExtensions(new Map([['av_metadata', fromHex(digits)]]));
    expect(avMetadata?.map(({ part, type }) => [part, type])).toEqual([
      [0, 'image'],
      [2, 'video'],
    ]);
  });

  it('CF-09: any CBOR under any of the keys is read or not known, and never a fault', () => {
    const keys = fc.constantFrom(...Object.values(extensionKeys));
    fc.assert(
      fc.property(keys, cborValues, (key, value) => {
        expect(Object.keys(knownExtensions(new Map([[key, value]])))).toEqual(Object.keys(absent));
      }),
      { numRuns: 2000 },
    );
  });
});
