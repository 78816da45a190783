import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeLink,
  linkTarget,
  mentionOf,
  onOneLine,
  partOfUrl,
  partUrl,
  withoutTricks,
} from '../../../src/content/links/index.ts';
import { looksLikeAnother } from '../../../src/content/links/lookalike.ts';
import { lyingLinks, ordinaryLinks } from './support/links.ts';

describe('links', () => {
  // The first three and the two of `flagged` are the draft's own (§9.6).
  it.each([
    ['example.com/foobar', 'https://example.com/foobar'],
    ['https://example.com/foobar', 'https://example.com/foobar'],
    ['https://example.com:443/foobar', 'https://example.com/foobar'],
    ['HTTPS://EXAMPLE.com/foobar', 'https://example.com/foobar'],
    ['example.com', 'https://example.com/'],
    ['http://example.com/', 'https://example.com/'],
    ['', 'https://example.com/'],
    // A text without a scheme says none.
    ['example.com/foobar', 'http://example.com/foobar'],
    ['www.example.org', 'http://www.example.org/'],
    ['example.org:8080/a', 'http://example.org:8080/a'],
    ['example.org:80', 'http://example.org/'],
    ['example.org:443', 'https://example.org/'],
    ['localhost:3000/a?b', 'http://localhost:3000/a?b'],
    // RFC 3986 §6.2.2.
    ['https://example.org/~foo', 'https://example.org/%7Efoo'],
    ['https://example.org/a%2fb?c=%3d', 'https://example.org/a%2Fb?c=%3D'],
    ['https://de.wikipedia.org/wiki/Käse', 'https://de.wikipedia.org/wiki/K%c3%a4se'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['bob@example.com', 'mailto:bob@example.com'],
    ['bob@bücher.example', 'mailto:bob@bücher.example'],
  ])('FX-26: %j for %j is shown as it is', (text, url) => {
    expect(judgeLink({ text, url })).toMatchObject({ type: 'plain', reason: null });
  });

  it.each(ordinaryLinks)('FX-26: %s is an ordinary link', (link) => {
    const url = /^[a-z]+:/iu.test(link) ? link : `https://${link}`;
    expect(judgeLink({ text: link, url })).toMatchObject({ type: 'plain', text: link, reason: null });
  });

  it.each([
    ['https://example.com/foobar', 'https://spearphishers.example/foobar', 'other-target'],
    ['https://example.com/foobar', 'http://example.com/foobar', 'downgrade'],
    ['our site', 'https://example.com/', 'other-target'],
    ['https://bank.example@evil.example/', 'https://evil.example/', 'other-target'],
    ['https://bank.example\n.evil.example/', 'https://bank.example.evil.example/', 'other-target'],
    ['https://bank.example\t.evil.example/', 'https://bank.example.evil.example/', 'other-target'],
    ['https://example.com', 'https://еxample.com/', 'other-target'],
    ['https://example.com/a', 'https://example.com/b', 'other-target'],
    ['https://example.com/a/b', 'https://example.com/a%2Fb', 'other-target'],
    ['https://example.com/', 'https://example.com:8443/', 'other-target'],
    ['example.com:443', 'http://example.com/', 'other-target'],
    ['tel:112', 'https://tel:112/', 'other-target'],
    ['https://example.com\u200b', 'https://evil.example/', 'other-target'],
    [`https://example.com${'\u2800'.repeat(60)}`, 'https://evil.example/', 'other-target'],
    [`see${'\u3000\u2800'.repeat(60)}this`, 'https://evil.example/', 'other-target'],
    ['bob@example.com', 'mailto:eve@evil.example', 'other-target'],
    ['example.com', 'https://evil.example/?example.com', 'other-target'],
  ])('FX-26: %j for %j has the real target behind it', (text, url, reason) => {
    const judged = judgeLink({ text, url });
    const target = new URL(url).href;
    expect(judged).toEqual({ type: 'flagged', url: target, text: `${onOneLine(text)} (${target})`, reason });
    expect(judgeLink({ text: judged.text, url })).toEqual(judged);
  });

  it.each(lyingLinks)('FX-26: %s looks like another host, and has its own behind it', (text) => {
    const url = text.includes(':') ? text : `https://${text}`;
    const judged = judgeLink({ text, url });
    const { href } = new URL(url);
    expect(judged).toEqual({ type: 'flagged', url: href, text: `${text} (${href})`, reason: 'lookalike' });
    expect(href).toMatch(/^[ -~]*$/);
    expect(judgeLink({ text: judged.text, url })).toEqual(judged);
  });

  it('FX-26: long texts are judged in no time', () => {
    for (const piece of ['а', 'ノ', 'a\u0301', '\u0e33', 'a.', 'ا.', '@', ',', '1-', '〇a'])
      for (const scheme of ['https://', 'mailto:', ''])
        expect(looksLikeAnother(scheme + piece.repeat(200_000))).toBeTypeOf('boolean');
  });

  it.each([
    ['https://good.example⁄@evil.example', 'https://evil.example/'],
    ['good.example\\@evil.example', 'https://good.example/@evil.example'],
    ['https://good.example\\@evil.example', 'https://good.example\\@evil.example'],
    ['https://good.example／login', 'https://evil.example/'],
    ['https://good.example (https://good.example)', 'https://evil.example/'],
  ])('FX-26: %j for %j has the real target behind it, whatever it claims', (text, url) => {
    const { href } = new URL(url);
    expect(judgeLink({ text, url })).toEqual({
      type: 'flagged',
      url: href,
      text: `${text} (${href})`,
      reason: 'other-target',
    });
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/x',
    '//example.com/x',
    '/x',
    'x',
    '',
    'https://',
    'https://example.com@evil.example/',
    'https://user:secret@example.com/',
    'https://example.com/\u0000',
    `https://example.com/${'x'.repeat(10_000)}`,
  ])('FX-26: %j is no link', (url) => {
    expect(linkTarget(url)).toBeNull();
    expect(judgeLink({ text: 'a', url })).toEqual({ type: 'refused', text: 'a' });
  });

  it('FX-26: a text that turns or hides what is seen can do neither', () => {
    expect(withoutTricks('moc.elpmaxe\u202e//:sptth')).toBe('moc.elpmaxe//:sptth');
    expect(withoutTricks('a\u200bb\u2060c\ufeffd\u00ade\u200d\u200cf')).toBe('abcdef');
    expect(withoutTricks('\u0007\u001b[31mred\u009b')).toBe('[31mred');
    expect(withoutTricks('a\u{e0041}b')).toBe('ab');
    expect(withoutTricks('\ud800x')).toBe('x');
    expect(withoutTricks('a\u200b\u200db\u200d\u200d\u5b57')).toBe('ab\u5b57');
  });

  it('FX-26: words within a line of ours begin no other line, and no blanks push them there', () => {
    for (const end of ['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029', '\t', '\u{1d159}\u2800'])
      expect(onOneLine(`one${end}two`)).toBe('one two');
    expect(onOneLine(` \u202eone${'\u2800\u2003\u200b\u3000'.repeat(60)}two\n`)).toBe('one two');
    expect(onOneLine('\u200b\n\ufeff')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = onOneLine(text);
        expect(line).not.toMatch(/[\n\r\v\f\t\u0085\u2028\u2029]|\s\s/u);
        expect(onOneLine(line)).toBe(line);
      }),
    );
  });

  it('FX-26: emoji and scripts that need joiners keep them', () => {
    for (const text of ['👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '❤️‍🔥', 'می‌خواهم', 'क्‍ष', 'שלום', 'a\nb\tc'])
      expect(withoutTricks(text)).toBe(text);
  });

  it('FX-26: every text and every URL have a judgement', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' })), (text, url) => {
        const judged = judgeLink({ text, url });
        expect(judged.type === 'refused' || linkTarget(judged.url) !== null).toBe(true);
        expect(withoutTricks(judged.text)).toBe(judged.text);
      }),
    );
  });

  it('CF-15: references to parts are exactly cid:{index}@local.invalid', () => {
    expect(partOfUrl('cid:5@local.invalid')).toBe(5);
    expect(partOfUrl(partUrl(1023))).toBe(1023);
    for (const url of [
      'cid:@local.invalid',
      'cid:5@example.com',
      'cid:-1@local.invalid',
      'cid:1e2@local.invalid',
      'x',
    ]) {
      expect(partOfUrl(url)).toBeNull();
    }
  });

  it('CF-16: only a link to a user mentions one', () => {
    expect(mentionOf('mimi://example.com/u/alice-smith')).toBe('mimi://example.com/u/alice-smith');
    for (const url of ['mimi://example.com/r/lobby', 'mimi://', 'mimi:x', 'https://example.com/u/alice', '']) {
      expect(mentionOf(url)).toBeNull();
    }
  });
});
