import fc from 'fast-check';
import { fromHtml as parse } from 'hast-util-from-html';
import type { Nodes } from 'hast';
import { describe, expect, it } from 'vitest';
import {
  fromHtml,
  fromMarkdown,
  fromStyling,
  fromXhtml,
  toHtml,
  toMarked,
  toMarkdown,
  toStyling,
} from '../../../../src/content/markup/index.ts';
import type { Markup, XhtmlElement } from '../../../../src/content/markup/index.ts';

/** What Matrix recommends clients to show ("m.room.message msgtypes"), as far as it is ever written. */
const tags = new Set(
  'a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul'.split(' '),
);
const attributes = new Set(['href', 'src', 'alt', 'title', 'className', 'start']);
const links = ['http://', 'https://', 'mailto:', 'mimi:', 'xmpp:', 'matrix:', 'sip:', 'sips:', 'tel:', 'geo:'];

/** Everything in HTML that may act. */
function active(html: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'element') {
      if (!tags.has(node.tagName)) found.push(node.tagName);
      for (const [name, value] of Object.entries(node.properties)) {
        if (!attributes.has(name)) found.push(name);
        if (name === 'href' && !links.some((start) => String(value).startsWith(start))) found.push(String(value));
        if (name === 'src' && !String(value).startsWith('mxc://')) found.push(String(value));
      }
    } else if (node.type !== 'text' && node.type !== 'root') {
      found.push(node.type);
    }
    if ('children' in node) node.children.forEach(visit);
  };
  visit(parse(html, { fragment: true }));
  return found;
}

const pieces = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '\t',
    '&',
    ';',
    '&#',
    'x',
    '!--',
    '-->',
    '<!',
    '<?',
    '\0',
    '\u202e',
  ],
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```',
    '[',
    '](',
    ')',
    '![',
    '|',
    '-',
    '- ',
    '1. ',
    '> ',
    '#',
    '\\',
    ':',
    '[a]: ',
    '---',
  ],
  ...[
    'b',
    'i',
    'p',
    'a href',
    'img src',
    'table',
    'td',
    'tr',
    'ul',
    'li',
    'pre',
    'code',
    'script',
    'style',
    'svg',
    'math',
  ],
  ...[
    'template',
    'select',
    'title',
    'textarea',
    'form',
    'details',
    'summary',
    'mx-reply',
    'span data-mx-spoiler',
    'sup',
  ],
  ...[
    'javascript:',
    'data:',
    'https://example.com',
    'mxc://a/b',
    'cid:1@local.invalid',
    'mimi://example.com/u/a',
    'onerror',
  ],
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(''));
const tagSoup = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(...'b i p a table tr td ul li pre code script svg math template h1 div em'.split(' '))
        .chain((tag) => fc.constantFrom(`<${tag}>`, `</${tag}>`, `<${tag} href="javascript:x" src=x onclick=y>`)),
      soup,
    ),
    { maxLength: 40 },
  )
  .map((list) => list.join(''));
const anything = fc.oneof(soup, tagSoup, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

const show = {
  mention: (_: unknown, text: string) => ({ text, href: null }),
  image: (url: string) => url,
};

/** Any tree is written by every writer, and what it writes for Matrix does not act. */
function checkWriters(markup: Markup | null): void {
  if (markup === null) return;
  expect(active(toHtml(markup, show))).toEqual([]);
  const markdown = toMarkdown(markup);
  const again = fromMarkdown(markdown);
  expect(again === null || active(toHtml(again, show)).length === 0).toBe(true);
  for (const { text, marks } of [toMarked(markup, show), toStyling(markup, show)]) {
    const length = Array.from(text).length;
    expect(marks.every(({ start, end }) => start >= 0 && start < end && end <= length)).toBe(true);
  }
}

describe('text of strangers', () => {
  it('FX-02 FX-26: any HTML is read or refused, and nothing that is written of it acts', () => {
    fc.assert(
      fc.property(anything, (text) => {
        checkWriters(fromHtml(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('CF-17 FX-26: any Markdown is read or refused, and nothing that is written of it acts', () => {
    fc.assert(
      fc.property(anything, (text) => {
        checkWriters(fromMarkdown(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('FX-02: any text is Message Styling', () => {
    fc.assert(
      fc.property(anything, (text) => {
        checkWriters(fromStyling(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['<template#<b>', '<p><TEMPLATE.x>a</p>', '<svg><template#a>', '<template><template.b#c>'])(
    'FX-02: %j is refused: the parser takes such a name for a template and finds no content in it',
    (text) => {
      expect(fromHtml(text)).toBeNull();
    },
  );

  it('FX-02 FX-26: any tree of elements is XHTML or refused', () => {
    const { element } = fc.letrec<{ element: XhtmlElement }>((tie) => ({
      element: fc.record({
        name: fc.oneof(
          fc.constantFrom('p', 'b', 'a', 'img', 'ul', 'li', 'table', 'tr', 'td', 'pre', 'script', '__proto__'),
          fc.string(),
        ),
        attrs: fc.dictionary(fc.constantFrom('href', 'src', 'style', 'onclick', 'start', 'constructor'), anything),
        children: fc.array(fc.oneof({ maxDepth: 5 }, anything, tie('element')), { maxLength: 4 }),
      }),
    }));
    fc.assert(
      fc.property(element, (body) => {
        checkWriters(fromXhtml(body));
      }),
      { numRuns: 500 },
    );
  });
});
