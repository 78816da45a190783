import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtensionKey, MimiContent, Part, Showable } from '../../../../src/content/index.ts';
import { draftsOfMatrixEvent, matrixEventsOf, matrixEventType } from '../../../../src/content/matrix/index.ts';
import type { MatrixDeed } from '../../../../src/content/matrix/index.ts';
import { eventTypes, jsonKeys, jsonWords } from '../../../fuzz/matrix-words.ts';
import { clearFile } from '../support/clear-file.ts';
import { alice, bob, everything, MatrixRoom, mxidOf } from '../support/matrix-room.ts';
import { MatrixTalk, multi, plain, single } from '../support/matrix-talk.ts';

/** Any JSON, of the words that mean something in an event. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(...jsonWords, null, true, false, 0, -1, 1.5, 2 ** 53, 1e300),
    fc.string({ maxLength: 30, unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...jsonKeys), tie('value')), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

const parsed = (text: string): unknown => JSON.parse(text) as unknown;

function roomOfTwo(): MatrixRoom {
  const talk = new MatrixTalk();
  talk.said({ msgtype: 'm.text', body: 'one' });
  talk.said({ msgtype: 'm.text', body: 'two' }, 'm.room.message', bob);
  talk.room.shows(talk.said({ msgtype: 'm.text', body: 'a' }).message.id, '$one');
  talk.room.shows(talk.said({ msgtype: 'm.text', body: 'b' }, 'm.room.message', bob).message.id, '$two');
  return talk.room;
}

/** What every homeserver takes: canonical JSON of a size, without anything that acts. */
function expectSound(deeds: readonly MatrixDeed[]): void {
  for (const deed of deeds) {
    if (deed.do !== 'send') continue;
    expect(Buffer.byteLength(JSON.stringify(deed.content))).toBeLessThan(62_000);
    const html = typeof deed.content.formatted_body === 'string' ? deed.content.formatted_body : '';
    expect(html).not.toMatch(
      /<script|<style|<iframe|\son\w+="|javascript:|(?:src|href)="(?!mxc:|https?:|mailto:|xmpp:|mimi:|matrix:|geo:|sips?:|tel:)/i,
    );
    JSON.stringify(deed.content, (_, value: unknown) => {
      if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
      if (typeof value === 'string') expect(value.isWellFormed() && !value.includes('\0')).toBe(true);
      return value;
    });
  }
}

describe('whatever a stranger sends', () => {
  it('FX-28: any JSON as a content gives drafts or a reason, and drafts can be sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...eventTypes), json, (type, content) => {
        const room = roomOfTwo();
        const drafted = draftsOfMatrixEvent({ type, content, sender: mxidOf(alice), eventId: '$x' }, room);
        if ('reason' in drafted) {
          expect(drafted.text).not.toBe('');
          return;
        }
        for (const draft of drafted) expectSound(matrixEventsOf(room.say(alice, draft), everything, room));
      }),
      { numRuns: 3000 },
    );
  });

  it('FX-28: keys of prototypes are keys like any other', () => {
    const talk = new MatrixTalk();
    const content = parsed(
      '{"msgtype":"constructor","body":"x","__proto__":{"format":"org.matrix.custom.html"},"m.mentions":{"__proto__":1}}',
    );
    expect(talk.drafted(content)).toMatchObject({ body: { type: 'single' } });
    expect(
      talk.drafted(parsed('{"m.relates_to":{"rel_type":"toString","event_id":"$one"},"msgtype":"m.text","body":"x"}')),
    ).toHaveProperty('body');
    expect(talk.drafted(Object.create({ msgtype: 'm.text', body: 'inherited' }))).toMatchObject({
      reason: 'nothing-said',
    });
  });

  const bombs: readonly (readonly [string, unknown])[] = [
    ['deep JSON', parsed(`${'{"m.new_content":'.repeat(5000)}1${'}'.repeat(5000)}`)],
    [
      'deep lists',
      parsed(`{"msgtype":"m.text","body":"x","m.mentions":{"user_ids":${'['.repeat(5000)}${']'.repeat(5000)}}}`),
    ],
    ['a big body', { msgtype: 'm.text', body: 'x'.repeat(10_000_000) }],
    [
      'big HTML',
      { msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html', formatted_body: '<b>'.repeat(3_000_000) },
    ],
    [
      'many entities',
      { msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html', formatted_body: '&amp;'.repeat(13_000) },
    ],
    [
      'many pictures',
      {
        msgtype: 'm.text',
        body: 'x',
        format: 'org.matrix.custom.html',
        formatted_body: '<img src="mxc://example.com/a.png">'.repeat(1800),
      },
    ],
    [
      'many mentions',
      {
        msgtype: 'm.text',
        body: 'Bob '.repeat(16_000),
        'm.mentions': { user_ids: new Array(100_000).fill('@bob:example.com') },
      },
    ],
    [
      'many names',
      {
        msgtype: 'm.text',
        body: '@'.repeat(65_000),
        'm.mentions': { user_ids: ['@alice:example.com', '@bob:example.com'], room: true },
      },
    ],
    [
      'a long quotation',
      {
        msgtype: 'm.text',
        body: `> <@a:b>\n${'>\n'.repeat(30_000)}`,
        'm.relates_to': { 'm.in_reply_to': { event_id: '$one' } },
      },
    ],
    [
      'a long name beside',
      { msgtype: 'm.image', body: 'x', filename: '/'.repeat(10_000_000), url: 'mxc://example.com/a.png' },
    ],
    ['a long name', { msgtype: 'm.image', body: 'x'.repeat(60_000), url: 'mxc://example.com/a.png' }],
    [
      'a long caption',
      { msgtype: 'm.image', body: 'y '.repeat(30_000), filename: 'a.png', url: 'mxc://example.com/a.png' },
    ],
  ];
  it.each(bombs)('FX-28: %s', (_, content) => {
    const room = roomOfTwo();
    const drafted = draftsOfMatrixEvent(
      { type: 'm.room.message', content, sender: mxidOf(alice), eventId: '$x' },
      room,
    );
    expect('reason' in drafted || drafted.length === 1).toBe(true);
    if ('reason' in drafted) return;
    for (const draft of drafted) expectSound(matrixEventsOf(room.say(alice, draft), everything, room));
  });
});

const octets = fc.oneof(
  fc
    .constantFrom(...jsonWords, '# a\n\n* b\n* c', '| a |\n| - |\n| b |', '![x](cid:2@local.invalid)', `[x](${alice})`)
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }),
  json.map((content) => Buffer.from(JSON.stringify({ type: 'm.room.message', content }))),
);
const contentType = fc.constantFrom(
  ...['text/plain;charset=utf-8', 'text/plain', 'text/markdown;variant=GFM-MIMI', 'text/html'],
  ...['image/png', 'image/svg+xml', 'audio/ogg', 'application/octet-stream', 'nonsense', '', matrixEventType],
);
const url = fc.constantFrom(
  'https://files.example.com/a.png',
  'javascript:alert(1)',
  'https://x.example/y',
  'cid:1@local.invalid',
  '',
);
const disposition = fc.integer({ min: 0, max: 255 }).map((value) => (value < 200 ? value % 10 : value));

const parts = fc.letrec<{ part: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    disposition.map((value): Part => ({ disposition: value, language: '', type: 'null' })),
    fc
      .record({ disposition, contentType, content: octets })
      .map((part): Part => ({ ...part, language: '', type: 'single' })),
    fc
      .record({
        disposition,
        contentType,
        url,
        size: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        description: fc.constantFrom(...jsonWords),
        filename: fc.constantFrom(...jsonWords),
      })
      .map((part): Part => ({ ...clearFile(part), disposition: part.disposition, language: 'en', type: 'external' })),
    fc
      .record({
        disposition,
        semantics: fc.constantFrom('choose-one' as const, 'single-unit' as const, 'process-all' as const),
        parts: fc.array(tie('part'), { minLength: 2, maxLength: 4 }),
      })
      .map((part): Part => ({ ...part, language: '', type: 'multi' })),
  ),
})).part;

const showables: fc.Arbitrary<Showable> = fc.record({
  formatted: fc.boolean(),
  mentions: fc.boolean(),
  replies: fc.boolean(),
  threads: fc.boolean(),
  edits: fc.boolean(),
  deletions: fc.boolean(),
  reactions: fc.boolean(),
  files: fc.boolean(),
  expiry: fc.boolean(),
});

describe('whatever another provider sends', () => {
  it('FX-28 CF-11 CF-13: any parts, dispositions and relations are shown soundly', () => {
    const extension = fc.constantFrom<readonly [ExtensionKey, Uint8Array]>(
      ['av_metadata', Uint8Array.of(0x80)],
      ['mimi-gateway.kind', Uint8Array.of(0x65, ...Buffer.from('emote'))],
      ['mimi-gateway.voice', Uint8Array.of(0x81, 0x00)],
      ['mimi-gateway.reason', Uint8Array.of(0x64, ...Buffer.from('spam'))],
      [77, Uint8Array.of(0xf5)],
    );
    const related = fc.constantFrom('none', 'first', 'second', 'unknown');
    const message = fc.record({
      body: parts,
      extensions: fc.array(extension),
      replaces: related,
      inReplyTo: related,
      topic: related,
    });
    fc.assert(
      fc.property(message, showables, (said, showable) => {
        const room = roomOfTwo();
        const first = room.messageOf('$one')?.id ?? null;
        const second = room.messageOf('$two')?.id ?? null;
        const unknown = new MatrixTalk().said({ msgtype: 'm.text', body: 'elsewhere' }).message.id;
        const ids = { none: null, first, second, unknown };
        const content: MimiContent = {
          salt: new Uint8Array(16),
          replaces: ids[said.replaces],
          inReplyTo: ids[said.inReplyTo],
          topicId: said.topic === 'none' ? new Uint8Array() : Buffer.from(said.topic),
          expires: null,
          extensions: new Map(said.extensions),
          body: said.body,
        };
        const id = first ?? unknown;
        const deeds = matrixEventsOf({ id, sender: alice, room: room.room, acceptedAt: 0, content }, showable, room);
        expectSound(deeds);
      }),
      { numRuns: 3000 },
    );
  });

  it('FX-02 FX-28: what costs too much to read is shown as it was written', () => {
    for (const text of ['[', '*a ', '_', '> ', '![', '`', '| ', '- \n  '].map((piece) =>
      piece.repeat(60_000 / piece.length),
    )) {
      for (const type of ['text/markdown;variant=GFM-MIMI', 'text/html']) {
        const { deeds } = new MatrixTalk().shown(single(type, text));
        expectSound(deeds);
        expect(deeds.length).toBeGreaterThan(0);
      }
    }
  });

  it('FX-28: a poll that says more than a message can is refused', () => {
    const answers = Array.from({ length: 20 }, () => ({ 'm.text': [{ body: 'y'.repeat(60_000) }] }));
    const poll = { question: { 'm.text': [{ body: 'x'.repeat(60_000) }] }, answers };
    expect(new MatrixTalk().drafted({ 'm.poll': poll }, 'm.poll.start')).toMatchObject({ reason: 'too-big' });
  });

  it('FX-28: a message of many files or reactions is not as many events', () => {
    const pictures = Array.from({ length: 500 }, () => single('image/png', Uint8Array.of(1), 4));
    expect(new MatrixTalk().shown(multi('process-all', ...pictures)).deeds).toHaveLength(51);
    const talk = new MatrixTalk();
    const { message } = talk.said({ msgtype: 'm.text', body: 'hello' });
    const reactions = Array.from({ length: 500 }, (_, index) => plain(`r${index}`, 2));
    expect(talk.shown(multi('process-all', ...reactions), { inReplyTo: message.id }).deeds).toHaveLength(65);
  });

  it('FX-28: a thousand parts are shown', () => {
    const many = Array.from({ length: 1000 }, (_, index) => plain(`part ${index}`));
    const [content] = new MatrixTalk().shown(multi('process-all', ...many)).contents;
    expect(String(content?.body).split('\n')).toHaveLength(1000);
  });
});
