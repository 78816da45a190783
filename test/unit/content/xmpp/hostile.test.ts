import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeContent } from '../../../../src/content/index.ts';
import { draftsOfStanza, stanzasOf } from '../../../../src/content/xmpp/index.ts';
import type { XmlElement, XmppDeed } from '../../../../src/content/xmpp/index.ts';
import { ns } from '../../../../src/content/xmpp/namespaces.ts';
import { parsed, serialised } from '../../../../src/content/xmpp/original/xml-text.ts';
import { alice, bob, everything, externalFile } from '../support/matrix-room.ts';
import { message, part, plain, reasonOf, reply, several } from '../support/xmpp-talk.ts';
import { XmppRoom, body, element, stanzaOf } from '../support/xmpp-room.ts';

const names = [
  ...[
    'body',
    'subject',
    'thread',
    'reference',
    'reply',
    'fallback',
    'replace',
    'reactions',
    'reaction',
    'retract',
    'moderated',
  ],
  ...[
    'moderate',
    'apply-to',
    'file-sharing',
    'file',
    'sources',
    'url-data',
    'x',
    'url',
    'desc',
    'name',
    'media-type',
    'sticker',
  ],
  ...[
    'geoloc',
    'lat',
    'lon',
    'invite',
    'external',
    'propose',
    'displayed',
    'received',
    'spoiler',
    'markup',
    'span',
    'strong',
  ],
  ...[
    'html',
    'p',
    'a',
    'img',
    'ephemeral',
    'origin-id',
    'encrypted',
    'width',
    'length',
    'media-sharing',
    '__proto__',
    'constructor',
  ],
];
const attributes = [
  'id',
  'start',
  'end',
  'begin',
  'uri',
  'for',
  'target',
  'type',
  'disposition',
  'timer',
  'xml:lang',
  '__proto__',
  'href',
  'src',
];

const room = new XmppRoom();
const known = room.say(alice, message({ body: plain('known') }), 'known', 'known-id');
room.keepFile('https://upload.example.com/cat.png', externalFile('https://files.example.com/cat', 'image/png'));

const value = fc.oneof(
  fc.constantFrom(
    known.id,
    'known-id',
    '0',
    '5',
    '-1',
    '4294967295',
    '1e9',
    'NaN',
    'urn:xmpp:reply:0',
    'urn:xmpp:sfs:0',
    'mention',
    'data',
    'inline',
  ),
  fc.constantFrom(
    'https://upload.example.com/cat.png',
    'xmpp:bob@example.com',
    'xmpp:%',
    'javascript:alert(1)',
    'cid:0@local.invalid',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '*a* _b_ `c`',
    '> > > x',
    '```\n',
    '/me ',
    '\uD800',
    '\uFFFE0\uFFFF',
    '\u202E',
    '[x](javascript:y)',
    '<script>',
    'geo:1,2',
  ),
);
const attrs = fc.dictionary(fc.constantFrom(...attributes), value, { maxKeys: 4 });
const node = (depth: number): fc.Arbitrary<XmlElement | string> =>
  depth === 0 ? value : fc.oneof({ weight: 1, arbitrary: value }, { weight: 3, arbitrary: tree(depth) });
const tree = (depth: number): fc.Arbitrary<XmlElement> =>
  fc.record({
    name: fc.constantFrom(...names),
    ns: fc.constantFrom(...Object.values(ns)),
    attrs,
    children: fc.array(node(depth - 1), { maxLength: 4 }),
  });
const payload = fc.array(tree(4), { maxLength: 6 });

const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** What an XML stream carries without harm: no forbidden character anywhere, names that are names. */
function expectSendable(deeds: readonly XmppDeed[]): void {
  const visit = (one: XmlElement | string): void => {
    if (typeof one === 'string') {
      expect(illegal.test(one)).toBe(false);
      return;
    }
    expect(one.name).toMatch(/^[A-Za-z][\w-]*$/);
    for (const [name, text] of Object.entries(one.attrs)) {
      expect(name).toMatch(/^[a-z:-]+$/);
      expect(illegal.test(text)).toBe(false);
    }
    one.children.forEach(visit);
  };
  for (const deed of deeds) deed.payload.forEach(visit);
}

describe('what strangers send', () => {
  it('any tree of elements gives drafts that can be sent and shown, or a reason', () => {
    fc.assert(
      fc.property(
        payload,
        fc.constantFrom('groupchat', 'chat', 'error', 'set'),
        fc.constantFrom('message', 'iq'),
        (children, type, name) => {
          const stanza = { ...stanzaOf(bob, children, { type }), name };
          const drafts = draftsOfStanza(stanza, room);
          if ('reason' in drafts) {
            expect(drafts.text).not.toBe('');
            return;
          }
          for (const draft of drafts) {
            expect(encodeContent({ ...draft, salt: new Uint8Array(16) }).length).toBeGreaterThan(0);
            const said = { ...known, sender: bob, content: { ...draft, salt: new Uint8Array(16) } };
            expectSendable(stanzasOf(said, everything, room));
          }
          expect(drafts.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('any part is shown by elements that XML can carry', () => {
    const content = fc.oneof(
      value,
      fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets).toString('latin1')),
    );
    const types = [
      'text/plain',
      'text/markdown;variant=GFM-MIMI',
      'text/html',
      'application/vnd.mimi-gateway.xmpp-stanza+xml',
      'image/png',
      'application/mimi-message-status',
    ];
    const leaf = fc
      .tuple(fc.constantFrom(...types), content, fc.integer({ min: 0, max: 12 }))
      .map(([type, text, disposition]) => part(type, text, disposition));
    const parts = fc.oneof(
      leaf,
      fc
        .tuple(
          fc.constantFrom('process-all', 'choose-one', 'single-unit'),
          fc.array(leaf, { minLength: 2, maxLength: 5 }),
        )
        .map(([semantics, all]) => several(semantics, ...all)),
    );
    fc.assert(
      fc.property(parts, fc.boolean(), fc.boolean(), (all, replies, replaces) => {
        const draft = message({
          body: all,
          inReplyTo: replies ? known.id : null,
          replaces: replaces ? known.id : null,
        });
        expectSendable(
          stanzasOf({ ...known, sender: bob, content: { ...draft, salt: new Uint8Array(16) } }, everything, room),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('a nest of elements, and more of them than anybody sends, end in bounded time', () => {
    let deep: XmlElement = element('p', ns.xhtml);
    for (let level = 0; level < 20_000; level += 1) deep = element('p', ns.xhtml, {}, deep);
    const html = element('html', ns.xhtmlIm, {}, element('body', ns.xhtml, {}, deep));
    expect(reasonOf(room, stanzaOf(bob, [body('x'), html]))).toBe('1 messages');
    expect(reasonOf(room, stanzaOf(bob, [deep, body('x')]))).toBe('1 messages');
    const many = Array.from({ length: 100_000 }, () => reply(known.id));
    expect(reasonOf(room, stanzaOf(bob, [body('x'), ...many]))).toBe('1 messages');
    const spoiler = element('spoiler', ns.spoiler, {}, element('spoiler', ns.spoiler, {}, deep));
    expect(reasonOf(room, stanzaOf(bob, [body('x'), spoiler]))).toBe('1 messages');
  });

  it('an attribute of ten megabytes says nothing', () => {
    const huge = 'x'.repeat(10_000_000);
    const all = ['reply', 'replace', 'reference', 'origin-id'].map((name) =>
      element(name, ns.reply, { id: huge, uri: huge }),
    );
    expect(reasonOf(room, stanzaOf(bob, [body('x'), ...all, element('reply', ns.reply, { id: huge })]))).toBe(
      '1 messages',
    );
    expect(reasonOf(room, stanzaOf(bob, [body(huge)]))).toBe('too-big');
  });

  it('nobody can say something as somebody who is not in the room', () => {
    const stanza = { ...stanzaOf(bob, [body('x')]), attrs: { from: 'mallory@evil.example/x', type: 'groupchat' } };
    expect(reasonOf(room, stanza)).toBe('malformed');
  });
});

describe('the XML of originals', () => {
  it('CF-23: is read as it was written', () => {
    const simple: fc.Arbitrary<XmlElement> = fc.record({
      name: fc.constantFrom('a', 'b-c'),
      ns: fc.constantFrom('urn:a', 'urn:b'),
      attrs: fc.dictionary(fc.constantFrom('x', 'xml:lang'), fc.string({ unit: 'grapheme' }), { maxKeys: 2 }),
      children: fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { maxLength: 1 }),
    });
    const nested = fc
      .tuple(simple, fc.array(simple, { maxLength: 3 }))
      .map(([outer, inner]) => ({ ...outer, children: inner }));
    fc.assert(
      fc.property(nested, (one) => {
        const text = serialised(one);
        expect(text).not.toBeNull();
        const again = parsed(text ?? '');
        expect(again === null ? null : serialised(again)).toBe(text);
      }),
    );
  });

  it('CF-23: anything else is refused, or read without harm', () => {
    const pieces = fc.constantFrom(
      '<a',
      '<b>',
      '</a>',
      '/>',
      '>',
      " x='1'",
      " xmlns='u'",
      '&amp;',
      '&#10;',
      '&lol;',
      '<![CDATA[',
      '<!--',
      '<?x?>',
      'text',
      "'",
      '<',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const one = parsed(all.join(''));
        expect(one === null || serialised(one) !== null).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
