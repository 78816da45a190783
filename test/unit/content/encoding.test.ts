import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtensionKey, MimiContent, Part } from '../../../src/content/index.ts';
import { contentLimit, decodeContent, encodeContent } from '../../../src/content/index.ts';
import { messageIdFromBytes } from '../../../src/identifiers/index.ts';
import { ruleOf } from './support/rule-of.ts';

const text = (content: string): Part => ({
  disposition: 1,
  language: '',
  type: 'single',
  contentType: 'text/plain;charset=utf-8',
  content: new Uint8Array(Buffer.from(content)),
});
const message = (change: Partial<MimiContent> = {}): MimiContent => ({
  salt: new Uint8Array(16).fill(7),
  replaces: null,
  topicId: new Uint8Array(),
  expires: null,
  inReplyTo: null,
  extensions: new Map(),
  body: text('hi'),
  ...change,
});
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

// A message in pieces, so that one of them can be damaged.
const head = '87 50 07070707070707070707070707070707';
const body = '85 01 60 01 78 18 746578742f706c61696e3b636861727365743d7574662d38 42 6869';
const whole = (extensions: string, o: { part?: string; replaces?: string; topic?: string; expires?: string } = {}) =>
  bytes(`${head} ${o.replaces ?? 'f6'} ${o.topic ?? '40'} ${o.expires ?? 'f6'} f6 ${extensions} ${o.part ?? body}`);

describe('deterministic CBOR', () => {
  it('CF-01 CF-02: the undamaged message is taken and written the same', () => {
    expect(hex(encodeContent(message()))).toBe(hex(whole('a0')));
    expect(hex(encodeContent(decodeContent(whole('a0'))))).toBe(hex(whole('a0')));
  });

  it.each([
    ['an integer longer than needed', whole('a1 1801 60')],
    ['a length longer than needed', whole('a1 07 7800')],
    ['a map of indefinite length', whole('bf ff')],
    ['a text of indefinite length', whole('a1 07 7f ff')],
    ['keys out of order', whole('a2 02 60 01 60')],
    ['keys in length-first order', whole('a2 20 60 1818 60')],
    ['a key twice', whole('a2 01 60 01 60')],
    ['a 32-bit float that fits 16', whole('a1 07 fa 3f800000')],
    ['a 64-bit float that fits 32', whole('a1 07 fb 47d2ced320000000')],
    ['a 64-bit infinity', whole('a1 07 fb 7ff0000000000000')],
    ['a bigint that fits an integer', whole('a1 07 c2 42 0100')],
    ['a bigint with leading zeros', whole('a1 07 c2 49 000000000000000001')],
    ['an unassigned simple value', whole('a1 07 e0')],
    ['a reserved simple value', whole('a1 07 f818')],
    ['a reserved form', whole('a1 07 1c')],
    ['octets behind', bytes(`${hex(whole('a0'))}00`)],
    ['a missing end', whole('a0').slice(0, -1)],
    ['more items than octets', whole('a1 07 9affffffff')],
    ['nothing', new Uint8Array()],
  ])('CF-02: %s is refused', (_, damaged) => {
    expect(ruleOf(() => decodeContent(damaged))).toBe('cbor');
  });

  it.each([
    ['an array as key', whole('a1 80 60')],
    ['a byte string as extension key', whole('a1 41 61 60')],
    ['an empty text key', whole('a1 60 60')],
    ['a key beyond 2^53-1', whole('a1 1b 0020000000000000 60')],
    ['a key below -(2^53)+1', whole('a1 3b 001fffffffffffff 60')],
    ['a signalling NaN', whole('a1 07 f97d00')],
    ['a 32-bit NaN', whole('a1 07 fa 7fc00000')],
    ['text that is not UTF-8', whole('a1 07 61 ff')],
    ['a text key that is not UTF-8', whole('a1 61 ff 60')],
    ['a key of 256 octets', whole(`a1 790100 ${'61'.repeat(256)} 60`)],
  ])('CF-03: %s is refused', (_, damaged) => {
    expect(ruleOf(() => decodeContent(damaged))).toBe('data-model');
  });

  it.each([
    ['a key of 255 octets', `a1 78ff ${'61'.repeat(255)} 60`],
    ['the greatest key', 'a1 1b 001fffffffffffff 60'],
    ['the least key', 'a1 3b 001ffffffffffffe 60'],
    ['the one NaN', 'a1 07 f97e00'],
    ['floats of each size', 'a1 07 83 f93c00 fa 47d2ced3 fb 3ff3ae147ae147ae'],
    ['a true bigint', 'a1 07 c2 49 010000000000000000'],
    ['a typed array', 'a1 07 d855 48 000000000000f87f'],
    ['a nested map with a byte-string key', 'a1 07 a1 41 61 60'],
    ['four levels', 'a1 190100 82 82 42 1234 d820 60 82 42 3456 19168b'],
    ['simple values', 'a1 07 84 f4 f5 f6 f7'],
  ])('CF-03 CF-09: %s is kept as it is', (_, extensions) => {
    expect(hex(encodeContent(decodeContent(whole(extensions))))).toBe(hex(whole(extensions)));
  });

  it('CF-03: text within an extension is UTF-8, or there is no message', () => {
    const sequences = fc.constantFrom(
      ...[
        'c3a9',
        'e282ac',
        'eda080',
        'ed9fbf',
        'e08080',
        'e0a080',
        'f0908080',
        'f08f8080',
        'f48fbfbf',
        'f4908080',
        'c080',
      ],
      ...['c2', 'e2', 'e282', 'f09f98', '80', 'ff', 'f5808080', '61', 'f09f9880', 'efbfbf', 'c3c3'],
    );
    const octets = fc.oneof(
      fc.array(sequences, { maxLength: 6 }).map((all) => bytes(all.join(''))),
      fc.uint8Array({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(octets, (text) => {
        const value = new Uint8Array([0x78, text.length, ...text]);
        const short = text.length < 24 ? new Uint8Array([0x60 + text.length, ...text]) : value;
        const rule = ruleOf(() => decodeContent(whole(`a1 07 ${hex(short)}`)));
        expect(rule).toBe(isUtf8(text) ? 'accepted' : 'data-model');
      }),
      { numRuns: 5000 },
    );
  });

  it('CF-02: map keys are sorted bytewise, whatever order they come in', () => {
    const keys = fc.uniqueArray(fc.oneof(fc.maxSafeInteger(), fc.string({ minLength: 1, maxLength: 20 })), {
      maxLength: 30,
      selector: (key) => `${typeof key}${key}`,
    });
    fc.assert(
      fc.property(keys, (list) => {
        const wellFormed = list.filter((key) => typeof key === 'number' || key.isWellFormed());
        const extensions = new Map<ExtensionKey, Uint8Array>(wellFormed.map((key) => [key, bytes('60')]));
        const encoded = encodeContent(message({ extensions }));
        expect(decodeContent(encoded).extensions).toEqual(extensions);
      }),
    );
  });

  it('CF-02: nothing that is accepted has a second spelling', () => {
    const original = encodeContent(message({ extensions: new Map([[7, bytes('83 01 f93c00 a1 01 60')]]) }));
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), (at, octet) => {
        const changed = original.slice();
        changed[at] = octet;
        const rule = ruleOf(() => decodeContent(changed));
        if (rule === 'accepted') expect(hex(encodeContent(decodeContent(changed)))).toBe(hex(changed));
        else expect(rule).not.toBe('');
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the structure of a message', () => {
  it.each([
    ['a salt of 15 octets', 'salt', bytes(`87 4f ${'07'.repeat(15)} f6 40 f6 f6 a0 ${body}`)],
    ['six fields', 'structure', bytes(`86 50 ${'07'.repeat(16)} f6 40 f6 f6 a0`)],
    ['a reference of 31 octets', 'structure', whole('a0', { replaces: `581f 01${'00'.repeat(30)}` })],
    ['an expiry beyond 32 bits', 'structure', whole('a0', { expires: '82 f4 1b 0000000100000000' })],
    ['an expiry whose flag is null', 'structure', whole('a0', { expires: '82 f6 01' })],
    ['a topic of 4097 octets', 'topic-too-long', whole('a0', { topic: `591001 ${'00'.repeat(4097)}` })],
    ['five levels in an extension', 'too-deep', whole('a1 07 81 81 81 81 00')],
    ['a MultiPart of one part', 'structure', whole('a0', { part: `85 01 60 03 00 81 ${body}` })],
    ['unknown part semantics', 'unknown-semantics', whole('a0', { part: `85 01 60 03 03 82 ${body} ${body}` })],
    ['an unknown cardinality', 'structure', whole('a0', { part: '83 01 60 04' })],
    ['a NullPart with a field too many', 'structure', whole('a0', { part: '84 01 60 00 00' })],
    ['a disposition above 255', 'structure', whole('a0', { part: '83 190100 60 00' })],
  ])('CF-01: %s is refused', (_, rule, damaged) => {
    expect(ruleOf(() => decodeContent(damaged))).toBe(rule);
  });

  it('CF-07: a reference whose hash algorithm is unknown is refused, wherever it stands', () => {
    const reference = `5820 7f${'00'.repeat(31)}`;
    const answering = bytes(`${head} f6 40 f6 ${reference} a0 ${body}`);
    expect(ruleOf(() => decodeContent(whole('a0', { replaces: reference })))).toBe('unknown-hash');
    expect(ruleOf(() => decodeContent(answering))).toBe('unknown-hash');
    expect(decodeContent(whole('a0', { replaces: reference.replace('7f', '01') })).replaces).not.toBeNull();
  });

  it('CF-11: an unknown disposition is taken', () => {
    expect(decodeContent(whole('a0', { part: '83 184d 60 00' })).body.disposition).toBe(77);
  });

  const nested = (depth: number): Part =>
    depth === 1
      ? text('x')
      : {
          disposition: 1,
          language: '',
          type: 'multi',
          semantics: 'process-all',
          parts: [text('y'), nested(depth - 1)],
        };
  const wide = (count: number): Part => ({
    disposition: 1,
    language: 'en,fr',
    type: 'multi',
    semantics: 'choose-one',
    parts: Array.from({ length: count - 1 }, () => text('x')),
  });

  it('CF-04: four levels of parts pass, five do not; 1024 parts pass, 1025 do not', () => {
    expect(decodeContent(encodeContent(message({ body: nested(4) }))).body).toEqual(nested(4));
    expect(ruleOf(() => encodeContent(message({ body: nested(5) })))).toBe('too-deep');
    expect(decodeContent(encodeContent(message({ body: wide(1024) }))).body).toEqual(wide(1024));
    expect(ruleOf(() => encodeContent(message({ body: wide(1025) })))).toBe('too-many-parts');
  });

  it('CF-13: every kind of part comes back', () => {
    const external: Part = {
      disposition: 6,
      language: 'de',
      type: 'external',
      contentType: 'video/mp4',
      url: 'https://example.com/storage/bigfile.mp4',
      expires: 0xffffffff,
      size: 0xffffffffffffffffn,
      encryptionAlgorithm: 0xffff,
      key: bytes('00'.repeat(16)),
      nonce: bytes('01'.repeat(12)),
      aad: new Uint8Array(),
      hashAlgorithm: 1,
      contentHash: bytes('02'.repeat(32)),
      description: '2 hours of key signing video',
      filename: 'bigfile.mp4',
    };
    const parts: readonly Part[] = [external, text('x'), { disposition: 2, language: '', type: 'null' }];
    for (const semantics of ['choose-one', 'single-unit', 'process-all'] as const) {
      const content = message({
        replaces: messageIdFromBytes(bytes(`01${'aa'.repeat(31)}`)),
        topicId: bytes('00'.repeat(4096)),
        expires: { relative: true, seconds: 0xffffffff },
        inReplyTo: messageIdFromBytes(bytes(`01${'bb'.repeat(31)}`)),
        extensions: new Map<ExtensionKey, Uint8Array>([
          [256, bytes('80')],
          [-1, bytes('f5')],
          ['x', bytes('00')],
        ]),
        body: { disposition: 1, language: '', type: 'multi', semantics, parts },
      });
      expect(decodeContent(encodeContent(content))).toEqual(content);
    }
  });

  it('refuses a message above 256 KiB before it reads it', () => {
    expect(ruleOf(() => decodeContent(new Uint8Array(contentLimit + 1)))).toBe('too-big');
    expect(ruleOf(() => encodeContent(message({ body: text('x'.repeat(contentLimit)) })))).toBe('too-big');
  });
});
