/** What strangers write: texts of words that mean something to a rendering, at random. */
import type { Seeded } from '../interop/seeded.ts';

const markdownWords = [
  ...[
    '**',
    '__',
    '*',
    '_',
    '~~',
    '`',
    '```\n',
    '\n\n',
    '\n',
    '> ',
    '# ',
    '- ',
    '1. ',
    '- [ ] ',
    '| a | b |\n| - | - |\n',
  ],
  ...['[', ']', '(', ')', '![', '](https://example.com/)', '](javascript:alert(1))', '](cid:1@local.invalid)', '](<'],
  ...[
    '<script>',
    '</b>',
    '<!--',
    '&amp;',
    '&#x202e;',
    '\\',
    '---\n',
    '    ',
    '\t',
    ':',
    '|',
    'word',
    'https://example.com',
  ],
];
const htmlWords = [
  ...['<b>', '</b>', '<p>', '<i', '>', '<a href="https://example.com/">', '<a href="javascript:alert(1)">', '</a>'],
  ...[
    '<img src="mxc://example.com/a.png">',
    '<img src="https://tracker.example/pixel.gif" onerror="x()">',
    '<table><tr><td>',
  ],
  ...[
    '<script>',
    '</script>',
    '<style>',
    '<template',
    '#',
    '.x>',
    '<svg><use href=',
    '<math>',
    '<!--',
    '-->',
    '<![CDATA[',
    '<mx-reply>',
    '</mx-reply>',
  ],
  ...[
    '<font color="#fff" data-mx-color="red">',
    '<span data-mx-spoiler="x">',
    '<details><summary>',
    '<ol start="9">',
    '<li>',
  ],
  ...[
    '&lt;',
    '&amp;',
    '&#0;',
    '&#x110000;',
    '&notanentity;',
    '&',
    '<',
    '"',
    "'",
    '=',
    '/',
    'word',
    '\n',
    '<pre><code class="language-x">',
  ],
];
const plainWords = [
  ...[
    'word',
    'hello',
    ' ',
    '\n',
    '> ',
    '```\n',
    '/me ',
    '@room',
    '@bob:example.com',
    'Bob',
    'https://example.com/x',
    'x@y.z',
  ],
  ...[
    '\u202egnp.exe',
    '\u200b',
    '\u2066',
    '\0',
    '\u0007',
    '\ufeff',
    '\ufffe',
    '👩🏽‍⚕️',
    'שלום',
    'é',
    '\u{10ffff}',
    '\r\n',
  ],
  ...['mimi://example.com/u/alice-smith', 'geo:48.2,16.3', 'xmpp:room@example.com?join', 'data:text/html,x', '\ud800'],
];

const lists = { markdown: markdownWords, html: htmlWords, plain: plainWords };
export type Tongue = keyof typeof lists;
export const tongues = ['markdown', 'html', 'plain'] as const;

/** Some words; now and then one, or a few, over and over. */
export function text(random: Seeded, tongue: Tongue): string {
  const words = (): string => random.pick(random.chance(0.85) ? lists[tongue] : lists[random.pick(tongues)]);
  const some = (most: number): string => Array.from({ length: 1 + random.below(most) }, words).join('');
  if (!random.chance(1 / 150)) return some(14);
  const repeated = some(3);
  const size = random.pick([1000, 10_000, 60_000, 70_000, 200_000]);
  return repeated.repeat(Math.ceil(size / repeated.length)).slice(0, size) + some(4);
}
