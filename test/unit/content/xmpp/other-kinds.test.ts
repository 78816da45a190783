import { describe, expect, it } from 'vitest';
import { knownExtensions } from '../../../../src/content/index.ts';
import type { Part } from '../../../../src/content/index.ts';
import { messageStatuses } from '../../../../src/content/status/contract.ts';
import { decodeStatusReport, encodeStatusReport } from '../../../../src/content/status/status-report.ts';
import { xmppStanzaType } from '../../../../src/content/xmpp/index.ts';
import type { XmlElement } from '../../../../src/content/xmpp/index.ts';
import { alice, bob, externalFile } from '../support/matrix-room.ts';
import {
  bodies,
  found,
  message,
  part,
  plain,
  reasonOf,
  saidIn,
  several,
  shown,
  textsOf,
} from '../support/xmpp-talk.ts';
import { XmppRoom, body, element, jidOf, stanzaOf } from '../support/xmpp-room.ts';

const geoloc = (fields: Readonly<Record<string, string>>): XmlElement =>
  element(
    'geoloc',
    'http://jabber.org/protocol/geoloc',
    {},
    ...Object.entries(fields).map(([name, value]) => element(name, 'http://jabber.org/protocol/geoloc', {}, value)),
  );
const spoiler = (hint: string): XmlElement => element('spoiler', 'urn:xmpp:spoiler:0', {}, hint);

describe('calls (XEP-0482, XEP-0353)', () => {
  const invite = (...inside: readonly XmlElement[]) =>
    element('invite', 'urn:xmpp:call-invites:0', { video: 'true' }, ...inside);
  const external = (uri: string) => element('external', 'urn:xmpp:call-invites:0', { uri });
  const signal = (name: string) => element(name, 'urn:xmpp:call-invites:0', { id: 'x' });

  it('FX-22: a link to join is a session, both ways', () => {
    const room = new XmppRoom();
    const draft = saidIn(room, bob, body('Weekly'), invite(external('https://meet.example.com/weekly')));
    expect(draft.body).toMatchObject({
      type: 'external',
      disposition: 7,
      url: 'https://meet.example.com/weekly',
      description: 'Weekly',
    });
    const deeds = shown(room, room.say(bob, draft));
    expect(found(deeds, 'invite')[0]?.children).toMatchObject([
      { name: 'external', attrs: { uri: 'https://meet.example.com/weekly' } },
    ]);
    expect(bodies(deeds)).toEqual(['Weekly: https://meet.example.com/weekly']);
    expect(saidIn(room, bob, ...(deeds[0]?.payload ?? [])).body).toMatchObject({
      description: 'Weekly',
      disposition: 7,
    });
  });

  it('FX-22: several ways to join are alternatives, and links that are none are left out', () => {
    const ways = [external('https://meet.example.com/a'), external('tel:+12345678'), external('javascript:alert(1)')];
    expect(saidIn(new XmppRoom(), bob, invite(...ways)).body).toMatchObject({
      semantics: 'choose-one',
      parts: [{}, {}],
    });
  });

  it('FX-22: what can not be joined is a line', () => {
    const room = new XmppRoom();
    const session = saidIn(room, bob, invite(external('https://meet.example.com/a')));
    for (const url of ['javascript:alert(1)', 'mailto:a@b.example']) {
      const deeds = shown(room, room.say(bob, { ...session, body: { ...session.body, url } as Part }));
      expect(found(deeds, 'invite')).toEqual([]);
      expect(bodies(deeds).join()).toContain('Video call');
      expect(bodies(deeds).join()).not.toContain('javascript');
    }
  });

  it('FX-23 FX-24: a call that can not be joined from elsewhere is a notice', () => {
    const room = new XmppRoom();
    const propose = element('propose', 'urn:xmpp:jingle-message:0', { id: 'x' });
    const jingle = invite(element('jingle', 'urn:xmpp:call-invites:0', { sid: 'x' }));
    for (const one of [propose, jingle]) {
      const draft = saidIn(room, bob, one);
      expect(textsOf(draft.body).join()).toMatch(
        /^A (?:video )?call was started on XMPP\. It can not be joined from here\./,
      );
      expect(knownExtensions(draft.extensions).kind).toBe('notice');
    }
    expect(textsOf(saidIn(room, bob, signal('retract')).body)).toEqual(['The call was ended.']);
    for (const name of ['accept', 'reject', 'left'])
      expect(reasonOf(room, stanzaOf(bob, [signal(name)]))).toBe('nothing-said');
  });
});

describe('what MIMI has no form for', () => {
  it('CF-23 FX-27: a place is a line with a link that others read, and comes back to XMPP as a place', () => {
    const room = new XmppRoom();
    const place = geoloc({ lat: '51.5', lon: '-0.125', accuracy: '10', description: 'Big Ben' });
    const draft = saidIn(room, bob, place);
    expect(textsOf(draft.body)).toEqual(['Location: Big Ben, geo:51.5,-0.125;u=10']);
    const deeds = shown(room, room.say(bob, draft));
    expect(found(deeds, 'geoloc')).toEqual([place]);
    expect(bodies(deeds)).toEqual(['Location: Big Ben, geo:51.5,-0.125;u=10']);
  });

  it('FX-27: a place from elsewhere is a place, where the text names one', () => {
    const room = new XmppRoom();
    const placeIn = (text: string) => found(shown(room, room.say(bob, message({ body: plain(text) }))), 'geoloc');
    expect(placeIn('Big Ben (geo:51.5,-0.125)')).toEqual([geoloc({ lat: '51.5', lon: '-0.125' })]);
    for (const text of ['geo:91,0', 'geo:1,2 geo:3,4', 'geology: 1,2', 'no place']) expect(placeIn(text)).toEqual([]);
    expect(reasonOf(room, stanzaOf(bob, [geoloc({ lat: '91', lon: '0' })]))).toBe('nothing-said');
  });

  it('CF-23 FX-27: a spoiler warns its readers elsewhere, and hides the text again on XMPP', () => {
    const room = new XmppRoom();
    const draft = saidIn(room, bob, body('both of them die'), spoiler('Love story end'));
    expect(textsOf(draft.body)).toEqual(['[Spoiler: Love story end] both of them die']);
    const deeds = shown(room, room.say(bob, draft));
    expect(bodies(deeds)).toEqual(['both of them die']);
    expect(found(deeds, 'spoiler')[0]?.children).toEqual(['Love story end']);
  });

  it('CF-23: an original that says something else than everybody reads is not shown', () => {
    const room = new XmppRoom();
    const honest = saidIn(room, bob, body('yes'), spoiler('hint'));
    const [, original] = honest.body.type === 'multi' ? honest.body.parts : [];
    const lie = message({ body: several('choose-one', plain('no'), original as Part) });
    const deeds = shown(room, room.say(bob, lie));
    expect(bodies(deeds)[0]).toMatch(/^no/);
    expect(found(deeds, 'spoiler')).toEqual([]);
  });

  it.each([
    "<message xmlns='jabber:client'><body>yes</body><x xmlns='jabber:x:oob'><url>https://evil.example</url></x></message>",
    "<message xmlns='jabber:client'><body>yes</body><replace xmlns='urn:xmpp:message-correct:0' id='a'/></message>",
    '<!DOCTYPE x [<!ENTITY a "b">]><message xmlns=\'jabber:client\'><body>&a;</body></message>',
    "<message xmlns='jabber:client'><body>yes</message>",
    "<iq xmlns='jabber:client'/>",
    '<a>'.repeat(5000),
    '',
  ])('CF-23: %s is no original', (text) => {
    const room = new XmppRoom();
    const both = message({ body: several('choose-one', plain('yes'), part(xmppStanzaType, text)) });
    const [deed, ...others] = shown(room, room.say(bob, both));
    expect(others).toEqual([]);
    expect(deed?.payload.map(({ name }) => name)).toEqual(['body']);
    expect(bodies(deed ? [deed] : [])).toEqual(['yes']);
  });

  it('FX-27: a sticker is a picture that says what it means, and a sticker again on XMPP', () => {
    const room = new XmppRoom();
    const url = 'https://upload.example.com/kiss.png';
    room.keepFile(url, externalFile('https://files.example.com/kiss', 'image/png'));
    const sharing = element(
      'file-sharing',
      'urn:xmpp:sfs:0',
      {},
      element(
        'file',
        'urn:xmpp:file:metadata:0',
        {},
        element('media-type', 'urn:xmpp:file:metadata:0', {}, 'image/png'),
      ),
      element(
        'sources',
        'urn:xmpp:sfs:0',
        {},
        element('url-data', 'http://jabber.org/protocol/url-data', { target: url }),
      ),
    );
    const draft = saidIn(room, bob, body('😘'), element('sticker', 'urn:xmpp:stickers:0', { pack: 'EpRv28' }), sharing);
    const [picture] = draft.body.type === 'multi' ? draft.body.parts : [];
    expect(picture).toMatchObject({ type: 'external', description: '😘', disposition: 4 });
    const deeds = shown(room, room.say(bob, draft));
    expect(found(deeds, 'sticker')[0]?.attrs).toEqual({ pack: 'EpRv28' });
    expect(bodies(deeds)).toEqual([url]);
  });
});

describe('markers and receipts (XEP-0333, XEP-0184)', () => {
  const report = (body: Part) => (body.type === 'single' ? decodeStatusReport(body.content) : []);

  it('FX-25: a marker reports everything up to its message as read, each once', () => {
    const room = new XmppRoom();
    const ids = Array.from({ length: 50 }, (_, number) => room.say(alice, message({ body: plain(String(number)) })).id);
    if (ids[0]) room.hasRead(bob, ids[0]);
    const displayed = element('displayed', 'urn:xmpp:chat-markers:0', { id: ids[48] ?? '' });
    const draft = saidIn(room, bob, displayed);
    expect(draft.body).toMatchObject({ contentType: 'application/mimi-message-status' });
    expect(report(draft.body)).toEqual(ids.slice(1, 49).map((id) => ({ id, status: messageStatuses.read })));
    for (const id of ids) room.hasRead(bob, id);
    expect(reasonOf(room, stanzaOf(bob, [displayed]))).toBe('nothing-said');
  });

  it('FX-25: receipts count between two people only', () => {
    const room = new XmppRoom();
    const { id } = room.say(alice, message({ body: plain('x') }));
    const received = element('received', 'urn:xmpp:receipts', { id });
    expect(reasonOf(room, stanzaOf(bob, [received]))).toBe('nothing-said');
    const chat = { ...stanzaOf(bob, [received]), attrs: { type: 'chat', from: jidOf(bob) } };
    expect(reasonOf(room, chat)).toBe('1 messages');
  });

  it('FX-25: a report is a marker of the newest message that was read; other reports show nothing', () => {
    const room = new XmppRoom();
    const [one, two] = [room.say(alice, message({ body: plain('1') })), room.say(alice, message({ body: plain('2') }))];
    const shownReport = (entries: Parameters<typeof encodeStatusReport>[0]) => {
      const content = encodeStatusReport(entries);
      const contentType = 'application/mimi-message-status';
      return shown(
        room,
        room.say(bob, message({ body: { disposition: 0, language: '', type: 'single', contentType, content } })),
      );
    };
    const deeds = shownReport([
      { id: one.id, status: 2 },
      { id: two.id, status: 2 },
    ]);
    expect(deeds).toMatchObject([{ purpose: 'mark', payload: [{ name: 'displayed', attrs: { id: two.id } }] }]);
    expect(shownReport([{ id: one.id, status: 1 }])).toEqual([]);
    const broken = message({ body: part('application/mimi-message-status', 'x', 0) });
    expect(shown(room, room.say(bob, broken))).toEqual([]);
  });
});
