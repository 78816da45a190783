import fc from 'fast-check';
import { fromMarkdown as parse } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { describe, expect, it } from 'vitest';
import { markupOf } from '../../../../src/content/markup/from-mdast.ts';
import { fromMarkdown, toHtml, toMarkdown, toPlain, toStyling } from '../../../../src/content/markup/index.ts';
import type { Markup } from '../../../../src/content/markup/index.ts';

const show = { mention: () => null, image: () => null };

function read(text: string): Markup {
  const markup = fromMarkdown(text);
  expect(markup).not.toBeNull();
  return markup ?? { type: 'root', children: [] };
}

const html = (text: string): string => toHtml(read(text), show);

describe('GFM-MIMI', () => {
  it.each([
    ['**b** __b__ *i* _i_ `c`', '<p><strong>b</strong> <strong>b</strong> <em>i</em> <em>i</em> <code>c</code></p>'],
    ['~~gone~~', '<p><del>gone</del></p>'],
    ['# One\n\nTwo\n===', '<h1>One</h1>\n<h1>Two</h1>'],
    ['- [x] done\n- [ ] open', '<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>'],
    ['3. three\n4. four', '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'],
    ['> quoted\n> twice', '<blockquote>\n<p>quoted\ntwice</p>\n</blockquote>'],
    ['```js\nlet a = 1 < 2;\n```', '<pre><code class="language-js">let a = 1 &lt; 2;\n</code></pre>'],
    ['a\\\nb', '<p>a<br />\nb</p>'],
    ['***', '<hr />'],
    ['&lt;b&gt; &amp; &copy;', '<p>&lt;b> &amp; ©</p>'],
    ['<https://example.com/>', '<p><a href="https://example.com/">https://example.com/</a></p>'],
    ['[example.com][e]\n\n[e]: https://example.com/', '<p><a href="https://example.com/">example.com</a></p>'],
  ])('CF-17 FX-02: %j is shown as HTML', (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it('CF-17: tables are on', () => {
    const table = '| a | b |\n| :- | -: |\n| **1** | 2 |';
    expect(read(table).children).toMatchObject([{ type: 'table', align: ['left', 'right'] }]);
    expect(html(table)).toContain('<td><strong>1</strong></td>');
    expect(toPlain(read(table))).toBe('a | b\n1 | 2');
    expect(toMarkdown(read(table))).toBe('| a | b |\n| :- | -: |\n| **1** | 2 |');
  });

  it('CF-17: tables are seen wherever the parser sees one', () => {
    const pieces = [
      'a',
      ':-',
      '-:',
      '-',
      '|',
      ':',
      ' ',
      '\t',
      '>',
      '> ',
      '- ',
      '1. ',
      '\n',
      '\n\n',
      '\r',
      '`',
      '\\',
      '*',
    ];
    const row = fc.constantFrom('a|b', '|a|', 'a', ':-', '|-', '-|-', '> :-', '  -:|-', '- a|b', '  :-', ':', '\\| :-');
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join('')),
      fc.array(row, { maxLength: 8 }).map((all) => all.join('\n')),
    );
    const always = {
      extensions: [gfmTable(), gfmStrikethrough(), gfmTaskListItem(), { disable: { null: ['htmlFlow', 'htmlText'] } }],
      mdastExtensions: [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown(), gfmTaskListItemFromMarkdown()],
    };
    fc.assert(
      fc.property(text, (source) => {
        expect(fromMarkdown(source)).toEqual(markupOf(parse(source, always)));
      }),
      { numRuns: 500 },
    );
  });

  it('CF-17: addresses in a text are no links', () => {
    expect(html('see https://example.com or www.example.com or bob@example.com')).not.toContain('<a');
  });

  it.each([
    '<script>alert(1)</script>',
    '<b>b</b>',
    '<!-- c -->',
    '<?php ?>',
    '<!DOCTYPE html>',
    '<![CDATA[x]]>',
    '</p>',
  ])('CF-17: %j is text, and sent so that it can be nothing else', (text) => {
    const markup = read(`a ${text}\n\n${text}`);
    expect(toPlain(markup)).toBe(`a ${text}\n\n${text}`);
    const shown = toHtml(markup, show);
    expect(shown.split('<').map((piece) => piece.split('>')[0])).toEqual(['', 'p', '/p', 'p', '/p']);
    const sent = toMarkdown(markup);
    expect(sent).not.toContain('<');
    expect(sent).toContain('&lt;');
    expect(read(sent)).toEqual(markup);
  });

  it('CF-17: in code an angle bracket is one', () => {
    expect(toMarkdown(read('`<b>`\n\n```\n<i>\n```'))).toBe('`<b>`\n\n```\n<i>\n```');
  });

  it('FX-26: pictures from anywhere are links, pictures of the message stay', () => {
    expect(read('![pixel](https://tracker.example/1.gif) ![own](cid:2@local.invalid)').children).toEqual([
      {
        type: 'paragraph',
        children: [
          {
            type: 'link',
            url: 'https://tracker.example/1.gif',
            title: null,
            children: [{ type: 'text', value: 'pixel' }],
          },
          { type: 'text', value: ' ' },
          { type: 'image', url: 'cid:2@local.invalid', title: null, alt: 'own' },
        ],
      },
    ]);
    const shown = toHtml(read('![own](cid:2@local.invalid)'), { ...show, image: () => 'mxc://example.org/abc' });
    expect(shown).toBe('<p><img src="mxc://example.org/abc" alt="own" /></p>');
    const remote = toHtml(read('![own](cid:2@local.invalid)'), { ...show, image: () => 'https://tracker.example/' });
    expect(remote).not.toContain('tracker');
  });

  it('FX-26: a short reference never makes much of a long target', () => {
    const text = `[a]: https://example.com/${'x'.repeat(20_000)}\n\n${'[a] '.repeat(1000)}`;
    expect(html(text).length).toBeLessThan(200_000);
  });

  it('FX-02: short rows of a wide table never make much of little', () => {
    const text = `|${'a|'.repeat(1000)}\n|${'-|'.repeat(1000)}\n${'|x\n'.repeat(100)}`;
    expect(fromMarkdown(text)).toBeNull();
  });

  it('FX-02: is readable text, with and without styling', () => {
    const text =
      '# Shopping\n\nFor *today*:\n\n- **bread**\n- milk\n  - oat\n\n1. go\n2. pay\n\n> be _quick_\n\n```\ncode *as is*\n```\n\n[shop](https://shop.example/)';
    expect(toPlain(read(text))).toBe(
      'Shopping\n\nFor today:\n\n• bread\n• milk\n  • oat\n\n1. go\n2. pay\n\n> be quick\n\ncode *as is*\n\nshop (https://shop.example/)',
    );
    expect(toStyling(read(text)).text).toBe(
      '*Shopping*\n\nFor _today_:\n\n• *bread*\n• milk\n  • oat\n\n1. go\n2. pay\n\n> be _quick_\n\n```\ncode *as is*\n```\n\nshop (https://shop.example/)',
    );
  });
});
