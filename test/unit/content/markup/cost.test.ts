import { describe, expect, it } from 'vitest';
import {
  fromHtml,
  fromMarkdown,
  fromStyling,
  toHtml,
  toMarkdown,
  toPlain,
  toStyling,
} from '../../../../src/content/markup/index.ts';
import type { Markup } from '../../../../src/content/markup/index.ts';

const size = 65_536;
const filled = (piece: string): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const numbered = (piece: (at: number) => string): string => {
  const pieces: string[] = [];
  for (let at = 0, length = 0; length < size; at += 1) {
    pieces.push(piece(at));
    length += pieces[at]?.length ?? 0;
  }
  return pieces.join('').slice(0, size);
};

/** Each took a parser between a tenth of a second and a minute at its full size. */
const markdownBombs: readonly (readonly [string, string])[] = [
  ['brackets', filled('[')],
  ['pictures', filled('![')],
  ['emphasis that never closes', filled('*a_ ')],
  ['emphasis of two kinds', filled('a**b*c_d ')],
  ['quotations in one line', filled('>')],
  ['quotations that go on', `${'>'.repeat(90)}a\n${filled('b\n')}`.slice(0, size)],
  [
    'lists in lists',
    Array.from({ length: 350 }, (_, at) => `${' '.repeat(2 * at)}- a`)
      .join('\n')
      .slice(0, size),
  ],
  ['blank lines in lists in lists', `${'- '.repeat(45)}a${filled(`\n${' '.repeat(90)}b\n`)}`.slice(0, size)],
  ['list items', filled('- a\n')],
  ['numbered items', filled('1. a\n')],
  ['rows of a table', `|a|b|\n|-|-|\n${filled('|a|b|\n')}`.slice(0, size)],
  ['columns of a table', `${'|a'.repeat(4000)}\n${'|-'.repeat(4000)}\n${filled('a\n')}`.slice(0, size)],
  ['pipes', filled('|\n')],
  [
    'code spans of every length',
    Array.from({ length: 360 }, (_, at) => '`'.repeat(at + 1))
      .join(' ')
      .slice(0, size),
  ],
  ['links', filled('[a](b)')],
  ['links that never close', filled('[a](')],
  ['definitions', filled('[a]: b\n')],
  ['references', `[a]: b\n\n${filled('[a]')}`.slice(0, size)],
  ['headings', filled('# a\n')],
  ['code spans with an escaped backtick', filled('http://a\\```')],
  ['references to characters', filled('&#120;')],
  ['addresses', filled('<a@b.c>')],
  ['fences', filled('```\na\n')],
  ['line ends', filled('\n')],
  ['struck out', filled('~a~ ')],
];

const htmlBombs: readonly (readonly [string, string])[] = [
  ['formatting elements that blocks open again', numbered((at) => `<b x=${at}><p>`)],
  ['formatting elements before many blocks', `${numbered((at) => `<font x=${at}>`).slice(0, 1200)}${filled('<p>a')}`],
  ['formatting elements that a cell hides', numbered((at) => `<i x=${at}><table><td></i></table>`)],
  ['formatting elements that a comment closes', numbered((at) => `<b x=${at}><!--</b>--><p>`)],
  ['formatting elements closed in the wrong order', filled('<b><i></b></i>')],
  ['elements in elements', filled('<div>')],
  ['tables in tables', filled('<table>')],
  ['lists in lists', filled('<ul><li>')],
  ['foreign elements', filled('<svg><p>')],
  ['templates', filled('<template><b>')],
  ['blanks in bold', filled(' <b> </b> ')],
  ['line breaks', filled('a<br>')],
  ['items', `<ul>${filled('<li>a')}`.slice(0, size)],
  ['comments', filled('a<!>b')],
  ['summaries in summaries', filled('<summary>')],
  ['italics in italics', filled('<i>-->')],
  ['struck out in terms', filled('\n<s><dl>&amp;')],
  ['a tag of attributes', `<p ${numbered((at) => `a${at} `)}`.slice(0, size - 1)],
];

const show = { mention: () => null, image: () => null };

/** Every writer, and what they make of a tree; its size is bounded by that of the text. */
function written(markup: Markup): readonly string[] {
  return [toHtml(markup, show), toMarkdown(markup), toPlain(markup), toStyling(markup).text];
}

/** The longest beginning of a text that a reader takes. */
function longestRead(
  text: string,
  read: (text: string) => Markup | null,
): { readonly length: number; readonly markup: Markup } {
  for (let length = text.length; length > 0; length = Math.floor(length * 0.9)) {
    const markup = read(text.slice(0, length));
    if (markup !== null) return { length, markup };
  }
  return { length: 0, markup: { type: 'root', children: [] } };
}

describe('texts that cost too much', () => {
  it.each(markdownBombs)('FX-02: %s in Markdown are not parsed, and as many as are cost little', (_, text) => {
    expect(fromMarkdown(text)).toBeNull();
    const { length, markup } = longestRead(text, fromMarkdown);
    expect(length).toBeGreaterThan(50);
    for (const one of written(markup)) expect(one.length).toBeLessThan(60 * length + 1000);
  });

  it.each(htmlBombs)('FX-02: %s in HTML cost little, or are not parsed', (_, text) => {
    const { length, markup } = longestRead(text, fromHtml);
    expect(length).toBeGreaterThan(50);
    for (const one of written(markup)) expect(one.length).toBeLessThan(60 * length + 1000);
  });

  it('FX-02: 64 KiB of honest text are read, and one character more is not', () => {
    const sentences = 'The quick brown fox jumps over the **lazy** dog, said the fox.\nAnd the dog?\n\n';
    const prose = filled(sentences).slice(0, 20_000);
    expect(fromMarkdown(prose)).not.toBeNull();
    expect(
      fromHtml(filled('<p>The quick brown fox jumps over the <b>lazy</b> dog.</p>').slice(0, 40_000)),
    ).not.toBeNull();
    for (const read of [fromMarkdown, fromHtml, fromStyling]) {
      expect(read('x'.repeat(size))).not.toBeNull();
      expect(read('x'.repeat(size + 1))).toBeNull();
    }
  });

  it.each(['*', '* ', '*a ', '_*~`', '>a\nb\n', '> ', '```\n', '`', '*_a', 'a* ', '\n'])(
    'FX-02: any number of %j are Message Styling',
    (piece) => {
      const markup = fromStyling(filled(piece));
      expect(markup).not.toBeNull();
      if (markup)
        for (const one of [toPlain(markup), toStyling(markup).text]) expect(one.length).toBeLessThan(12 * size);
    },
  );
});
