import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import type { ExtensionKey, MessageDraft, MimiContent, Part, PartContent } from '../../../../src/content/index.ts';
import { writeExtensions } from '../../../../src/content/index.ts';
import { messageIdFromBytes } from '../../../../src/identifiers/index.ts';

/** Messages of every form that the draft allows: whatever comes out of these is valid. */
export const messageIds = fc
  .uint8Array({ minLength: 31, maxLength: 31 })
  .map((bytes) => messageIdFromBytes(Uint8Array.of(1, ...bytes)));

const wellFormed = (text: string): boolean => text.isWellFormed();
const texts = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: 'binary', maxLength }).filter(wellFormed);
const octets = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

const languages = fc.constantFrom(
  '',
  'en',
  'de-AT',
  'en,fr',
  'zh-Hant-TW',
  'sl-rozaj-biske',
  'x-whatever',
  'i-klingon',
);
const contentTypes = fc.constantFrom(
  'text/plain;charset=utf-8',
  'text/markdown;variant=GFM-MIMI',
  'text/html; charset="utf-8"',
  'image/png',
  'application/vnd.example+json',
  'application/x-unheard-of',
);
const dispositions = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 255 }));

const encryption = fc.oneof(
  fc.constant({ encryptionAlgorithm: 0, key: new Uint8Array(), nonce: new Uint8Array(), aad: new Uint8Array() }),
  fc.record({
    encryptionAlgorithm: fc.constant(1),
    key: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    nonce: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    aad: octets(8),
  }),
  fc.record({ encryptionAlgorithm: fc.constant(0xff00), key: octets(8), nonce: octets(8), aad: octets(8) }),
);
const hashes = fc.oneof(
  fc.constant({ hashAlgorithm: 0, contentHash: new Uint8Array() }),
  fc.record({ hashAlgorithm: fc.constant(1), contentHash: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
);

const externals: fc.Arbitrary<PartContent> = fc
  .tuple(
    fc.record({
      contentType: fc.oneof(contentTypes, fc.constant('')),
      url: fc.oneof(fc.webUrl(), fc.constantFrom('mimi://example.com/a', 'xmpp:room@example.com?join', 'urn:uuid:0')),
      expires: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffffffff })),
      size: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffffffffffffffn })),
      description: texts(20),
      filename: texts(20),
    }),
    encryption,
    hashes,
  )
  .map(([rest, sealed, hashed]) => ({ type: 'external', ...rest, ...sealed, ...hashed }));

const flat: fc.Arbitrary<PartContent> = fc.oneof(
  { arbitrary: fc.constant({ type: 'null' } as const), weight: 1 },
  {
    arbitrary: fc.record({ type: fc.constant('single' as const), contentType: contentTypes, content: octets(60) }),
    weight: 4,
  },
  { arbitrary: externals, weight: 2 },
);

const partOf = (content: fc.Arbitrary<PartContent>): fc.Arbitrary<Part> =>
  fc
    .tuple(dispositions, languages, content)
    .map(([disposition, language, rest]) => ({ disposition, language, ...rest }));

function parts(levels: number): fc.Arbitrary<Part> {
  if (levels === 1) return partOf(flat);
  const nested = fc.record({
    type: fc.constant('multi' as const),
    semantics: fc.constantFrom('choose-one', 'single-unit', 'process-all'),
    parts: fc.array(parts(levels - 1), { minLength: 2, maxLength: 4 }),
  });
  return partOf(fc.oneof({ arbitrary: flat, weight: 2 }, { arbitrary: nested, weight: 1 }));
}

/** Bodies up to the four levels that the draft allows. */
export const bodies = parts(4);

const keys = fc.oneof(fc.maxSafeInteger(), texts(12), octets(6));
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.double(), texts(10), octets(10)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(keys, tie('value')), { maxLength: 3, selector: ([key]) => keyOf(key) })
      .map((e) => new Map(e)),
  ),
}));

function keyOf(key: number | string | Uint8Array): string {
  return typeof key === 'object' ? `b${Buffer.from(key).toString('hex')}` : `${typeof key}${key}`;
}

/** Any CBOR of three levels, encoded by another library than ours. */
export const cborValues: fc.Arbitrary<Uint8Array> = values.map(
  (value) => new Uint8Array(encode(value, rfc8949EncodeOptions)),
);

const extensionKeys = fc
  .oneof(fc.integer({ min: 300, max: 0xffffffff }), fc.integer({ min: -0xffffffff, max: -1 }), texts(20))
  .filter((key) => key !== '');

/** Extensions that we know and others, with sender and room as often as not. */
const extensions: fc.Arbitrary<ReadonlyMap<ExtensionKey, Uint8Array>> = fc
  .tuple(
    fc.boolean(),
    fc.uniqueArray(fc.tuple(extensionKeys, cborValues), {
      maxLength: 4,
      selector: ([key]) => keyOf(key),
    }),
  )
  .map(([said, others]) => {
    const sender = said ? 'mimi://example.com/u/alice-smith' : null;
    const room = said ? 'mimi://example.com/r/engineering_team' : null;
    return new Map<ExtensionKey, Uint8Array>([...writeExtensions({ sender, room }), ...others]);
  });

const references = fc.option(messageIds, { nil: null });

export const drafts: fc.Arbitrary<MessageDraft> = fc.record({
  replaces: references,
  topicId: octets(20),
  expires: fc.option(fc.record({ relative: fc.boolean(), seconds: fc.integer({ min: 0, max: 0xffffffff }) }), {
    nil: null,
  }),
  inReplyTo: references,
  extensions,
  body: bodies,
});

export const contents: fc.Arbitrary<MimiContent> = fc
  .tuple(drafts, fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map(([draft, salt]) => ({ ...draft, salt }));
