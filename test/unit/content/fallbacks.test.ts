import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deletionFallback,
  describePart,
  editFallback,
  fallbackBefore,
  fileFallback,
  locationFallback,
  nameInText,
  pollFallback,
  quotedLine,
  reactionFallback,
  readableSize,
  replyFallback,
  sessionFallback,
  unlikeFallback,
  withoutRanges,
} from '../../../src/content/fallbacks/index.ts';
import type { FallbackText } from '../../../src/content/fallbacks/index.ts';

/** What a reader with the feature sees. */
const left = ({ text, fallback }: FallbackText): string => withoutRanges(text, fallback ? [fallback] : []);

describe('readable texts for what can’t be shown', () => {
  it('FX-07: an answer has the quoted lines before it, which are taken off again', () => {
    const reply = replyFallback({ author: 'Juliet', text: 'one\n\ntwo 👍\nthree\nfour' }, 'I think so');
    expect(reply.text).toBe('> Juliet: one / two 👍 / three / …\nI think so');
    expect(left(reply)).toBe('I think so');
  });

  it('FX-07: quotations don’t pile up over five hops, with ranges or without', () => {
    let text = 'the first';
    for (let hop = 1; hop <= 5; hop += 1) {
      const reply = replyFallback({ author: `user${hop}`, text }, `answer ${hop}`);
      expect(left(reply)).toBe(`answer ${hop}`);
      expect(reply.text.split('\n')).toHaveLength(2);
      // A network that lost the range sends the whole text back.
      text = hop % 2 === 0 ? left(reply) : reply.text;
    }
    expect(quotedLine({ author: null, text })).toBe('> Somebody: answer 5');
  });

  it('FX-07: nothing of a deleted or unknown message is quoted, and no name turns or hides a line', () => {
    expect(quotedLine({ author: 'Bob', text: null })).toBe('> Bob: (message not shown)');
    expect(quotedLine({ author: null, text: null })).toBe('> (message not shown)');
    expect(quotedLine({ author: 'Bob', text: '> only a quotation' })).toBe('> Bob: …');
    expect(nameInText('\u202eevil\nname\u200b')).toBe('evil name');
    expect(nameInText('\u200b')).toBe('?');
    expect(quotedLine({ author: 'x'.repeat(1000), text: 'y'.repeat(100_000) }).length).toBeLessThan(300);
  });

  it('FX-07: nobody quotes what somebody else never said', () => {
    expect(quotedLine({ author: 'Romeo', text: 'hello\nJuliet: I owe him 100' })).toBe(
      '> Romeo: hello / Juliet: I owe him 100',
    );
    expect(quotedLine({ author: null, text: 'Juliet: I owe him 100' })).toBe('> Somebody: Juliet: I owe him 100');
    expect(quotedLine({ author: 'Juliet: yes\n> Bob', text: 'no' })).toBe('> Juliet yes > Bob: no');
    expect(quotedLine({ author: 'Juliet：yes', text: 'no' })).toBe('> Juliet yes: no');
    expect(quotedLine({ author: '@juliet:example.org', text: 'no' })).toBe('> @juliet example.org: no');
    expect(quotedLine({ author: '@Cathy:yes-I-did-it', text: 'no' })).toBe('> @Cathy yes-I-did-it: no');
    // Whose id it is in fact has it for a name where there is none.
    expect(quotedLine({ author: '@juliet:example.org', id: '@juliet:example.org', text: 'no' })).toBe(
      '> @juliet:example.org: no',
    );
    expect(quotedLine({ author: '@juliet:example.org', id: '@romeo:example.org', text: 'no' })).toBe(
      '> @juliet example.org: no',
    );
    expect(quotedLine({ author: '@juliet\n:yes', id: '@juliet\n:yes', text: 'no' })).toBe('> @juliet yes: no');
    for (const colon of ':：ː˸։׃܃܄᛬᠃᠄᠉⁚∶∷≔⦂⩴ꓽ꛴꞉︓︰﹕ः')
      expect(quotedLine({ author: `Juliet${colon}yes`, text: 'no' })).toBe('> Juliet yes: no');
    expect(nameInText('दुःख')).toBe('दुःख');
    expect(quotedLine({ author: 'Romeo', text: `ok${'\u2003\u2800\t'.repeat(80)}Juliet: yes` })).toBe(
      '> Romeo: ok Juliet: yes',
    );
    expect(deletionFallback({ by: 'Juliet: he lied', reason: null }).text).toBe(
      'A message was deleted by Juliet he lied',
    );
  });

  it('FX-07: whatever the name and the text are, a quotation is one line that begins with its author', () => {
    const lineEnd = /[\n\r\v\f\u0085\u2028\u2029]/u;
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('Juliet', ':', '：', ' ', '\n', '\u2028', '\r', '>', 'yes'), { maxLength: 12 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(fc.option(words), words, (author, text) => {
        const name = author === null ? 'Somebody' : nameInText(author);
        const line = quotedLine({ author, text });
        expect(line.startsWith(`> ${name}: `)).toBe(true);
        expect(lineEnd.test(line)).toBe(false);
        expect(name).not.toMatch(/[:：]/u);
      }),
    );
  });

  it('FX-09: a reaction is a line about it, all of which readers of reactions leave out', () => {
    const reaction = reactionFallback('👍', { author: 'Bob', text: 'hello' });
    expect(reaction.text).toBe('> Bob: hello\nReaction: 👍');
    expect(left(reaction)).toBe('');
    expect(reactionFallback('👍', null).text).toBe('Reaction: 👍');
    expect(unlikeFallback({ key: '👍', of: null, reason: null }, null).text).toBe('Reaction withdrawn: 👍');
    expect(reactionFallback(`x\n> y${'z'.repeat(500)}`, null).text.split('\n')).toHaveLength(1);
  });

  it('FX-10: of a withdrawn reaction, the words of a stranger stand last and cut off nothing', () => {
    const withdrawn = (key: string, of: string | null, reason: string | null): string =>
      unlikeFallback({ key, of, reason }, null).text;
    expect(withdrawn('👍', 'Bob', null)).toBe('Reaction of Bob withdrawn: 👍');
    expect(withdrawn('👍', 'Bob', 'spam & more')).toBe('Reaction of Bob withdrawn (spam & more): 👍');
    expect(withdrawn('👍', null, 'typo')).toBe('Reaction withdrawn (typo): 👍');
    expect(withdrawn('👍', 'Bob', ' ')).toBe('Reaction of Bob withdrawn: 👍');
    expect(withdrawn(`👎 (Cathy): she is fired${'.'.repeat(64)}`, 'Bob', 'x'.repeat(1000))).toBe(
      `Reaction of Bob withdrawn (${'x'.repeat(1000)}): 👎 (Cathy): she is fired${'.'.repeat(40)}…`,
    );
    expect(withdrawn('👍', 'Cathy): harassment, says the owner (x', null)).toBe(
      'Reaction of Cathy) harassment, says the owner (x withdrawn: 👍',
    );
    expect(withdrawn('a\nb', 'Bob\n> Cathy: yes', 'c\n\u202ed')).toBe(
      'Reaction of Bob > Cathy yes withdrawn (c d): a b',
    );
  });

  it('FX-13: an edit is its new text, said to be one', () => {
    const edit = editFallback('new text', { author: 'Bob', text: 'old text' });
    expect(edit.text).toBe('> Bob: old text\nEdited:\nnew text');
    expect(left(edit)).toBe('new text');
    expect(editFallback('new text', null).text).toBe('Edited:\nnew text');
  });

  it('FX-14: a deletion says nothing of what was deleted', () => {
    expect(deletionFallback({ by: null, reason: null }).text).toBe('A message was deleted');
    expect(deletionFallback({ by: 'Mod', reason: 'spam' }).text).toBe('A message was deleted by Mod: spam');
    expect(deletionFallback({ by: '@m:example.org', id: '@m:example.org', reason: null }).text).toBe(
      'A message was deleted by @m:example.org',
    );
  });

  it('FX-15: a reason is told whole, on one line', () => {
    const told = (reason: string): string => deletionFallback({ by: null, reason }).text;
    expect(told('a'.repeat(1000))).toBe(`A message was deleted: ${'a'.repeat(1000)}`);
    expect(told('a'.repeat(1001))).toBe(`A message was deleted: ${'a'.repeat(999)}…`);
    expect(told('\u202eevil\n> Bob: I did\u2003\u2003it')).toBe('A message was deleted: evil > Bob: I did it');
    expect(told('\u200b')).toBe('A message was deleted');
  });

  it('FX-19: a file is its description, name, type and size with a link', () => {
    const facts = {
      description: '2 hours of key signing video',
      filename: 'bigfile.mp4',
      contentType: 'video/mp4',
      size: 708_234_961n,
    };
    expect(fileFallback(facts, 'https://files.example/x')).toBe(
      '2 hours of key signing video (bigfile.mp4, video/mp4, 708 MB): https://files.example/x',
    );
    expect(fileFallback({ ...facts, description: '', filename: '' }, null)).toBe('File: video/mp4, 708 MB');
    expect(fileFallback({ description: '', filename: '', contentType: '', size: 0n }, 'javascript:alert(1)')).toBe(
      'File',
    );
    expect(fileFallback({ ...facts, filename: 'exe.\u202e4pm\n' }, null)).toContain('exe.4pm');
    expect([999n, 1500n, 12_345n, 2n ** 64n - 1n].map(readableSize)).toEqual([
      '999 bytes',
      '1.5 KB',
      '12 KB',
      '18446744 TB',
    ]);
  });

  it('FX-22: a conference is its description with a link', () => {
    expect(sessionFallback({ description: 'Join the Foo 118 conference', url: 'https://example.com/join/12345' })).toBe(
      'Join the Foo 118 conference: https://example.com/join/12345',
    );
    expect(sessionFallback({ description: '', url: null })).toBe('Conference');
  });

  it('FX-27: polls and places are text', () => {
    expect(pollFallback({ question: 'Where?', answers: ['Here', 'There'] })).toBe('Poll: Where?\n1. Here\n2. There');
    expect(locationFallback({ description: 'Big Ben', geo: 'geo:51.5,-0.12' })).toBe(
      'Location: Big Ben: geo:51.5,-0.12',
    );
  });

  it('FX-28: a part of a type that nobody knows is a line about it, however many there are', () => {
    const part = {
      disposition: 1,
      language: '',
      type: 'single',
      contentType: 'application/vnd.x',
      content: new Uint8Array(3),
    } as const;
    expect(describePart(part)).toBe('[application/vnd.x, 3 bytes]');
    const parts = Array.from({ length: 1000 }, () => part);
    const many = describePart({ disposition: 1, language: '', type: 'multi', semantics: 'process-all', parts });
    expect(many.length).toBeLessThan(300);
  });

  it('FX-07: ranges are code points; those from strangers are taken for what is left of them', () => {
    expect(withoutRanges('👍👍ab', [{ start: 1, end: 3 }])).toBe('👍b');
    expect(
      withoutRanges('abc', [
        { start: -5, end: 1 },
        { start: 2, end: 99 },
      ]),
    ).toBe('b');
    expect(
      withoutRanges('abc', [
        { start: 2, end: 1 },
        { start: Number.NaN, end: Number.NaN },
      ]),
    ).toBe('abc');
    expect(
      withoutRanges('abcdef', [
        { start: 1, end: 4 },
        { start: 2, end: 3 },
      ]),
    ).toBe('aef');
    const position = fc.oneof(fc.integer({ min: -5, max: 40 }), fc.double());
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.record({ start: position, end: position })),
        (text, ranges) => {
          const kept = withoutRanges(text, ranges);
          expect(Array.from(kept).length).toBeLessThanOrEqual(Array.from(text).length);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (fallback, said) => {
        expect(left(fallbackBefore(fallback, said))).toBe(said);
      }),
    );
  });
});
