import { describe, expect, it } from 'vitest';
import { el } from '../../../../bridges/xmpp/xml/element.ts';
import { writeExtensions, knownExtensions } from '../../../../src/content/index.ts';
import { draftsOfStanza } from '../../../../src/content/xmpp/index.ts';
import { alice, bob, cathy, outsider, room as uri } from '../support/matrix-room.ts';
import {
  bodies,
  found,
  markdown,
  message,
  part,
  plain,
  reasonOf,
  saidIn,
  several,
  shown,
  textsOf,
} from '../support/xmpp-talk.ts';
import { XmppRoom, body, element, jidOf, occupantOf, stanzaOf } from '../support/xmpp-room.ts';

const room = new XmppRoom();
const said = (text: string, ...more: Parameters<typeof element>[4][]) =>
  saidIn(room, bob, body(text), ...more.filter((one) => typeof one !== 'string'));
const mention = (begin: number, end: number, target: string) =>
  element('reference', 'urn:xmpp:reference:0', {
    type: 'mention',
    begin: String(begin),
    end: String(end),
    uri: target,
  });
const html = (...children: Parameters<typeof element>[4][]) =>
  element(
    'html',
    'http://jabber.org/protocol/xhtml-im',
    {},
    element('body', 'http://www.w3.org/1999/xhtml', {}, ...children),
  );
const xhtml = (name: string, ...children: Parameters<typeof element>[4][]) =>
  element(name, 'http://www.w3.org/1999/xhtml', {}, ...children);

describe('elements of a stream', () => {
  it('CF-12: are read as they come from the network', () => {
    const client = 'jabber:client';
    const attrs = { from: jidOf(bob), type: 'groupchat', 'xml:lang': 'en' };
    const stanza = el(
      'message',
      client,
      attrs,
      el('body', client, {}, 'Hello'),
      el('body', client, { 'xml:lang': 'fr' }, 'Bonjour'),
    );
    expect(draftsOfStanza(stanza, room)).toMatchObject([{ body: { parts: [{ language: 'en' }, { language: 'fr' }] } }]);
  });
});

describe('plain text', () => {
  it.each(['one\ntwo\n\n\nfour  ', '👩🏽‍⚕️ and ❤️', 'שלום עולם', '  indented', '\ttab', 'a'.repeat(40_000)])(
    'FX-01: comes back as it was',
    (text) => {
      const draft = said(text);
      expect(textsOf(draft.body)).toEqual([text]);
      expect(bodies(shown(room, room.say(bob, draft)))).toEqual([text]);
    },
  );

  it('FX-01: what is too long for a stanza is split, and is the same text when put together', () => {
    const text = `${'word & "word" '.repeat(4_700)}🥧`;
    const draft = said(text);
    const deeds = shown(room, room.say(bob, draft));
    expect(bodies(deeds).join('')).toBe(text);
    expect(deeds.length).toBeGreaterThan(1);
    for (const one of bodies(deeds))
      expect(one.replaceAll('&', '&amp;').replaceAll('"', '&quot;').length).toBeLessThan(50_000);
  });

  it('FX-01: what is too long for a message is refused', () => {
    expect(reasonOf(room, stanzaOf(bob, [body('x'.repeat(200_000))]))).toBe('too-big');
  });

  it('what XML can not carry is replaced', () => {
    const deeds = shown(room, room.say(bob, message({ body: plain('a\u0000b\u001Bc\uFFFEd') })));
    expect(bodies(deeds)).toEqual(['a\uFFFDb\uFFFDc\uFFFDd']);
  });

  it('FX-03: `/me` is an emote, both ways', () => {
    const draft = said('/me waves');
    expect(knownExtensions(draft.extensions).kind).toBe('emote');
    expect(bodies(shown(room, room.say(bob, draft)))).toEqual(['/me waves']);
    expect(knownExtensions(said("/me's").extensions).kind).toBeNull();
    const bare = message({ body: plain('waves'), extensions: writeExtensions({ kind: 'emote' }) });
    expect(bodies(shown(room, room.say(bob, bare)))).toEqual(['/me waves']);
  });

  it('subjects, chat states and empty bodies say nothing', () => {
    const silent = [
      element('subject', 'jabber:client', {}, 'A new subject'),
      element('composing', 'http://jabber.org/protocol/chatstates'),
      body(''),
    ];
    for (const one of silent) expect(reasonOf(room, stanzaOf(bob, [one]))).toBe('nothing-said');
    expect(knownExtensions(said('x', element('subject', 'jabber:client', {}, 'News')).extensions).subject).toBe('News');
  });

  it('CF-10: the id of the client travels with the message', () => {
    const draft = said('x', element('origin-id', 'urn:xmpp:sid:0', { id: 'made-by-client' }));
    const { externalMessageId } = knownExtensions(draft.extensions);
    expect(externalMessageId).toEqual({ id: new Uint8Array(Buffer.from('made-by-client')), scope: 'chat.example.com' });
    expect(found(shown(room, room.say(bob, draft)), 'origin-id')[0]?.attrs.id).toBe('made-by-client');
  });

  it('CF-10: nobody from elsewhere gives a message the id of somebody of this network', () => {
    const room = new XmppRoom();
    const draft = said('x', element('origin-id', 'urn:xmpp:sid:0', { id: 'made-by-client' }));
    expect(found(shown(room, room.say(outsider, draft)), 'origin-id')).toEqual([]);
    const elsewhere = { id: Buffer.from('made-by-client'), scope: 'other.example.com' };
    const extensions = writeExtensions({ externalMessageId: elsewhere });
    expect(found(shown(room, room.say(bob, { ...draft, extensions })), 'origin-id')).toEqual([]);
  });

  it('encrypted messages are refused with a reason, whatever their body says', () => {
    const kinds = [
      element('encrypted', 'eu.siacs.conversations.axolotl'),
      element('encrypted', 'urn:xmpp:omemo:2'),
      element('openpgp', 'urn:xmpp:openpgp:0'),
      element('x', 'jabber:x:encrypted'),
      element('encryption', 'urn:xmpp:eme:0', { namespace: 'urn:xmpp:otr:0' }),
      body('?OTR?v23?'),
    ];
    for (const one of kinds) {
      expect(reasonOf(room, stanzaOf(bob, [one, body('I sent you an encrypted message.')]))).toBe('encrypted');
    }
  });
});

describe('formatted text', () => {
  it('FX-02 CF-16: styling is Markdown, and Markdown is styling with markup beside it', () => {
    const draft = said('*bold* _so_ ~not~ `x*y`\n> quoted');
    expect(textsOf(draft.body)).toEqual(['**bold** _so_ ~~not~~ `x*y`\n\n> quoted']);
    const deeds = shown(
      room,
      room.say(bob, message({ body: markdown('**bold** _so_ ~~not~~ `x*y`\n\n- one\n- two') })),
    );
    expect(bodies(deeds)[0]).toContain('*bold* _so_ ~not~ `x*y`');
    const spans = found(deeds, 'markup')[0]?.children.map((span) => (typeof span === 'string' ? span : span.children));
    expect(spans?.length).toBeGreaterThanOrEqual(4);
  });

  it('FX-02: a sender can turn styling off, and plain text of others is not styled', () => {
    const draft = said('2*3*4 *x*', element('unstyled', 'urn:xmpp:styling:0'));
    expect(textsOf(draft.body)).toEqual(['2*3*4 *x*']);
    expect(found(shown(room, room.say(bob, draft)), 'unstyled')).toHaveLength(1);
    expect(found(shown(room, room.say(bob, message({ body: plain('no stars') }))), 'unstyled')).toEqual([]);
  });

  it('FX-02: markup beside a body (XEP-0394) formats it', () => {
    const span = element(
      'span',
      'urn:xmpp:markup:0',
      { start: '9', end: '15' },
      element('strong', 'urn:xmpp:markup:0'),
    );
    const draft = said('There is really no reason', element('markup', 'urn:xmpp:markup:0', {}, span));
    expect(textsOf(draft.body)).toEqual(['There is **really** no reason']);
  });

  it('FX-02: XHTML is read where it says what the body says, and not where it says something else', () => {
    const same = said('Hello world', html(xhtml('p', 'Hello ', xhtml('strong', 'world'))));
    expect(textsOf(same.body)).toEqual(['Hello **world**']);
    const other = said('Hello world', html(xhtml('p', 'Send me your ', xhtml('strong', 'password'))));
    expect(textsOf(other.body)).toEqual(['Hello world']);
  });

  it('CF-17 FX-02: markup of other languages is text', () => {
    const text = '<script>alert(1)</script> <b>x</b> *y*';
    expect(bodies(shown(room, room.say(bob, said(text))))).toEqual([text]);
  });

  it('FX-28: readers without formatting get none', () => {
    const deeds = shown(room, room.say(bob, message({ body: markdown('**bold** _so_') })), { formatted: false });
    expect(bodies(deeds)).toEqual(['bold so']);
    expect(found(deeds, 'markup')).toEqual([]);
  });

  it('CF-12 CF-14: a body in each language, both ways', () => {
    const draft = saidIn(room, bob, body('Hello *you*', { 'xml:lang': 'en' }), body('Bonjour', { 'xml:lang': 'fr' }));
    expect(draft.body).toMatchObject({
      type: 'multi',
      semantics: 'choose-one',
      parts: [{ language: 'en' }, { language: 'fr' }],
    });
    const deeds = shown(room, room.say(bob, draft));
    expect(found(deeds, 'body').map(({ attrs }) => attrs['xml:lang'])).toEqual(['en', 'fr']);
    expect(bodies(deeds)).toEqual(['Hello *you*', 'Bonjour']);
  });

  it('CF-12: the language of the stanza is that of its body, and what is no language none', () => {
    const stanza = { ...stanzaOf(bob, [body('Hello')]), attrs: { from: jidOf(bob), 'xml:lang': 'en-GB' } };
    expect(saidIn(room, bob, body('Hello', { 'xml:lang': 'no language!' })).body.language).toBe('');
    expect(reasonOf(room, stanza)).toBe('1 messages');
  });

  it('CF-14 CF-24: of alternatives the best is shown, and a notice where they differ widely', () => {
    const both = several('choose-one', markdown('# Welcome!'), part('application/vnd.other', 'x'));
    expect(bodies(shown(room, room.say(bob, message({ body: both }))))).toEqual(['*Welcome!*']);
    const lie = several(
      'choose-one',
      markdown('Shall I reserve a room for the meeting?'),
      plain('Bob, I need the keys of her Ferrari'),
    );
    expect(bodies(shown(room, room.say(bob, message({ body: lie })))).join()).toContain(
      'Other members may see quite another text',
    );
  });

  it('CF-11 CF-13: unknown dispositions are shown, and parts of unknown types as a line', () => {
    expect(bodies(shown(room, room.say(bob, message({ body: plain('seen', 77) }))))).toEqual(['seen']);
    const all = several('process-all', plain('text'), part('application/x-unknown', 'abc'));
    expect(bodies(shown(room, room.say(bob, message({ body: all }))))).toEqual([
      'text\n[application/x-unknown, 3 bytes]',
    ]);
  });
});

describe('mentions (XEP-0372)', () => {
  const link = `[Cathy](${cathy})`;

  it('FX-04: a reference is a link to the user, also behind a quotation and emoji', () => {
    expect(textsOf(said('👍 Cathy?', mention(2, 7, `xmpp:${occupantOf(cathy)}`)).body)).toEqual([`👍 ${link}?`]);
    expect(textsOf(said('so Cathy', mention(3, 8, 'xmpp:cathy@example.com')).body)).toEqual([`so ${link}`]);
  });

  it('FX-04: a nick with a colon or comma at the start is a mention, as clients have always written it', () => {
    expect(textsOf(said('Cathy: hello').body)).toEqual([`${link}: hello`]);
    expect(textsOf(said('Nobody: hello').body)).toEqual(['Nobody: hello']);
    expect(textsOf(said('cathy said so').body)).toEqual(['cathy said so']);
  });

  it.each([
    [-1, 5, `xmpp:cathy@example.com`],
    [5, 2, 'xmpp:cathy@example.com'],
    [0, 500, 'xmpp:cathy@example.com'],
    [0, 4, 'xmpp:stranger@example.com'],
    [0, 4, 'xmpp:%E0%A4%A'],
    [0, 4, 'javascript:alert(1)'],
  ])('FX-04: a reference from %i to %i to %s is none', (begin, end, target) => {
    expect(textsOf(said('some text', mention(begin, end, target)).body)).toEqual(['some text']);
  });

  it('FX-04: names the user as the room does, whatever the sender called them, and says where', () => {
    const deeds = shown(room, room.say(bob, message({ body: markdown(`👍 ask [the boss](${alice}) now`) })));
    expect(bodies(deeds)).toEqual(['👍 ask Alice Smith now']);
    expect(found(deeds, 'reference')[0]?.attrs).toEqual({
      type: 'mention',
      begin: '6',
      end: '17',
      uri: 'xmpp:engineering_team@chat.example.com/Alice%20Smith',
    });
  });

  it('FX-04: somebody who is not in the room is a link', () => {
    const deeds = shown(room, room.say(bob, message({ body: markdown(`ask [Oscar](${outsider})`) })));
    expect(found(deeds, 'reference')).toEqual([]);
    expect(bodies(deeds).join()).toContain(outsider);
  });

  it('FX-04: a nick stands in somebody else’s message as a few words on a line', () => {
    const mentioning = (nick: string): string => {
      const talk = new XmppRoom();
      talk.calls(cathy, nick);
      return bodies(shown(talk, talk.say(bob, message({ body: markdown(`Thanks, [Cathy](${cathy})!`) })))).join();
    };
    expect(mentioning('Cathy\nI resign. \u202e💀')).toBe('Thanks, Cathy I resign. 💀!');
    expect(mentioning(`Cathy${'\u2800'.repeat(60)}\u2028I resign`)).toBe('Thanks, Cathy I resign!');
    expect(mentioning('x'.repeat(65))).toBe(`Thanks, ${'x'.repeat(63)}…!`);
    expect(mentioning('\u200b')).toContain(cathy);
  });

  it('FX-05: a mention of the room is its text, and FX-28: without mentions names are names', () => {
    expect(bodies(shown(room, room.say(bob, message({ body: markdown(`[@everybody](${uri}) hello`) }))))).toEqual([
      '@everybody hello',
    ]);
    const deeds = shown(room, room.say(bob, message({ body: markdown(`[Cathy](${cathy})`) })), { mentions: false });
    expect(bodies(deeds)).toEqual(['Cathy']);
    expect(found(deeds, 'reference')).toEqual([]);
  });

  it('FX-26: a link whose text claims another target shows the real one', () => {
    const deeds = shown(
      room,
      room.say(bob, message({ body: markdown('[https://bank.example](https://evil.example/x)') })),
    );
    expect(bodies(deeds).join()).toContain('https://evil.example/x');
    const script = shown(room, room.say(bob, message({ body: markdown('[click](javascript:alert(1))') })));
    expect(bodies(script)).toEqual(['click']);
  });
});
