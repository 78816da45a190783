import { describe, expect, it } from 'vitest';
import { matrixEventType } from '../../../../src/content/matrix/index.ts';
import type { Part } from '../../../../src/content/index.ts';
import { externalFile } from '../support/matrix-room.ts';
import { MatrixTalk, multi, plain, single, textOf } from '../support/matrix-talk.ts';

const noMentions = { 'm.mentions': {} };
const uri = 'geo:51.5008,-0.1247;u=35';
const location = {
  msgtype: 'm.location',
  body: 'Big Ben',
  geo_uri: uri,
  'org.matrix.msc3488.location': { uri, description: 'Big Ben' },
  'org.matrix.msc3488.asset': { type: 'm.pin' },
  'org.matrix.msc3488.ts': 1_700_000_000_000,
  ...noMentions,
};
const unstablePoll = {
  'org.matrix.msc3381.poll.start': {
    kind: 'org.matrix.msc3381.poll.undisclosed',
    max_selections: 1,
    question: { 'org.matrix.msc1767.text': 'Where?', body: 'Where?', msgtype: 'm.text' },
    answers: [
      { id: 'a', 'org.matrix.msc1767.text': 'Here' },
      { id: 'b', 'org.matrix.msc1767.text': 'There' },
    ],
  },
  'org.matrix.msc1767.text': 'Where?\n1. Here\n2. There',
  ...noMentions,
};
const stablePoll = {
  'm.poll': {
    kind: 'm.disclosed',
    max_selections: 2,
    question: { 'm.text': [{ body: 'Where?' }] },
    answers: [
      { 'm.id': 'a', 'm.text': [{ body: 'Here' }] },
      { 'm.id': 'b', 'm.text': [{ body: 'There' }] },
    ],
  },
  'm.text': [{ body: 'Where?\n1. Here\n2. There', mimetype: 'text/plain' }],
  ...noMentions,
};
const sticker = {
  body: 'a dancing cat',
  url: 'mxc://example.com/cat.png',
  info: { w: 128, h: 128, mimetype: 'image/png', size: 1000, 'xyz.amorgan.blurhash': 'LKO2' },
  ...noMentions,
};

const baselineOf = (content: unknown, type: string): string => {
  const draft = new MatrixTalk().drafted(content, type);
  if ('reason' in draft) return draft.reason;
  return draft.body.type === 'multi' ? textOf(draft.body.parts[0] as Part) : textOf(draft.body);
};

const beside = (baseline: Part, type: string, content: unknown): Part =>
  multi('choose-one', baseline, single(matrixEventType, JSON.stringify({ type, content })));

describe('kinds of Matrix events that MIMI has no form for', () => {
  it('FX-27: each is readable for everybody', () => {
    expect(baselineOf(location, 'm.room.message')).toBe(`Location: Big Ben: ${uri}`);
    expect(baselineOf(unstablePoll, 'org.matrix.msc3381.poll.start')).toBe('Poll: Where?\n1. Here\n2. There');
    expect(baselineOf(stablePoll, 'm.poll.start')).toBe('Poll: Where?\n1. Here\n2. There');
    expect(baselineOf(sticker, 'm.sticker')).toBe('<https://files.example.com/cat.png>');
  });

  it.each([
    ['m.room.message', location],
    ['org.matrix.msc3381.poll.start', unstablePoll],
    ['m.poll.start', stablePoll],
    ['m.sticker', sticker],
  ])('CF-23 FX-27: %s comes back as it was', (type, content) => {
    expect(new MatrixTalk().returned(content, type)).toEqual([{ do: 'send', type, content }]);
  });

  it('FX-27: votes are counted where the poll is shown, and said nowhere', () => {
    const vote = { 'm.relates_to': { rel_type: 'm.reference', event_id: '$poll' }, 'm.selections': ['a'] };
    expect(new MatrixTalk().drafted(vote, 'm.poll.response')).toMatchObject({ reason: 'nothing-said' });
    const end = { 'm.text': [{ body: 'The poll has ended. Top answer: Here' }], 'm.poll.results': {} };
    expect(baselineOf(end, 'm.poll.end')).toBe('The poll has ended. Top answer: Here');
  });

  it('CF-23: an original that says something else is not shown', () => {
    const shown = (said: string, type: string, content: unknown) =>
      new MatrixTalk().shown(beside(plain(said), type, content)).deeds;
    const place = `Location: Big Ben: ${uri}`;
    const asText = (body: string) => [
      { do: 'send', type: 'm.room.message', content: { msgtype: 'm.text', body, ...noMentions } },
    ];
    expect(shown(place, 'm.room.message', location)).toMatchObject([{ content: { msgtype: 'm.location' } }]);
    const otherPlaces = [
      { ...location, geo_uri: 'geo:0,0' },
      { ...location, body: 'the bank, at midnight' },
      { ...location, body: 'Ben' },
      { ...location, 'm.location': { uri: 'geo:1,1' } },
      { ...location, 'org.matrix.msc1767.text': 'come alone' },
      { ...location, body: undefined },
    ];
    for (const content of otherPlaces) expect(shown(place, 'm.room.message', content)).toEqual(asText(place));
    const poll = 'Poll: Where?\n1. Here\n2. There';
    expect(shown(poll, 'm.poll.start', stablePoll)).toMatchObject([{ type: 'm.poll.start' }]);
    const otherPolls = [
      { ...stablePoll, 'm.text': [{ body: 'Vote for Mallory' }] },
      { ...stablePoll, 'm.poll': { ...stablePoll['m.poll'], answers: [] } },
      {
        ...stablePoll,
        'm.poll': { ...stablePoll['m.poll'], question: { 'm.text': [{ body: 'Where?' }], body: 'Who pays?' } },
      },
    ];
    for (const content of otherPolls) expect(shown(poll, 'm.poll.start', content)).toEqual(asText(poll));
  });

  it('CF-23: nothing but the known fields of a known kind comes out of an original', () => {
    const place = plain(`Location: Big Ben: ${uri}`);
    const smuggled = {
      ...location,
      'm.mentions': { room: true, user_ids: ['@bob:example.com'] },
      format: 'org.matrix.custom.html',
      formatted_body: '<a href="https://evil.example">x</a>',
      'm.relates_to': { rel_type: 'm.replace', event_id: '$other' },
      'm.new_content': { body: 'x' },
    };
    expect(new MatrixTalk().shown(beside(place, 'm.room.message', smuggled)).contents).toEqual([location]);
    const redaction = beside(plain('hello'), 'm.room.redaction', { redacts: '$other' });
    expect(new MatrixTalk().shown(redaction).contents).toEqual([{ msgtype: 'm.text', body: 'hello', ...noMentions }]);
    const html = beside(plain('hello'), 'm.room.message', {
      msgtype: 'm.text',
      body: 'bye',
      format: 'x',
      formatted_body: '<b>',
    });
    expect(new MatrixTalk().shown(html).contents).toEqual([{ msgtype: 'm.text', body: 'hello', ...noMentions }]);
  });

  it('CF-23: the file, its name and what is said of it come from the baseline', () => {
    const file: Part = {
      disposition: 4,
      language: '',
      type: 'external',
      ...externalFile('https://files.example.com/cat.png', 'image/png'),
      description: 'a dancing cat',
    };
    const other = {
      body: 'Mallory',
      url: 'mxc://evil.example/x',
      info: { size: 1, thumbnail_url: 'mxc://evil.example/y' },
    };
    expect(new MatrixTalk().shown(beside(file, 'm.sticker', other)).deeds).toEqual([
      {
        do: 'send',
        type: 'm.sticker',
        content: {
          body: 'a dancing cat',
          url: 'mxc://example.com/cat.png',
          info: { mimetype: 'image/png', size: 1000 },
          ...noMentions,
        },
      },
    ]);
    const asVideo = new MatrixTalk().shown(
      beside(file, 'm.room.message', { msgtype: 'm.video', 'org.matrix.msc3245.voice': {} }),
    );
    expect(asVideo.contents).toMatchObject([{ msgtype: 'm.image' }]);
    expect(asVideo.contents[0]).not.toHaveProperty('org.matrix.msc3245.voice');
  });

  it('CF-23: what is said with a sticker is not lost for its being one', () => {
    const picture: Part = {
      disposition: 4,
      language: '',
      type: 'external',
      ...externalFile('https://files.example.com/cat.png', 'image/png'),
    };
    const body = multi(
      'choose-one',
      multi('process-all', plain('look at this'), picture),
      single(matrixEventType, JSON.stringify({ type: 'm.sticker', content: sticker })),
    );
    expect(new MatrixTalk().shown(body).deeds).toMatchObject([
      { type: 'm.room.message', content: { msgtype: 'm.image', body: 'look at this' } },
    ]);
  });

  it('CF-23: what is no original is left alone', () => {
    const broken = [
      '',
      '{',
      '[]',
      'null',
      '"text"',
      '{"type":7}',
      '{"type":"m.sticker","content":[]}',
      'x'.repeat(20_000),
      '['.repeat(16_000),
    ];
    for (const octets of broken) {
      const body = multi('choose-one', plain('hello'), single(matrixEventType, octets));
      expect(new MatrixTalk().shown(body).contents).toEqual([{ msgtype: 'm.text', body: 'hello', ...noMentions }]);
    }
  });

  it('CF-23: an edit or a reply of a restored event has the baseline’s form or its own relation', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said({ msgtype: 'm.text', body: 'where?' });
    const body = beside(plain(`Location: Big Ben: ${uri}`), 'm.room.message', location);
    expect(talk.shown(body, { inReplyTo: message.id }).contents).toEqual([
      { ...location, 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } },
    ]);
    expect(talk.shown(body, { replaces: message.id }).contents).toMatchObject([
      { msgtype: 'm.text', 'm.new_content': { msgtype: 'm.text' } },
    ]);
  });
});

describe('edits of kinds that MIMI has no form for', () => {
  const replacing = (eventId: string, content: object): object => ({
    ...content,
    'm.new_content': content,
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  });

  it('FX-11 FX-27: an edited poll is a poll, and replaces the first one', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(stablePoll, 'm.poll.start');
    const poll = { ...stablePoll['m.poll'], question: { 'm.text': [{ body: 'When?' }] } };
    const edited = { ...stablePoll, 'm.poll': poll, 'm.text': [{ body: 'When?' }] };
    expect(talk.returned(replacing(eventId, edited), 'm.poll.start')).toEqual([
      { do: 'send', type: 'm.poll.start', content: { ...replacing(eventId, edited) } },
    ]);
  });

  it.each([
    ['m.poll.start', stablePoll],
    ['m.sticker', sticker],
  ])('FX-13 FX-27: an edit that makes a text of %s is said, for no client would take it', (type, content) => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(content, type);
    expect(talk.shown(plain('never mind'), { replaces: message.id }).deeds).toEqual([
      {
        do: 'send',
        type: 'm.room.message',
        content: {
          msgtype: 'm.text',
          body: 'Edited:\nnever mind',
          ...noMentions,
          'm.relates_to': { 'm.in_reply_to': { event_id: eventId } },
        },
      },
    ]);
  });

  it('FX-27: a text is no sticker because of its edit', () => {
    const talk = new MatrixTalk();
    const { message } = talk.said({ msgtype: 'm.text', body: 'a cat' });
    const file = { type: 'external' as const, ...externalFile('https://files.example.com/cat.png', 'image/png') };
    const body = beside({ disposition: 4, language: '', ...file }, 'm.sticker', sticker);
    expect(talk.shown(body, { replaces: message.id }).deeds).toMatchObject([
      { type: 'm.room.message', content: { 'm.new_content': { msgtype: 'm.image' } } },
    ]);
  });

  it('FX-12: what Matrix shows to nobody as an edit is one nowhere', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(sticker, 'm.sticker');
    const edit = replacing(eventId, { msgtype: 'm.text', body: 'a cat' });
    expect(talk.drafted(edit)).toMatchObject({ reason: 'malformed' });
    expect(talk.drafted(replacing(eventId, sticker), 'm.sticker')).toHaveProperty('replaces');
  });
});
