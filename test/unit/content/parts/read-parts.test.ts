import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part, PartSemantics } from '../../../../src/content/contract.ts';
import { decodeContent, indexedParts } from '../../../../src/content/index.ts';
import { readParts, textParts } from '../../../../src/content/parts/index.ts';
import type { PartsReader, Reading } from '../../../../src/content/parts/index.ts';
import { fromMarkdown, fromPlain, toMarkdown } from '../../../../src/content/markup/index.ts';

const reader: PartsReader = { vendorTypes: [], languages: [], shows: ['image/png', 'image/*'], alike: 0.5 };
const markdown = 'text/markdown;variant=GFM-MIMI';
const plain = 'text/plain;charset=utf-8';

const single = (
  contentType: string,
  content: string | Uint8Array,
  as: { disposition?: number; language?: string } = {},
): Part => ({
  disposition: as.disposition ?? 1,
  language: as.language ?? '',
  type: 'single',
  contentType,
  content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content,
});
const multi = (semantics: PartSemantics, parts: readonly Part[], disposition = 1): Part => ({
  disposition,
  language: '',
  type: 'multi',
  semantics,
  parts,
});
const unknown = single('application/vnd.example-unknown', new Uint8Array(3));
const read = (part: Part, changes: Partial<PartsReader> = {}): Reading => readParts(part, { ...reader, ...changes });
const said = (part: Part, changes: Partial<PartsReader> = {}): readonly string[] =>
  read(part, changes).said.map((one) => (one.markup ? toMarkdown(one.markup) : one.plain));
const example = (name: string): Part =>
  decodeContent(readFileSync(join(import.meta.dirname, '../../../vectors/mimi-content', `${name}.cbor`))).body;

describe('parts of a message', () => {
  it('CF-14: of alternatives the one that says most is chosen', () => {
    expect(said(multi('choose-one', [single(plain, 'a'), single(markdown, '**a**')]))).toEqual(['**a**']);
    expect(said(multi('choose-one', [unknown, single(plain, 'a')]))).toEqual(['a']);
    expect(said(example('multipart-1'))).toEqual(['# Welcome!']);
    expect(said(multi('choose-one', [single('text/html', '<b>a</b>'), single(plain, 'a')]))).toEqual(['**a**']);
  });

  it('CF-14: of alternatives a type of the network’s own is handed on beside the baseline', () => {
    const own = single('application/vnd.example-unknown', 'own');
    const reading = read(multi('choose-one', [single(plain, 'a'), own]), {
      vendorTypes: ['application/vnd.example-unknown'],
    });
    expect(reading.said).toEqual([{ plain: 'a', markup: null, language: '' }]);
    expect(reading.vendor).toEqual([
      { contentType: own.type === 'single' && own.contentType, content: Buffer.from('own') },
    ]);
    expect(read(multi('choose-one', [single(plain, 'a'), own])).vendor).toEqual([]);
  });

  it('CF-14: a unit is used as a whole or not at all', () => {
    const whole = multi('single-unit', [
      single(markdown, 'a'),
      single('image/png', new Uint8Array(1), { disposition: 4 }),
    ]);
    expect(read(whole)).toMatchObject({ said: [{ plain: 'a' }], files: [{ index: 2 }], unsupported: [] });
    const failing = read(multi('single-unit', [single(markdown, 'a'), unknown]));
    expect(failing).toMatchObject({ said: [], files: [], unsupported: [{ index: 0 }] });
    expect(failing.unsupported[0]?.line).toContain('application/vnd.example-unknown');
    expect(
      said(multi('choose-one', [multi('single-unit', [single(markdown, '**a**'), unknown]), single(plain, 'b')])),
    ).toEqual(['b']);
  });

  it('CF-14: of parts that are all to be processed as many are as can be, and none is silent', () => {
    const reading = read(multi('process-all', [single(plain, 'a'), unknown, single(plain, 'b')]));
    expect(reading.said.map((one) => one.plain)).toEqual(['a', 'b']);
    expect(reading.unsupported).toEqual([
      { index: 2, contentType: 'application/vnd.example-unknown', line: '[application/vnd.example-unknown, 3 bytes]' },
    ]);
  });

  it('CF-15: indices count depth-first from the body', () => {
    const parts = indexedParts(example('multipart-3'));
    const indices = parts.filter(({ part }) => part.type !== 'multi').map(({ index }) => index);
    expect(indices).toEqual([3, 4, 5, 8, 9, 10]);
  });

  it('CF-15 CF-14 CF-12: the nested example is one text of one language with its picture, which is not shown again', () => {
    const reading = read(example('multipart-3'), { languages: ['fr'] });
    expect(reading.said).toMatchObject([{ language: 'fr' }]);
    expect(reading.said[0]?.markup && toMarkdown(reading.said[0].markup)).toBe(
      '# Bienvenue!\n\n![Image bienvenue](cid:10@local.invalid)',
    );
    expect(reading.otherLanguages).toMatchObject([{ language: 'en' }]);
    expect(reading.files).toMatchObject([{ index: 10, referenced: true, source: { contentType: 'image/png' } }]);
    const english = read(example('multipart-3'), { languages: ['en-GB', 'en'], shows: ['image/gif', 'image/*'] });
    expect(english).toMatchObject({ said: [{ language: 'en' }], files: [{ index: 5, referenced: true }] });
  });

  it('CF-15: a text that another text refers to is not said twice; a reference to a MultiPart is none', () => {
    const texts = multi('process-all', [single(markdown, 'see [this](cid:2@local.invalid)'), single(plain, 'this')]);
    expect(read(texts).said).toHaveLength(1);
    const odd = multi('process-all', [single(markdown, '[x](cid:0@local.invalid)'), single(plain, 'b')]);
    expect(read(odd).said).toHaveLength(2);
  });

  it('CF-12: languages are chosen by the reader’s order, and kept', () => {
    const parts = [
      single(plain, 'hello', { language: 'en-GB' }),
      single(plain, 'bonjour', { language: 'fr,fr-CA' }),
      single(plain, 'hallo', { language: 'de' }),
    ];
    const choice = multi('choose-one', parts);
    expect(read(choice, { languages: ['de', 'fr'] }).said).toMatchObject([{ plain: 'hallo', language: 'de' }]);
    expect(read(choice, { languages: ['fr-CA'] }).said).toMatchObject([{ plain: 'bonjour' }]);
    expect(read(choice, { languages: ['it'] }).said).toMatchObject([{ plain: 'hello' }]);
    expect(read(choice, { languages: ['en'] }).otherLanguages.map((one) => one.language)).toEqual(['fr,fr-CA', 'de']);
  });

  it('CF-11: every disposition has its place, and one that nobody knows is rendered', () => {
    const picture = (disposition: number): Part => single('image/png', new Uint8Array(1), { disposition });
    for (const disposition of [0, 1, 3, 4, 5, 6, 8, 77, 255]) {
      expect(read(picture(disposition)).files).toMatchObject([{ disposition }]);
      expect(read(single(plain, 'a', { disposition })).said).toMatchObject([{ plain: 'a' }]);
    }
    expect(read(single(plain, '👍', { disposition: 2 })).reactions).toEqual([{ type: 'text', text: '👍' }]);
    expect(read(picture(2)).reactions).toMatchObject([{ type: 'file' }]);
    expect(read(example('conferencing')).sessions).toEqual([
      { url: 'https://example.com/join/12345', description: 'Join the Foo 118 conference' },
    ]);
    expect(read(single(plain, 'https://example.com/x', { disposition: 7 })).sessions).toMatchObject([
      { url: 'https://example.com/x' },
    ]);
    expect(read(single(plain, 'javascript:alert(1)', { disposition: 7 })).sessions).toMatchObject([{ url: null }]);
  });

  it('CF-11: profiles and pictures of their owners are left out of what is said beside them', () => {
    const profile = multi('process-all', [single('text/vcard', 'BEGIN:VCARD', { disposition: 0 })], 3);
    const face = single('image/png', new Uint8Array(1), { disposition: 5 });
    for (const semantics of ['process-all', 'single-unit'] as const) {
      const owner = multi('process-all', [profile, face], 3);
      expect(read(multi(semantics, [single(plain, 'a'), owner, single(plain, 'b')]))).toMatchObject({
        said: [{ plain: 'a' }, { plain: 'b' }],
        files: [],
        unsupported: [],
      });
    }
    const picture = single('image/png', new Uint8Array(1), { disposition: 4 });
    expect(read(multi('process-all', [profile, picture])).files).toMatchObject([{ index: 3 }]);
    // A picture that no profile holds may be what the text shows.
    expect(read(multi('process-all', [single(plain, 'a'), face])).files).toMatchObject([{ index: 2 }]);
  });

  it('CF-14: of several parts that are all nothing, nothing is read', () => {
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    expect(read(multi('process-all', [nothing, multi('choose-one', [nothing, nothing])])).empty).toBe(true);
    expect(read(multi('process-all', [nothing, single(plain, '')])).empty).toBe(false);
  });

  it('CF-11 CF-13: a reaction with several parts is several reactions', () => {
    expect(read(example('multipart-2')).reactions.map((one) => one.type === 'text' && one.text)).toEqual([
      '❤',
      '🥳',
      '🤞',
    ]);
    const inherited = multi(
      'process-all',
      [single(plain, 'a', { disposition: 0 }), single(plain, 'b', { disposition: 0 })],
      2,
    );
    expect(read(inherited).reactions).toHaveLength(2);
  });

  it('CF-13: each kind of part has a reading', () => {
    expect(read(example('delete'))).toMatchObject({ empty: true, said: [], files: [], unsupported: [] });
    expect(read(example('attachment')).files).toMatchObject([
      { index: 0, disposition: 6, source: { type: 'external' } },
    ]);
    expect(said(example('original'))).toEqual(['Hi everyone, we just shipped release 2.0. **Good  work**!']);
    expect(read(example('multipart-2')).empty).toBe(false);
  });

  it.each([
    [plain, 'a *b*', 'a *b*'],
    ['text/plain', 'a', 'a'],
    ['TEXT/Plain; charset="UTF-8"', 'a', 'a'],
    ['text/plain;charset=us-ascii', 'a', 'a'],
    [markdown, '__b__', '**b**'],
    ['text/markdown;variant=CommonMark', '_i_', '_i_'],
    ['text/markdown', '_i_', '_i_'],
    ['text/html;charset=utf-8', '<i>i</i>', '_i_'],
  ])('CF-16: %s is read', (contentType, content, expected) => {
    expect(said(single(contentType, content))).toEqual([expected]);
  });

  it('CF-16: pictures are files; a text that is not in its character set is one line about it', () => {
    for (const contentType of ['image/jpeg', 'image/png']) {
      expect(read(single(contentType, new Uint8Array(2))).files).toMatchObject([
        { source: { type: 'inline', contentType } },
      ]);
    }
    expect(read(single(plain, Uint8Array.of(0xff, 0xfe))).unsupported).toHaveLength(1);
    for (const charset of ['klingon', 'constructor', '__proto__', '']) {
      expect(read(single(`text/plain;charset="${charset}"`, 'a')).unsupported).toHaveLength(1);
    }
  });

  it('CF-24: alternatives that differ widely are flagged', () => {
    const honest = 'Do you want me to reserve a room for the review meeting?';
    const other = '@Bob I need to pickup Alice’s Ferrari keys. She’ll confirm';
    const differing = (...parts: Part[]): boolean => read(multi('choose-one', parts)).differing;
    expect(differing(single(markdown, honest), single('text/html', `<p>${other}</p>`))).toBe(true);
    expect(
      differing(single(markdown, `**${honest}**`), single('text/html', `<p>${honest}</p>`), single(plain, honest)),
    ).toBe(false);
    expect(differing(single(plain, honest, { language: 'en' }), single(plain, other, { language: 'fr' }))).toBe(false);
    for (const blank of [' ', '\n', '\u3164', '\u200b', '. ']) {
      const [before, behind] = [blank.repeat(5000) + honest, blank.repeat(5000) + other];
      expect(differing(single(plain, before), single(markdown, behind))).toBe(true);
    }
    expect(differing(single(plain, '你好世界'), single(markdown, '再见'))).toBe(true);
    expect(
      read(multi('choose-one', [single(plain, 'abcdef'), single(markdown, 'abcxyz')]), { alike: 0 }).differing,
    ).toBe(false);
    const within = multi('process-all', [
      multi('choose-one', [single(plain, honest), single(markdown, other)]),
      single(plain, 'x'),
    ]);
    expect(read(within).differing).toBe(true);
  });

  it('CF-14 FX-02: all texts of a message together cost no more than one may', () => {
    const big = `**bold** ${'word '.repeat(10_000)}`;
    const reading = read(
      multi(
        'process-all',
        Array.from({ length: 5 }, () => single(markdown, big)),
      ),
    );
    expect(reading.said).toHaveLength(5);
    expect(reading.said.filter((one) => one.markup !== null).length).toBeLessThan(3);
    expect(reading.said.at(-1)?.plain).toBe(big);
  });

  it('CF-14 CF-15: every body has a reading, in which nothing is silent', () => {
    const leaf: fc.Arbitrary<Part> = fc.oneof(
      fc
        .record({
          contentType: fc.constantFrom(plain, markdown, 'text/html', 'image/png', 'application/vnd.x', 'nonsense', ''),
          content: fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }), fc.constant('[a](cid:1@local.invalid)')),
          as: fc.record({
            disposition: fc.constantFrom(0, 1, 3, 6, 7, 200),
            language: fc.constantFrom('', 'en', 'fr,de'),
          }),
        })
        .map(({ contentType, content, as }) => single(contentType, content, as)),
      fc.constant<Part>({ disposition: 1, language: '', type: 'null' }),
    );
    const { body } = fc.letrec<{ body: Part }>((tie) => ({
      body: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc
          .tuple(
            fc.constantFrom<PartSemantics>('choose-one', 'single-unit', 'process-all'),
            fc.array(tie('body'), { minLength: 2, maxLength: 4 }),
          )
          .map(([semantics, parts]) => multi(semantics, parts)),
      ),
    }));
    const isSaid = (part: Part): boolean =>
      part.type === 'multi'
        ? part.parts.some((one) => isSaid(one) && one.disposition !== 3)
        : part.type === 'single' && part.content.length > 0;
    fc.assert(
      fc.property(body, (part) => {
        const { said: texts, files, reactions, sessions, unsupported } = read(part);
        const total = texts.length + files.length + reactions.length + sessions.length + unsupported.length;
        expect(total > 0 || !isSaid(part)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('something said', () => {
  it('CF-16 CF-13: plain text is one part, formatted text one of Markdown', () => {
    expect(textParts(fromPlain('a\nb'), 'a\nb')).toEqual(single(plain, 'a\nb'));
    const bold = fromMarkdown('**a**') ?? fromPlain('');
    expect(textParts(bold, '*a*')).toEqual(single(markdown, '**a**'));
    expect(textParts(bold, 'something else')).toEqual(
      multi('choose-one', [single(markdown, '**a**'), single(plain, 'something else')]),
    );
    expect(textParts(bold, 'a', { vendor: unknown, language: 'en' })).toMatchObject({
      language: 'en',
      semantics: 'choose-one',
      parts: [{ contentType: markdown, language: 'en' }, unknown],
    });
  });
});
