import { createHmac } from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExternalContent, MimiContent, Part } from '../../../src/content/index.ts';
import {
  composeMessage,
  decodeContent,
  deriveSalt,
  draftOf,
  encodeContent,
  frankingTag,
  indexedParts,
  languageTags,
  parseMediaType,
  receiveMessage,
} from '../../../src/content/index.ts';
import { parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { clearFile } from './support/clear-file.ts';
import { cborValues, contents, drafts } from './support/content-arbitraries.ts';
import { ruleOf } from './support/rule-of.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const place = { sender: parseUserUri('mimi://example.com/u/alice'), room: parseRoomUri('mimi://example.com/r/team') };
const salt = new Uint8Array(16).fill(5);
const single = (change: Partial<Extract<Part, { type: 'single' }>> = {}): Part => ({
  disposition: 1,
  language: '',
  type: 'single',
  contentType: 'text/plain',
  content: Buffer.from('x'),
  ...change,
});
const file = clearFile({ contentType: 'image/png' });
const external = (change: Partial<ExternalContent>): Part => ({
  disposition: 6,
  language: '',
  type: 'external',
  ...file,
  ...change,
});
const withBody = (body: Part): MimiContent => ({ salt, ...draftOf(body) });

describe('any message', () => {
  it('CF-01 CF-13: comes back as it was, from bytes that have one spelling', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const bytes = encodeContent(content);
        const decoded = decodeContent(bytes);
        expect(decoded).toEqual(content);
        expect(hex(encodeContent(decoded))).toBe(hex(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('CF-02: another library reads the same and writes the same', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const bytes = encodeContent({ ...content, extensions: new Map() });
        expect(hex(encode(decode(bytes, { useMaps: true }), rfc8949EncodeOptions))).toBe(hex(bytes));
      }),
    );
  });

  it('CF-03 CF-09: any CBOR that the data model allows is kept under an unknown key', () => {
    fc.assert(
      fc.property(cborValues, (value) => {
        const extensions = new Map([['unheard of', value]]);
        const decoded = decodeContent(encodeContent({ ...withBody(single()), extensions }));
        expect(decoded.extensions).toEqual(extensions);
      }),
      { numRuns: 2000 },
    );
  });

  it('CF-08: a draft that says another sender is sent with the true one', () => {
    const other = composeMessage(place, salt, draftOf(single())).bytes;
    const forged = { ...place, sender: parseUserUri('mimi://example.com/u/mallory') };
    const { content } = receiveMessage(other, place);
    expect(receiveMessage(composeMessage(forged, salt, content).bytes, forged).sender).toBe(forged.sender);
    expect(() => receiveMessage(other, forged)).toThrow('sender-or-room');
  });

  it('CF-06: composing and receiving agree on the id', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const { id, bytes } = composeMessage(place, salt, draft);
        const received = receiveMessage(bytes, place);
        expect(received).toMatchObject({ id, ...place });
        expect(received.content.body).toEqual(draft.body);
      }),
    );
  });

  it('any bytes are a message or one typed error', () => {
    const heads = fc.constantFrom('', '87', '8750', `8750${'07'.repeat(16)}`, `8750${'07'.repeat(16)}f640f6f6a0`);
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        expect(ruleOf(() => decodeContent(Buffer.concat([Buffer.from(head, 'hex'), tail])))).not.toBe('');
      }),
      { numRuns: 5000 },
    );
  });
});

describe('salts', () => {
  it('CF-05: the first 16 octets of an HMAC of the exported secret and a nonce', () => {
    const [secret, nonce] = [Buffer.from('salt_base_secret'), Buffer.from('nonce')];
    const mac = createHmac('sha256', secret).update(nonce).digest('hex');
    expect(hex(deriveSalt(secret, nonce))).toBe(mac.slice(0, 32));
    // RFC 4231 §4.3, test case 2.
    const known = deriveSalt(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(hex(known)).toBe('5bdcc146bf60754e6a042426089575c7');
  });

  it('CF-05: other nonces give other salts', () => {
    const salts = new Set<string>();
    const secret = Buffer.alloc(32, 1);
    const nonce = Buffer.alloc(4);
    for (let count = 0; count < 20_000; count += 1) {
      nonce.writeUInt32BE(count);
      salts.add(Buffer.from(deriveSalt(secret, nonce)).toString('latin1'));
    }
    expect(salts.size).toBe(20_000);
  });

  it('CF-05: a message has exactly 16 octets of salt', () => {
    expect(ruleOf(() => composeMessage(place, salt.subarray(1), draftOf(single())))).toBe('salt');
    expect(ruleOf(() => composeMessage(place, new Uint8Array(17), draftOf(single())))).toBe('salt');
    expect(hex(decodeContent(composeMessage(place, salt, draftOf(single())).bytes).salt)).toBe(hex(salt));
  });

  it('a franking tag is the HMAC of the whole message under its salt', () => {
    const { bytes } = composeMessage(place, salt, draftOf(single()));
    expect(hex(frankingTag(salt, bytes))).toBe(createHmac('sha256', salt).update(bytes).digest('hex'));
  });
});

describe('languages', () => {
  it.each([
    ['', []],
    ['en', ['en']],
    ['en,fr', ['en', 'fr']],
    ['en, fr', ['en', 'fr']],
    ['zh-cmn-Hans-CN', ['zh-cmn-Hans-CN']],
    ['sl-IT-nedis', ['sl-IT-nedis']],
    ['de-1901-1996', ['de-1901-1996']],
    ['es-419', ['es-419']],
    ['en-a-myext-b-another', ['en-a-myext-b-another']],
    ['de-CH-x-phonebk', ['de-CH-x-phonebk']],
    ['x-whatever', ['x-whatever']],
    ['i-klingon', ['i-klingon']],
    ['tlh-Latn', ['tlh-Latn']],
  ])('CF-12: %j is a list of tags', (language, tags) => {
    expect(languageTags(language)).toEqual(tags);
    expect(decodeContent(encodeContent(withBody(single({ language })))).body.language).toBe(language);
  });

  it.each([
    ',',
    'en,',
    ',en',
    'e',
    'en_US',
    'en-',
    'deutschland',
    'x',
    'en-x',
    'en-a',
    'en-a-b',
    'de-419-DE',
    'a-DE',
    '1234',
    'en fr',
    'ü',
    Array(65).fill('en').join(','),
    `x${'-abcdefgh'.repeat(40)}`,
  ])('CF-12: %j is none', (language) => {
    expect(languageTags(language)).toBeNull();
    expect(ruleOf(() => encodeContent(withBody(single({ language }))))).toBe('language');
  });
});

describe('media types', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    ['Text/Plain; Charset="UTF-8"', 'text/plain', { charset: 'UTF-8' }],
    ['text/markdown;variant=GFM-MIMI', 'text/markdown', { variant: 'GFM-MIMI' }],
    ['a/b ; c=d ;; e="f\\"g;h"', 'a/b', { c: 'd', e: 'f"g;h' }],
    ['a/b;c=1;c=2', 'a/b', { c: '1' }],
    ['application/vnd.x+json;', 'application/vnd.x+json', {}],
  ])('CF-16: %j is taken apart', (contentType, essence, parameters) => {
    const type = parseMediaType(contentType);
    expect({ essence: type?.essence, parameters: Object.fromEntries(type?.parameters ?? []) }).toEqual({
      essence,
      parameters,
    });
  });

  it.each(['', 'text', 'text/', '/plain', 'text/plain x', 'a/b;c', 'a/b;c=', 'a/b;c="d', 'a/b;c="d"e', 'a b/c', 'é/b'])(
    'CF-13: %j is none, and no message',
    (contentType) => {
      expect(parseMediaType(contentType)).toBeNull();
      expect(ruleOf(() => encodeContent(withBody(single({ contentType }))))).toBe('media-type');
    },
  );

  it('CF-20: a type that nobody knows is a type', () => {
    const body = single({ contentType: 'application/x-unheard-of;level=3' });
    expect(decodeContent(encodeContent(withBody(body))).body).toEqual({ ...body, content: new Uint8Array([0x78]) });
    expect(parseMediaType(`a/${'b'.repeat(2000)}`)).toBeNull();
  });
});

describe('external content', () => {
  const of = (length: number): Uint8Array => new Uint8Array(length);
  it.each([
    ['no scheme', { url: 'example.com/a' }],
    ['nothing behind the scheme', { url: 'https:' }],
    ['a space', { url: 'https://example.com/a b' }],
    ['a line break', { url: 'https://example.com/a\nb' }],
    ['a URL beyond 8192 characters', { url: `https://example.com/${'a'.repeat(8192)}` }],
    ['a key without encryption', { key: of(16) }],
    ['a nonce without encryption', { nonce: of(12) }],
    ['additional data without encryption', { aad: of(1) }],
    ['a short AES-128 key', { encryptionAlgorithm: 1, key: of(15), nonce: of(12) }],
    ['a long AES-256 nonce', { encryptionAlgorithm: 2, key: of(32), nonce: of(16) }],
    ['a hash without its algorithm', { contentHash: of(32) }],
    ['a short SHA-256', { hashAlgorithm: 1, contentHash: of(31) }],
  ])('CF-13: %s is refused', (_, change) => {
    expect(ruleOf(() => encodeContent(withBody(external(change))))).toBe('external');
  });

  it('CF-13: what is well formed is taken, algorithms that came later too', () => {
    for (const change of [
      {},
      { contentType: '', url: 'xmpp:room@example.com?join' },
      { encryptionAlgorithm: 1, key: of(16), nonce: of(12), aad: of(3) },
      { encryptionAlgorithm: 29, key: of(32), nonce: of(12) },
      { encryptionAlgorithm: 0x8000, key: of(7) },
      { hashAlgorithm: 8, contentHash: of(64) },
      { hashAlgorithm: 200, contentHash: of(5) },
      { size: 0xffffffffffffffffn, expires: 0xffffffff },
    ]) {
      expect(decodeContent(encodeContent(withBody(external(change)))).body).toEqual(external(change));
    }
  });

  it('values that have no encoding are refused before they are sent', () => {
    expect(ruleOf(() => encodeContent(withBody(external({ size: -1n }))))).toBe('structure');
    expect(ruleOf(() => encodeContent(withBody(external({ size: 1n << 64n }))))).toBe('structure');
    expect(ruleOf(() => encodeContent(withBody(external({ expires: Number.NaN }))))).toBe('structure');
    expect(ruleOf(() => encodeContent({ ...withBody(single()), expires: { relative: true, seconds: 1.5 } }))).toBe(
      'structure',
    );
  });
});

describe('part indices', () => {
  const multi = (...parts: readonly Part[]): Part => ({
    disposition: 1,
    language: '',
    type: 'multi',
    semantics: 'process-all',
    parts,
  });

  it('CF-15: count depth-first from zero, MultiParts before what they hold', () => {
    const [a, b, c] = [single({ language: 'a' }), single({ language: 'b' }), single({ language: 'c' })];
    const inner = multi(a, b);
    const body = multi(inner, c);
    expect(indexedParts(body)).toEqual([
      { index: 0, part: body, within: null },
      { index: 1, part: inner, within: 0 },
      { index: 2, part: a, within: 1 },
      { index: 3, part: b, within: 1 },
      { index: 4, part: c, within: 0 },
    ]);
  });
});
