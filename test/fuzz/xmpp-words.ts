/** What strangers send as stanzas: elements of names that mean something to a rendering, at random. */
import type { XmlElement } from '../../src/content/xmpp/contract.ts';
import { ns } from '../../src/content/xmpp/namespaces.ts';
import type { Seeded } from '../interop/seeded.ts';
import { text, tongues } from './content-words.ts';

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
