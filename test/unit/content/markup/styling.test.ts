import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMarked, fromStyling, toHtml, toMarked, toStyling } from '../../../../src/content/markup/index.ts';
import type { Markup } from '../../../../src/content/markup/index.ts';
import type { UserUri } from '../../../../src/identifiers/index.ts';

const show = { mention: () => null, image: () => null };
const html = (text: string): string => toHtml(fromStyling(text) ?? { type: 'root', children: [] }, show);
const line = (text: string): string => html(text).slice('<p>'.length, -'</p>'.length);

describe('Message Styling (XEP-0393)', () => {
  // The specification's own examples, and its rules of §6.1.
  it.each([
    [
      '*strong* _emphasis_ ~struck~ `code`',
      '<strong>strong</strong> <em>emphasis</em> <del>struck</del> <code>code</code>',
    ],
    ['*strong*plain*', '<strong>strong</strong>plain*'],
    ['*_both_*', '<strong><em>both</em></strong>'],
    ['not *strong', 'not *strong'],
    ['not strong*', 'not strong*'],
    ['2*3*4', '2*3*4'],
    ['* not strong*', '* not strong*'],
    ['*not\nstrong*', '*not<br />\nstrong*'],
    ['**', '**'],
    ['***', '***'],
    ['****', '****'],
    ['*not *strong', '*not *strong'],
    ['`*not strong*`', '<code>*not strong*</code>'],
    ['*not `strong*`', '<strong>not `strong</strong>`'],
    ['_*a* ~b~_', '<em><strong>a</strong> <del>b</del></em>'],
  ])('FX-02: %j is %j', (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it('FX-02: quotations and code are blocks', () => {
    expect(html('> a\n>> b\nc')).toBe(
      '<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n<p>c</p>',
    );
    expect(html('```ignored\n*a*\n```\n_b_')).toBe('<pre><code>*a*\n</code></pre>\n<p><em>b</em></p>');
    expect(html('```\nnever closed\n> a')).toBe('<pre><code>never closed\n> a\n</code></pre>');
  });

  it('FX-02: signs stand only where they are read as such', () => {
    const markup = (value: string, before = '', after = ''): Markup => ({
      type: 'root',
      children: [
        {
          type: 'paragraph',
          children: [
            { type: 'text', value: before },
            { type: 'strong', children: [{ type: 'text', value }] },
            { type: 'text', value: after },
          ],
        },
      ],
    });
    expect(toStyling(markup('b', 'a ', ' c')).text).toBe('a *b* c');
    expect(toStyling(markup('b', 'a', 'c')).text).toBe('abc');
    expect(toStyling(markup(' b ', 'a', 'c')).text).toBe('a *b* c');
    expect(toStyling(markup('2*3')).text).toBe('2*3');
    expect(toStyling(markup('a\nb')).text).toBe('*a*\n*b*');
    expect(toStyling(markup('  ')).text).toBe('  ');
  });

  it('FX-02: marks count code points, also behind emoji and signs of lines', () => {
    const markup: Markup = {
      type: 'root',
      children: [
        {
          type: 'blockquote',
          children: [
            {
              type: 'paragraph',
              children: [
                { type: 'text', value: '👍 ' },
                {
                  type: 'link',
                  url: 'mimi://example.com/u/alice',
                  title: null,
                  children: [{ type: 'text', value: '@a' }],
                },
                { type: 'strong', children: [{ type: 'text', value: ' b' }] },
              ],
            },
          ],
        },
      ],
    };
    const user = 'mimi://example.com/u/alice' as UserUri;
    const marked = toMarked(markup, { mention: () => ({ text: 'Alice 👩', href: null }) });
    expect(marked).toEqual({
      text: '> 👍 Alice 👩 b',
      marks: [
        { start: 2, end: 13, meaning: { type: 'quote' } },
        { start: 4, end: 11, meaning: { type: 'mention', user, text: 'Alice 👩' } },
        { start: 11, end: 13, meaning: { type: 'strong' } },
      ],
    });
  });

  it('FX-02: text with marks is a tree, whatever the marks are', () => {
    const user = 'mimi://example.com/u/bob' as UserUri;
    expect(
      fromMarked({
        text: '👍 Bob\nis here',
        marks: [
          { start: 2, end: 5, meaning: { type: 'mention', user, text: 'Bob' } },
          { start: 6, end: 13, meaning: { type: 'strong' } },
          { start: 4, end: 8, meaning: { type: 'emphasis' } },
          { start: 9, end: 99, meaning: { type: 'emphasis' } },
          { start: -1, end: 3, meaning: { type: 'code' } },
        ],
      }).children,
    ).toEqual([
      {
        type: 'paragraph',
        children: [
          { type: 'text', value: '👍 ' },
          { type: 'link', url: user, title: null, children: [{ type: 'text', value: 'Bob' }] },
          { type: 'break' },
          { type: 'strong', children: [{ type: 'text', value: 'is here' }] },
        ],
      },
    ]);
    const position = fc.oneof(fc.integer({ min: -3, max: 30 }), fc.double());
    const type = fc.constantFrom('strong', 'emphasis', 'delete', 'code', 'quote', 'code-block');
    const marks = fc.array(fc.record({ start: position, end: position, meaning: fc.record({ type }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), marks, (text, list) => {
        expect(toMarked(fromMarked({ text, marks: list })).text).toBe(text);
      }),
    );
  });
});
