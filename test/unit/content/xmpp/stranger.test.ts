import { describe, expect, it } from 'vitest';
import { momentDraft, profileDraft } from '../../../../src/content/index.ts';
import type { Part } from '../../../../src/content/index.ts';
import { serialised } from '../../../../src/content/xmpp/original/xml-text.ts';
import { textIn } from '../../../../src/content/xmpp/element.ts';
import type { XmlElement, XmppDeed } from '../../../../src/content/xmpp/index.ts';
import { xmppStanzaType } from '../../../../src/content/xmpp/index.ts';
import { alice, bob, externalFile } from '../support/matrix-room.ts';
import { bodies, found, markdown, message, part, plain, several, shown } from '../support/xmpp-talk.ts';
import { XmppRoom, body, element } from '../support/xmpp-room.ts';

/** Octets that a server may count: all texts and attributes with their entities, and something for each element. */
function octetsOf(one: XmlElement | string): number {
  const escaped = (text: string): number => Buffer.byteLength(text.replaceAll(/[&<>"']/g, '&quot;'), 'utf8');
  if (typeof one === 'string') return escaped(one);
  const attrs = Object.entries(one.attrs).reduce((sum, [name, value]) => sum + name.length + escaped(value) + 4, 0);
  return one.children.reduce((sum, child) => sum + octetsOf(child), 2 * one.name.length + one.ns.length + attrs + 16);
}

const largest = (deeds: readonly XmppDeed[]): number =>
  Math.max(...deeds.map(({ payload }) => payload.reduce((sum, one) => sum + octetsOf(one), 0)));

/** What a server takes by default, less what the room adds. */
const limit = 128 * 1024;

const reactionOf = (...texts: readonly string[]): Part => {
  const [first = '', ...others] = texts;
  if (others.length === 0) return plain(first, 2);
  return { ...several('process-all', ...texts.map((text) => plain(text, 2))), disposition: 2 };
};

describe('stanzas that a server would end the stream for', () => {
  it('FX-08 FX-09: a reaction that is no sign, and more of them than a set has room for, are said', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    const long = room.say(bob, message({ body: reactionOf('&'.repeat(100_000)), inReplyTo: target.id }));
    const said = shown(room, long);
    expect(found(said, 'reactions')).toEqual([]);
    expect(bodies(said)).toEqual([`Reaction: ${'&'.repeat(63)}…`]);
    const texts = Array.from({ length: 300 }, (_, number) => `${number}`.padEnd(100, '&'));
    const many = shown(room, room.say(bob, message({ body: reactionOf(...texts), inReplyTo: target.id })));
    expect(found(many, 'reactions').map(({ children }) => children.length)).toEqual([64]);
    expect(bodies(many)[0]?.split('\n')).toHaveLength(65);
    expect(largest(many)).toBeLessThan(limit);
  });

  it('FX-22: a call with a long description is a line, and so are more calls than anybody makes', () => {
    const room = new XmppRoom();
    const call = (description: string): Part => ({
      ...{ type: 'external', disposition: 7, language: '' },
      ...{ ...externalFile('https://meet.example/x', ''), description },
    });
    const long = shown(room, room.say(alice, message({ body: call('&'.repeat(200_000)) })));
    expect(found(long, 'invite')).toEqual([]);
    expect(largest(long)).toBeLessThan(limit);
    const many = Array.from({ length: 100 }, () => call('Stand-up'));
    expect(
      found(shown(room, room.say(alice, message({ body: several('process-all', ...many) }))), 'invite'),
    ).toHaveLength(8);
  });

  it('FX-18: a file with a long description is a file and a text; of very many files some are lines', () => {
    const room = new XmppRoom();
    const file = (description: string): Part => ({
      ...{ type: 'external', disposition: 6, language: '' },
      ...{ ...externalFile('https://files.example/x', 'image/png'), description },
    });
    room.keepFile('https://upload.example.com/x', externalFile('https://files.example/x', 'image/png'));
    const long = shown(room, room.say(alice, message({ body: file('&'.repeat(200_000)) })));
    expect(largest(long)).toBeLessThan(limit);
    expect(bodies(long).join('')).toContain('&'.repeat(200_000));
    const many = Array.from({ length: 200 }, () => file(''));
    const deeds = shown(room, room.say(alice, message({ body: several('process-all', ...many) })));
    expect(found(deeds, 'file-sharing')).toHaveLength(50);
    expect(deeds).toHaveLength(51);
  });

  it('CF-12: a text in another language is left out where it is too long as XML', () => {
    const room = new XmppRoom();
    const english = part('text/plain', 'well', 1, 'en');
    const german = part('text/plain', '&'.repeat(40_000), 1, 'de');
    const deeds = shown(room, room.say(alice, message({ body: several('choose-one', english, german) })));
    expect(largest(deeds)).toBeLessThan(limit);
  });
});

describe('what says nothing to the room', () => {
  it('CF-11: profiles and what somebody is just doing are shown to nobody', () => {
    const room = new XmppRoom();
    expect(shown(room, room.say(alice, profileDraft({ name: 'Alice', icon: null })))).toEqual([]);
    const typing = momentDraft([{ kind: 'typing', value: 'active' }], 1_800_000_000_000);
    expect(shown(room, room.say(alice, typing))).toEqual([]);
  });

  it('CF-11: a profile beside a text is no line of it, and none beside nothing', () => {
    const room = new XmppRoom();
    const profile = part('text/vcard', 'BEGIN:VCARD', 3);
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    const both = several('process-all', plain('hello'), profile);
    expect(bodies(shown(room, room.say(alice, message({ body: both }))))).toEqual(['hello']);
    const said = room.say(alice, message({ body: plain('hello') }));
    const aside = several('process-all', profile, nothing);
    expect(shown(room, room.say(alice, message({ body: aside })))).toEqual([]);
    expect(shown(room, room.say(alice, message({ body: aside, replaces: said.id })))).toEqual([]);
  });

  it('CF-14 FX-14: several parts that are all nothing are a deletion', () => {
    const room = new XmppRoom();
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    const said = room.say(alice, message({ body: plain('secret') }));
    const body = several('process-all', nothing, several('choose-one', nothing, nothing));
    expect(shown(room, room.say(alice, message({ body, replaces: said.id }))).map(({ purpose }) => purpose)).toEqual([
      'retract',
    ]);
    expect(shown(room, room.say(alice, message({ body })))).toEqual([]);
  });
});

describe('one thing for XMPP and another for everybody else', () => {
  const original = (...children: readonly XmlElement[]): Part =>
    part(xmppStanzaType, serialised(element('message', 'jabber:client', {}, ...children)) ?? '');
  const place = (lat: string, lon: string): XmlElement =>
    element(
      'geoloc',
      'http://jabber.org/protocol/geoloc',
      {},
      element('lat', 'http://jabber.org/protocol/geoloc', {}, lat),
      element('lon', 'http://jabber.org/protocol/geoloc', {}, lon),
    );

  it('CF-23 CF-24: an original brings no other place than the text names', () => {
    const room = new XmppRoom();
    const text = 'I am at geo:1,2';
    const said = several('choose-one', plain(text), original(body(text), place('50', '60')));
    const [shownPlace, ...others] = found(shown(room, room.say(alice, message({ body: said }))), 'geoloc');
    expect(others).toEqual([]);
    expect(shownPlace?.children.map((one) => (typeof one === 'string' ? one : textIn(one)))).toEqual(['1', '2']);
  });

  it('CF-23 CF-24: an original brings no blank body before the one that says something', () => {
    const room = new XmppRoom();
    const german = (text: string): Part => part('text/plain;charset=utf-8', text, 1, 'de');
    const stanza = original(
      body(' ', { 'xml:lang': 'en' }),
      body('Ich kündige', { 'xml:lang': 'de' }),
      element('spoiler', 'urn:xmpp:spoiler:0'),
    );
    const said = several('choose-one', german('[Spoiler] Ich kündige'), stanza);
    const deeds = shown(room, room.say(alice, message({ body: said })));
    expect(bodies(deeds)).toEqual(['[Spoiler] Ich kündige']);
  });

  it('FX-04: line ends of another kind move no mention to other words', () => {
    const room = new XmppRoom();
    const draft = message({ body: markdown(`one\r\ntwo\r\n\r\n\\# [Bob](${bob}) did it`) });
    const odd = message({ body: several('process-all', plain('a\r\nb\r\nc'), draft.body) });
    const deeds = shown(room, room.say(alice, odd));
    const [text = ''] = bodies(deeds);
    expect(text).not.toContain('\r');
    const [reference] = found(deeds, 'reference');
    const [begin, end] = [Number(reference?.attrs['begin']), Number(reference?.attrs['end'])];
    expect(Array.from(text).slice(begin, end).join('')).toBe('Bob');
  });
});
