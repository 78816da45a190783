/** What strangers write: texts, JSON and elements of words that mean something to a rendering, at random. */
import type { XmlElement } from '../../src/content/xmpp/contract.ts';
import { ns } from '../../src/content/xmpp/namespaces.ts';
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

const jsonKeys = [
  ...['msgtype', 'body', 'format', 'formatted_body', 'url', 'file', 'info', 'filename', 'geo_uri', 'm.location', 'uri'],
  ...[
    'm.mentions',
    'user_ids',
    'room',
    'm.relates_to',
    'rel_type',
    'event_id',
    'key',
    'm.in_reply_to',
    'is_falling_back',
  ],
  ...[
    'm.new_content',
    'm.poll',
    'org.matrix.msc3381.poll.start',
    'question',
    'answers',
    'm.text',
    'thumbnail_url',
    'w',
    'h',
  ],
  ...[
    'org.matrix.msc1767.text',
    'org.matrix.msc3245.voice',
    'duration',
    'redacts',
    '__proto__',
    'constructor',
    'toString',
  ],
];
const jsonValues: readonly unknown[] = [
  ...[
    'm.text',
    'm.image',
    'm.audio',
    'm.video',
    'm.file',
    'm.location',
    'm.emote',
    'm.notice',
    'org.matrix.custom.html',
  ],
  ...[
    'm.replace',
    'm.annotation',
    'm.thread',
    'm.reference',
    '$one',
    '$two',
    'mxc://example.com/a.png',
    'mxc://',
    '@bob:example.com',
  ],
  ...[null, true, false, 0, -1, 1.5, 2 ** 53, 1e300, '', '__proto__'],
];
export const eventTypes = [
  ...[
    'm.room.message',
    'm.room.message',
    'm.room.message',
    'm.reaction',
    'm.room.redaction',
    'm.sticker',
    'm.poll.start',
  ],
  ...['org.matrix.msc3381.poll.start', 'm.poll.end', 'm.call.invite', 'm.room.encrypted', '__proto__', ''],
];

const elementNames = [
  ...[
    'body',
    'html',
    'p',
    'a',
    'span',
    'reference',
    'reply',
    'fallback',
    'subject',
    'replace',
    'reactions',
    'reaction',
  ],
  ...[
    'retract',
    'moderate',
    'apply-to',
    'moderated',
    'reason',
    'file-sharing',
    'file',
    'sources',
    'url-data',
    'name',
    'size',
    'x',
    'url',
  ],
  ...[
    'sticker',
    'geoloc',
    'lat',
    'lon',
    'ephemeral',
    'invite',
    'external',
    'displayed',
    'received',
    'thread',
    'spoiler',
    'encrypted',
  ],
  ...[
    'markup',
    'bcode',
    'list',
    'li',
    'bquote',
    'emphasis',
    'strong',
    'media-type',
    'hash',
    'thumbnail',
    'desc',
    'origin-id',
  ],
];
const attributeNames = [
  ...[
    'id',
    'to',
    'from',
    'type',
    'uri',
    'begin',
    'end',
    'start',
    'for',
    'xml:lang',
    'target',
    'timer',
    'href',
    'src',
    'style',
  ],
  ...['parent', 'disposition', 'algo', 'media-type', 'width', 'height', 'name', 'node', 'class', '__proto__'],
];
const attributeValues = [
  ...[
    'mention',
    'data',
    '0',
    '1',
    '-5',
    '99999999999',
    'NaN',
    '1e9',
    'one',
    'two',
    'en',
    'inline',
    'attachment',
    'javascript:alert(1)',
  ],
  ...[
    'xmpp:bob@example.com',
    'https://upload.example.com/cat.png',
    'urn:xmpp:reply:0',
    'color: red',
    'mimi://example.com/u/alice-smith',
  ],
];

const lists = { markdown: markdownWords, html: htmlWords, plain: plainWords };
export type Tongue = keyof typeof lists;
const tongues = ['markdown', 'html', 'plain'] as const;

/** Some words; now and then one, or a few, over and over. */
export function text(random: Seeded, tongue: Tongue): string {
  const words = (): string => random.pick(random.chance(0.85) ? lists[tongue] : lists[random.pick(tongues)]);
  const some = (most: number): string => Array.from({ length: 1 + random.below(most) }, words).join('');
  if (!random.chance(1 / 150)) return some(14);
  const repeated = some(3);
  const size = random.pick([1000, 10_000, 60_000, 70_000, 200_000]);
  return repeated.repeat(Math.ceil(size / repeated.length)).slice(0, size) + some(4);
}

/** Any JSON, of a few levels; now and then of many. */
export function json(random: Seeded, levels = 4): unknown {
  if (levels === 4 && random.chance(1 / 400)) return deep(random, 200 + random.below(5000));
  const draw = random.below(levels > 0 ? 10 : 6);
  if (draw < 4) return random.pick(jsonValues);
  if (draw < 6) return text(random, random.pick(tongues));
  if (draw < 7) return Array.from({ length: random.below(4) }, () => json(random, levels - 1));
  return Object.fromEntries(
    Array.from({ length: random.below(7) }, () => [random.pick(jsonKeys), json(random, levels - 1)]),
  );
}

function deep(random: Seeded, levels: number): unknown {
  let value: unknown = 1;
  const key = random.pick(jsonKeys);
  const list = random.chance(0.5);
  for (let level = 0; level < levels; level += 1) value = list ? [value] : { [key]: value };
  return value;
}

/** A content as a client would send it, with some of it changed. */
export function eventContent(random: Seeded): unknown {
  if (random.chance(0.15)) return json(random);
  const msgtype = random.pick([
    'm.text',
    'm.text',
    'm.text',
    'm.emote',
    'm.notice',
    'm.image',
    'm.audio',
    'm.file',
    'm.location',
  ]);
  const said: Record<string, unknown> = { msgtype, body: text(random, 'plain') };
  if (random.chance(0.6)) {
    said.format = 'org.matrix.custom.html';
    said.formatted_body = text(random, 'html');
  }
  if (['m.image', 'm.audio', 'm.file'].includes(msgtype)) said.url = 'mxc://example.com/a.png';
  if (random.chance(0.3)) said['m.relates_to'] = json(random, 3);
  if (random.chance(0.2)) said['m.new_content'] = { ...said };
  if (random.chance(0.2)) said['m.mentions'] = json(random, 2);
  for (let changes = random.below(3); changes > 0; changes -= 1) said[random.pick(jsonKeys)] = json(random, 3);
  return said;
}

const namespaces = Object.values(ns);
const usualNamespace: Readonly<Record<string, string>> = { body: ns.client, subject: ns.client, thread: ns.client };

/** Any element, of a few levels; now and then of many, or with very many children. */
export function element(random: Seeded, levels = 3): XmlElement {
  const name = random.pick(elementNames);
  const xmlns = usualNamespace[name] ?? random.pick(namespaces);
  const attrs = Object.fromEntries(
    Array.from({ length: random.below(4) }, () => [
      random.pick(attributeNames),
      random.chance(0.8) ? random.pick(attributeValues) : text(random, 'plain'),
    ]),
  );
  return { name, ns: xmlns, attrs, children: childrenOf(random, levels) };
}

function childrenOf(random: Seeded, levels: number): readonly (XmlElement | string)[] {
  if (levels === 3 && random.chance(1 / 500)) return [chain(random, 200 + random.below(3000))];
  if (levels === 3 && random.chance(1 / 500)) return new Array<XmlElement>(10_000).fill(element(random, 0));
  const count = random.below(levels > 0 ? 4 : 2);
  return Array.from({ length: count }, () =>
    levels === 0 || random.chance(0.4) ? text(random, random.pick(tongues)) : element(random, levels - 1),
  );
}

function chain(random: Seeded, levels: number): XmlElement {
  const { name, ns: xmlns, attrs } = element(random, 0);
  let inner: XmlElement = { name, ns: xmlns, attrs, children: [] };
  for (let level = 0; level < levels; level += 1) inner = { ...inner, children: [inner] };
  return inner;
}

/** The payloads of a message as a client would send it, with others among them. */
export function payloads(random: Seeded): readonly XmlElement[] {
  const body: XmlElement = { name: 'body', ns: ns.client, attrs: {}, children: [text(random, 'plain')] };
  const others = Array.from({ length: random.below(4) }, () => element(random));
  return random.chance(0.8) ? [body, ...others] : others;
}
