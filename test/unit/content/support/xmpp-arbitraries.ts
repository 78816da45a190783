import fc from 'fast-check';
import type { XmlElement } from '../../../../src/content/xmpp/contract.ts';
import { alice, bob, cathy } from './matrix-room.ts';
import { body, element, occupantOf } from './xmpp-room.ts';

// Payloads as clients send them: Conversations, Dino, Gajim, Movim and older ones.

export const files = ['cat.png', 'song.ogg', 'film.mp4', 'paper.pdf'].map(
  (name) => `https://upload.example.com/${name}`,
);

const word = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-zA-Zäöüéßñ]{1,9}$/) },
  fc.constantFrom(
    '❤️',
    '👩🏽‍⚕️',
    'שלום',
    'مرحبا',
    '漢字',
    '&',
    '<b>',
    '"so"',
    '1.',
    'https://example.com/x?a=1&b=2',
    "it's",
  ),
);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '));

const styled = fc
  .tuple(fc.constantFrom('*', '_', '~', '`', ''), fc.stringMatching(/^[a-zA-Z]{1,8}( [a-zA-Z]{1,8})?$/))
  .map(([sign, text]) => sign + text + sign);
const line = fc
  .array(fc.oneof({ weight: 3, arbitrary: words }, styled), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(' '));

/** A text of lines, some of them quoted or in a block of code. */
export const text = fc.oneof(
  { weight: 5, arbitrary: line },
  fc.array(line, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
  fc.tuple(line, line).map(([quoted, said]) => `> ${quoted}\n\n${said}`),
  fc.tuple(line, words).map(([said, code]) => `${said}\n\n\`\`\`\n${code}\n\`\`\``),
  line.map((said) => `/me ${said}`),
);

const id = fc.uuid();
const thread = fc.option(fc.oneof(fc.uuid(), fc.constantFrom('Foo 118', 'naïve', '🧵')), { nil: null });
const timer = fc.option(fc.integer({ min: 1, max: 31_536_000 }), { nil: null });

/** A message of text, before it is known what it answers. */
export interface TextSaid {
  readonly id: string;
  readonly text: string;
  readonly thread: string | null;
  readonly timer: number | null;
  readonly mention: boolean;
  readonly relation: 'none' | 'reply' | 'correction';
  readonly unstyled: boolean;
  readonly extra: 'none' | 'spoiler' | 'location' | 'languages' | 'subject';
}

export const textSaid: fc.Arbitrary<TextSaid> = fc.record({
  id,
  text,
  thread,
  timer,
  mention: fc.boolean(),
  relation: fc.constantFrom('none', 'none', 'reply', 'correction'),
  unstyled: fc.boolean(),
  extra: fc.constantFrom('none', 'none', 'none', 'spoiler', 'location', 'languages', 'subject'),
});

const codePoints = (said: string): number => Array.from(said).length;

/** The payload of such a message, as a client writes it. */
export function textPayload(
  said: TextSaid,
  refersTo: { readonly stanzaId: string; readonly id: string },
): readonly XmlElement[] {
  const quote = said.relation === 'reply' ? '> Alice Smith: what was said\n' : '';
  const mentioned = said.mention && !said.text.startsWith('/me ') ? 'Cathy, ' : '';
  const full = quote + mentioned + said.text;
  const begin = codePoints(quote);
  const optional = (present: boolean, ...elements: readonly XmlElement[]): readonly XmlElement[] =>
    present ? elements : [];
  return [
    said.extra === 'languages' ? body(full, { 'xml:lang': 'en' }) : body(full),
    ...optional(said.extra === 'languages', body('Guten Tag', { 'xml:lang': 'de' })),
    ...optional(
      said.relation === 'reply',
      element('reply', 'urn:xmpp:reply:0', { id: refersTo.stanzaId, to: occupantOf(alice) }),
      element(
        'fallback',
        'urn:xmpp:fallback:0',
        { for: 'urn:xmpp:reply:0' },
        element('body', 'urn:xmpp:fallback:0', { start: '0', end: String(begin) }),
      ),
    ),
    ...optional(said.relation === 'correction', element('replace', 'urn:xmpp:message-correct:0', { id: refersTo.id })),
    ...optional(
      mentioned !== '',
      element('reference', 'urn:xmpp:reference:0', {
        type: 'mention',
        begin: String(begin),
        end: String(begin + 5),
        uri: `xmpp:${encodeURI(occupantOf(cathy))}`,
      }),
    ),
    ...optional(said.thread !== null, element('thread', 'jabber:client', {}, said.thread ?? '')),
    ...optional(said.timer !== null, element('ephemeral', 'urn:xmpp:ephemeral:0', { timer: String(said.timer) })),
    ...optional(said.unstyled, element('unstyled', 'urn:xmpp:styling:0')),
    ...optional(said.extra === 'spoiler', element('spoiler', 'urn:xmpp:spoiler:0', {}, 'the end')),
    ...optional(
      said.extra === 'location',
      element(
        'geoloc',
        'http://jabber.org/protocol/geoloc',
        {},
        element('lat', 'http://jabber.org/protocol/geoloc', {}, '51.5'),
        element('lon', 'http://jabber.org/protocol/geoloc', {}, '-0.125'),
      ),
    ),
    ...optional(said.extra === 'subject', element('subject', 'jabber:client', {}, 'News')),
    element('origin-id', 'urn:xmpp:sid:0', { id: said.id }),
    element('active', 'http://jabber.org/protocol/chatstates'),
  ];
}

const measure = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null });

/** A file that somebody shares, as XEP-0446 describes it. */
export const fileSaid = fc.record({
  url: fc.constantFrom(...files),
  disposition: fc.constantFrom('inline', 'attachment'),
  name: fc.constantFrom('cat.png', 'año nuevo.pdf', 'a & b.txt', ''),
  desc: fc.constantFrom('', 'A photo of a cat', '猫'),
  width: measure,
  height: measure,
  length: measure,
});
export type FileSaid = typeof fileSaid extends fc.Arbitrary<infer Said> ? Said : never;

export function filePayload({ url, disposition, ...fields }: FileSaid): readonly XmlElement[] {
  const described = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => element(name, 'urn:xmpp:file:metadata:0', {}, String(value)));
  const source = element('url-data', 'http://jabber.org/protocol/url-data', { target: url });
  return [
    body(url),
    element('x', 'jabber:x:oob', {}, element('url', 'jabber:x:oob', {}, url)),
    element(
      'file-sharing',
      'urn:xmpp:sfs:0',
      { disposition },
      element('file', 'urn:xmpp:file:metadata:0', {}, ...described),
      element('sources', 'urn:xmpp:sfs:0', {}, source),
    ),
    element('fallback', 'urn:xmpp:fallback:0', { for: 'urn:xmpp:sfs:0' }, element('body', 'urn:xmpp:fallback:0')),
  ];
}

export const reactionSet = fc.uniqueArray(fc.constantFrom('👍', '❤️', '🥳', '👩🏽‍⚕️', 'ok'), { maxLength: 4 });

export const senders = fc.constantFrom(alice, bob, cathy);
