import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromHtml,
  fromMarkdown,
  fromPlain,
  fromStyling,
  isFormatted,
  mapInlines,
  toHtml,
  toMarkdown,
  toPlain,
  toStyling,
} from '../../../../src/content/markup/index.ts';
import type { Markup } from '../../../../src/content/markup/index.ts';
import { anyMarkup, safeMarkup } from '../support/markup.ts';

/** How much room stands between items is no matter: a list that begins with 7 needs a blank line before it. */
const dense = (markup: Markup): unknown =>
  JSON.parse(JSON.stringify(markup), (key, value: unknown) => (key === 'spread' ? false : value));

const show = { mention: () => null, image: () => null };

/** HTML shows where links lead; that they do is no difference. */
const asRead = (markup: Markup): Markup =>
  mapInlines(markup, (node) => (node.type === 'link' ? [{ ...node, url: new URL(node.url).href }] : [node]));

describe('formatted text', () => {
  it('FX-02 CF-17: is the same after a way through Markdown', () => {
    fc.assert(
      fc.property(anyMarkup, (markup) => {
        const read = fromMarkdown(toMarkdown(markup));
        expect(read && dense(read)).toEqual(markup);
      }),
      { numRuns: 400 },
    );
  });

  it('FX-02: is the same after a way through HTML', () => {
    fc.assert(
      fc.property(anyMarkup, (markup) => {
        expect(fromHtml(toHtml(markup, show))).toEqual(asRead(markup));
      }),
      { numRuns: 400 },
    );
  });

  it('FX-02: is the same after a way through Message Styling, where that has a form for it', () => {
    fc.assert(
      fc.property(safeMarkup, (markup) => {
        const unlinked = mapInlines(markup, (node) => (node.type === 'link' ? node.children : [node]));
        expect(fromStyling(toStyling(unlinked).text)).toEqual(unlinked);
      }),
      { numRuns: 400 },
    );
  });

  it('FX-01: plain text of every script, with its line ends and blanks, is the same as a tree and back', () => {
    const corpus = [
      'one line',
      'two\nlines',
      '\n\nblank lines\n\n  and blanks  \n',
      'emoji 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ 🇺🇳',
      'שלום עולם (right to left) مرحبا',
      '你好，世界 がぎぐ e\u0301',
      '*not bold* _nor this_ <b>nor that</b> `or this` [x](y) &amp; \\',
      '# no heading\n> no quote\n- no list\n| no | table |',
      'x'.repeat(65_536),
      '0123456789abcde\n'.repeat(4096),
    ];
    for (const text of corpus) {
      expect(toPlain(fromPlain(text))).toBe(text);
      expect(isFormatted(fromPlain(text))).toBe(false);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toPlain(fromPlain(text))).toBe(text);
      }),
    );
  });

  it('FX-01 CF-17: plain text that looks like Markdown or HTML is the same words after a way through either', () => {
    const text = '*a* _b_ <b>c</b> `d` [e](f) &amp; 1. # > \\ ~~g~~ | h |';
    expect(toPlain(fromMarkdown(toMarkdown(fromPlain(text))) ?? fromPlain(''))).toBe(text);
    expect(toPlain(fromHtml(toHtml(fromPlain(text), show)) ?? fromPlain(''))).toBe(text);
  });
});
