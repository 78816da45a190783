import { describe, expect, it } from 'vitest';
import { writeExtensions } from '../../../../src/content/index.ts';
import { messageIdBytes } from '../../../../src/identifiers/index.ts';
import { alice, bob, everything, outsider } from '../support/matrix-room.ts';
import { markdown, MatrixTalk, multi, plain, single, textOf } from '../support/matrix-talk.ts';

const text = (body: string, more: object = {}): object => ({ msgtype: 'm.text', body, ...more });
const answering = (eventId: string): object => ({ 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } });
const editing = (eventId: string, content: object): object => ({
  msgtype: 'm.text',
  body: '* fallback',
  'm.new_content': content,
  'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
});
const reacting = (eventId: string, key: string): object => ({
  'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key },
});
const inThread = (root: string, more: object = { is_falling_back: true }): object => ({
  'm.relates_to': { rel_type: 'm.thread', event_id: root, 'm.in_reply_to': { event_id: root }, ...more },
});
const nothing = { disposition: 1, language: '', type: 'null' } as const;

describe('replies between Matrix and MIMI', () => {
  it('FX-06: a reply points at the message, both ways', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('shall we?'));
    expect(talk.drafted(text('yes', answering(eventId)))).toMatchObject({ inReplyTo: message.id });
    const [content] = talk.shown(plain('yes'), { inReplyTo: message.id }).contents;
    expect(content?.['m.relates_to']).toEqual({ 'm.in_reply_to': { event_id: eventId } });
    expect(content?.body).toBe('yes');
  });

  it('FX-06: a reply to something unknown is shown all the same', () => {
    const talk = new MatrixTalk();
    expect(talk.drafted(text('yes', answering('$nowhere')))).toMatchObject({ inReplyTo: null });
    const { message } = new MatrixTalk().said(text('elsewhere'));
    expect(talk.shown(plain('yes'), { inReplyTo: message.id }).contents).toEqual([
      { msgtype: 'm.text', body: 'yes', 'm.mentions': {} },
    ]);
  });

  it('FX-07: the quotation of old clients is taken off, a writer’s own is not', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(text('shall we?'));
    const old = {
      ...text('> <@alice:example.com> shall we?\n> really?\n\nyes'),
      format: 'org.matrix.custom.html',
      formatted_body: '<mx-reply><blockquote>shall we?</blockquote></mx-reply><em>yes</em>',
      ...answering(eventId),
    };
    const draft = talk.drafted(old);
    expect('reason' in draft ? draft : textOf(draft.body)).toBe('_yes_');
    const bare = talk.drafted(text('> * <@alice:example.com> waves\n\nyes', answering(eventId)));
    expect('reason' in bare ? bare : textOf(bare.body)).toBe('yes');
    const own = talk.drafted(text('> my own quotation\n\nyes', answering(eventId)));
    expect('reason' in own ? own : textOf(own.body)).toBe('> my own quotation\n\nyes');
  });

  it('FX-07 FX-28: a reader without replies sees what is answered, once after five hops too', () => {
    const talk = new MatrixTalk();
    let { message } = talk.shown(plain('shall we?'), {}, { sender: bob });
    const showable = { ...everything, replies: false };
    for (let hop = 0; hop < 5; hop += 1) {
      const shown = talk.shown(plain(`hop ${hop}`), { inReplyTo: message.id }, { showable });
      expect(shown.contents[0]?.body).toMatch(/^> (Bob|Alice Smith): [^\n]*\n+hop \d$/);
      message = shown.message;
    }
  });
});

describe('threads between Matrix and MIMI', () => {
  it('FX-16: a thread is the topic of its first message', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('release 2.0'));
    expect(talk.drafted(text('when?', inThread(eventId)))).toMatchObject({
      topicId: messageIdBytes(message.id),
      inReplyTo: null,
    });
    const [content] = talk.shown(plain('when?'), { topicId: messageIdBytes(message.id) }).contents;
    expect(content?.['m.relates_to']).toEqual({
      rel_type: 'm.thread',
      event_id: eventId,
      is_falling_back: true,
      'm.in_reply_to': { event_id: eventId },
    });
  });

  it('FX-16: a reply within a thread is a reply', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(text('release 2.0'));
    const second = talk.said(text('when?', inThread(eventId)));
    const more = { is_falling_back: false, 'm.in_reply_to': { event_id: second.eventId } };
    const draft = talk.drafted(text('soon', inThread(eventId, more)));
    expect(draft).toMatchObject({ inReplyTo: second.message.id, topicId: second.message.content.topicId });
    expect(talk.returned(text('soon', inThread(eventId, more)))).toMatchObject([
      { content: { 'm.relates_to': { rel_type: 'm.thread', event_id: eventId, ...more } } },
    ]);
  });

  it('FX-16: a topic with a name of its own has its first message as root, and keeps the name', () => {
    const talk = new MatrixTalk();
    const topicId = new TextEncoder().encode('Foo 118');
    const first = talk.shown(plain('about Foo'), { topicId });
    expect(first.contents[0]).not.toHaveProperty('m.relates_to');
    const second = talk.shown(plain('more about Foo'), { topicId });
    expect(second.contents[0]).toMatchObject({ 'm.relates_to': { rel_type: 'm.thread', event_id: '$shown1-0' } });
    expect(talk.drafted(text('and more', inThread('$shown1-0')))).toMatchObject({ topicId });
  });

  it('FX-16 FX-28: a reader without threads sees answers to the first message', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('release 2.0'));
    const showable = { ...everything, threads: false };
    const [content] = talk.shown(plain('when?'), { topicId: messageIdBytes(message.id) }, { showable }).contents;
    expect(content?.['m.relates_to']).toEqual({ 'm.in_reply_to': { event_id: eventId } });
  });
});

describe('edits between Matrix and MIMI', () => {
  it('FX-11: three edits in a row are each of the first version', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('pizzza'));
    for (const body of ['pizzaa', 'pizzzza', 'pizza']) {
      const edit = talk.said(editing(eventId, text(body)));
      expect(edit.message.content.replaces).toBe(message.id);
      expect(textOf(edit.message.content.body)).toBe(body);
    }
    const edited = talk.shown(markdown('**pizza**'), { replaces: message.id });
    expect(edited.deeds).toEqual([
      {
        do: 'send',
        type: 'm.room.message',
        content: {
          msgtype: 'm.text',
          body: '* pizza',
          format: 'org.matrix.custom.html',
          formatted_body: '* <strong>pizza</strong>',
          'm.mentions': {},
          'm.new_content': {
            msgtype: 'm.text',
            body: 'pizza',
            format: 'org.matrix.custom.html',
            formatted_body: '<strong>pizza</strong>',
            'm.mentions': {},
          },
          'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
        },
      },
    ]);
  });

  it('FX-11: an edit keeps what the message answers and its topic', () => {
    const talk = new MatrixTalk();
    const first = talk.said(text('shall we?'));
    const second = talk.said(
      text('yees', inThread(first.eventId, { 'm.in_reply_to': { event_id: first.eventId }, is_falling_back: false })),
    );
    const { inReplyTo, topicId } = second.message.content;
    expect(inReplyTo).toBe(first.message.id);
    expect(talk.drafted(editing(second.eventId, text('yes')))).toMatchObject({ inReplyTo, topicId });
  });

  it('FX-12: an edit of somebody else’s message is none, and never one in Matrix', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('I owe you nothing'), 'm.room.message', alice);
    expect(talk.drafted(editing(eventId, text('I owe you 100')), 'm.room.message', bob)).toMatchObject({
      reason: 'malformed',
    });
    const [content] = talk.shown(plain('I owe you 100'), { replaces: message.id }, { sender: bob }).contents;
    expect(content).not.toHaveProperty('m.new_content');
    expect(content?.body).toBe('Edited:\nI owe you 100');
  });

  it('FX-13 FX-28: a reader without edits sees the new text as an answer to the old one', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('pizzza'));
    const showable = { ...everything, edits: false };
    expect(talk.shown(plain('pizza'), { replaces: message.id }, { showable }).contents).toEqual([
      {
        msgtype: 'm.text',
        body: 'Edited:\npizza',
        'm.mentions': {},
        'm.relates_to': { 'm.in_reply_to': { event_id: eventId } },
      },
    ]);
  });

  it('FX-01 FX-11: an edit has as many events as it needs, and takes away those too many', () => {
    const talk = new MatrixTalk();
    const long = talk.shown(plain('word '.repeat(18_000)));
    expect(long.deeds).toHaveLength(2);
    const { deeds } = talk.shown(plain('short'), { replaces: long.message.id });
    expect(deeds).toMatchObject([
      { do: 'send', content: { 'm.relates_to': { rel_type: 'm.replace', event_id: '$shown1-0' } } },
      { do: 'redact', eventId: '$shown1-1' },
    ]);
    const longer = talk.shown(plain('word '.repeat(18_000)), { replaces: long.message.id });
    const sizes = longer.contents.map((content) => Buffer.byteLength(JSON.stringify(content)));
    expect(Math.max(...sizes)).toBeLessThan(60_000);
    expect(longer.contents.filter((content) => 'm.new_content' in content)).toHaveLength(2);
  });

  it('FX-11: an edit of nothing known, of a reaction or of a deleted message is refused', () => {
    const talk = new MatrixTalk();
    expect(talk.drafted(editing('$nowhere', text('x')))).toMatchObject({ reason: 'unknown-target' });
    const { eventId } = talk.said(text('hello'));
    talk.said(reacting(eventId, '👍'), 'm.reaction');
    expect(talk.drafted(editing('$said2', text('x')))).toMatchObject({ reason: 'unknown-target' });
    talk.said({ redacts: eventId }, 'm.room.redaction');
    expect(talk.drafted(editing(eventId, text('x')))).toMatchObject({ reason: 'unknown-target' });
  });

  it('FX-04 FX-11: an edit pings those only who were not mentioned before', () => {
    const talk = new MatrixTalk();
    const { message } = talk.said(text('hello'));
    talk.room.mentioned.set(message.id, new Set([bob]));
    const both = markdown(`[Bob](${bob}) and [Alice](${alice})`);
    const [content] = talk.shown(both, { replaces: message.id }).contents;
    expect(content?.['m.mentions']).toEqual({ user_ids: ['@alice:example.com'] });
    expect(content?.['m.new_content']).toMatchObject({
      'm.mentions': { user_ids: ['@bob:example.com', '@alice:example.com'] },
    });
  });
});

describe('reactions between Matrix and MIMI', () => {
  it('FX-08: an annotation is one reaction, and the same one is none', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    expect(talk.drafted(reacting(eventId, '❤️'), 'm.reaction')).toMatchObject({
      inReplyTo: message.id,
      body: { disposition: 2, type: 'single', content: Buffer.from('❤️') },
    });
    talk.said(reacting(eventId, '❤️'), 'm.reaction');
    expect(talk.drafted(reacting(eventId, '❤️'), 'm.reaction')).toMatchObject({ reason: 'nothing-said' });
    expect(talk.drafted(reacting(eventId, '👍'), 'm.reaction')).toHaveProperty('body');
  });

  it('FX-08: several reactions are several annotations, each once', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    const reactions = { ...multi('process-all', plain('❤', 2), plain('🥳', 2), plain('❤', 2)), disposition: 2 };
    const { deeds } = talk.shown(reactions, { inReplyTo: message.id });
    expect(deeds).toEqual(
      ['❤', '🥳'].map((key) => ({ do: 'send', type: 'm.reaction', content: reacting(eventId, key) })),
    );
  });

  it('FX-08: a picture as a reaction keeps its picture and its name', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(text('hello'));
    const content = { ...reacting(eventId, 'mxc://example.com/party.png'), 'com.beeper.reaction.shortcode': ':party:' };
    const draft = talk.drafted(content, 'm.reaction');
    expect(draft).toMatchObject({ body: { disposition: 2, type: 'external', description: ':party:' } });
    expect(talk.returned(content, 'm.reaction')).toEqual([{ do: 'send', type: 'm.reaction', content }]);
  });

  it('FX-09 FX-28: reactions that no annotation can carry are said', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    const words = plain('a reaction\nof several lines', 2);
    expect(talk.shown(words, { inReplyTo: message.id }).contents).toMatchObject([
      { body: 'Reaction: a reaction of several lines', 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } },
    ]);
    const showable = { ...everything, reactions: false };
    expect(talk.shown(plain('👍', 2), { inReplyTo: message.id }, { showable }).contents).toMatchObject([
      { body: 'Reaction: 👍', 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } },
    ]);
    const sound = single('audio/ogg', Uint8Array.of(1, 2), 2);
    expect(talk.shown(sound, { inReplyTo: message.id }).contents[0]?.body).toBe('Reaction: File: audio/ogg, 2 bytes');
  });

  it('FX-10: an unlike redacts the annotation, and it can come again', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    const like = talk.shown(plain('👍', 2), { inReplyTo: message.id });
    const unlike = talk.shown({ ...nothing, disposition: 2 }, { replaces: like.message.id, inReplyTo: message.id });
    expect(unlike.deeds).toEqual([{ do: 'redact', eventId: like.events[0] }]);
    expect(talk.shown(plain('👍', 2), { inReplyTo: message.id }).deeds).toEqual([
      { do: 'send', type: 'm.reaction', content: reacting(eventId, '👍') },
    ]);
  });

  it('FX-10: a redaction of an annotation is an unlike', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(text('hello'));
    const like = talk.said(reacting(eventId, '👍'), 'm.reaction');
    expect(talk.drafted({ redacts: like.eventId }, 'm.room.redaction')).toMatchObject({
      replaces: like.message.id,
      inReplyTo: like.message.content.inReplyTo,
      body: { disposition: 2, type: 'null' },
    });
  });

  it('FX-10: another reaction in place of one takes that away first', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    const like = talk.shown(plain('👍', 2), { inReplyTo: message.id });
    expect(talk.shown(plain('👎', 2), { inReplyTo: message.id, replaces: like.message.id }).deeds).toEqual([
      { do: 'redact', eventId: like.events[0] },
      { do: 'send', type: 'm.reaction', content: reacting(eventId, '👎') },
    ]);
  });
});

describe('reactions that claim to be more', () => {
  it('FX-10 FX-12: a reaction in place of a message, or of somebody else’s reaction, takes nothing away', () => {
    const talk = new MatrixTalk();
    const { message } = talk.said(text('hello'), 'm.room.message', alice);
    const like = talk.shown(plain('👍', 2), { inReplyTo: message.id }, { sender: alice });
    for (const replaces of [message.id, like.message.id]) {
      const { deeds } = talk.shown(plain('👎', 2), { inReplyTo: message.id, replaces }, { sender: bob });
      expect(deeds.every((deed) => deed.do === 'send')).toBe(true);
    }
  });
});

describe('deletions between Matrix and MIMI', () => {
  it('FX-14: a redaction deletes the first version, whatever was redacted, and once', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('pizzza'));
    talk.said(editing(eventId, text('pizza')));
    const draft = talk.drafted({ redacts: eventId }, 'm.room.redaction');
    expect(draft).toMatchObject({ replaces: message.id, body: { disposition: 1, type: 'null' } });
    talk.said({ redacts: eventId }, 'm.room.redaction');
    expect(talk.drafted({ redacts: eventId }, 'm.room.redaction')).toMatchObject({ reason: 'nothing-said' });
  });

  it('FX-14: a deletion redacts every event of the message, its edits too', () => {
    const talk = new MatrixTalk();
    const { message } = talk.shown(plain('word '.repeat(18_000)));
    talk.shown(plain('once'), { replaces: message.id });
    talk.shown(plain('twice'), { replaces: message.id });
    const { deeds } = talk.shown(nothing, { replaces: message.id });
    const redacted = ['$shown1-0', '$shown1-1', '$shown2-0', '$shown3-0'];
    expect(deeds).toEqual(redacted.map((eventId) => ({ do: 'redact', eventId })));
  });

  it('FX-15: a moderator’s redaction and retraction are the same deed', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('spam'), 'm.room.message', bob);
    const event = { redacts: eventId, reason: 'spam' };
    expect(talk.drafted(event, 'm.room.redaction', alice)).toMatchObject({
      replaces: message.id,
      body: { type: 'null' },
    });
    expect(talk.shown(nothing, { replaces: message.id }, { sender: alice }).deeds).toEqual([{ do: 'redact', eventId }]);
  });

  it('FX-15: the reason of a redaction is carried, and is a text that a homeserver stores', () => {
    const reasonOf = (reason: unknown, more: object = {}): unknown => {
      const talk = new MatrixTalk();
      const { eventId } = talk.said(text('spam'), 'm.room.message', bob);
      return talk.returned({ redacts: eventId, reason, ...more }, 'm.room.redaction', alice)[0];
    };
    expect(reasonOf(' spam & more ')).toEqual({ do: 'redact', eventId: '$said1', reason: 'spam & more' });
    expect(reasonOf('\ud800a\0b')).toEqual({ do: 'redact', eventId: '$said1', reason: '\ufffdab' });
    expect(reasonOf('\u202eevil\n> Bob: I did\u2003\u2003it')).toMatchObject({ reason: 'evil > Bob: I did it' });
    expect(reasonOf(`a${' '.repeat(5000)}b`)).toMatchObject({ reason: 'a…' });
    expect(reasonOf('🎉'.repeat(1001))).toMatchObject({ reason: `${'🎉'.repeat(999)}…` });
    for (const none of ['', ' \n', 7, null, { text: 'spam' }, 'x'.repeat(70_000)])
      expect(reasonOf(none)).toEqual({ do: 'redact', eventId: '$said1' });
    const talk = new MatrixTalk();
    const { message } = talk.said(text('spam'), 'm.room.message', bob);
    const showable = { ...everything, deletions: false };
    const extensions = writeExtensions({ reason: 'spam' });
    const told = talk.shown(nothing, { replaces: message.id, extensions }, { sender: alice, showable });
    expect(told.contents).toMatchObject([{ body: 'A message was deleted by Alice Smith: spam' }]);
    const byStranger = talk.shown(nothing, { replaces: message.id, extensions }, { sender: outsider, showable });
    expect(byStranger.contents).toMatchObject([{ body: 'A message was deleted by Somebody: spam' }]);
  });

  it('FX-14: redactions of old rooms name their target beside the content', () => {
    const talk = new MatrixTalk();
    const { message, eventId } = talk.said(text('hello'));
    expect(talk.draftedOf({ type: 'm.room.redaction', content: {}, redacts: eventId })).toMatchObject({
      replaces: message.id,
    });
  });

  it('FX-14 FX-28: what was never shown is not taken away, and a reader without deletions is told', () => {
    const talk = new MatrixTalk();
    const elsewhere = new MatrixTalk().said(text('elsewhere')).message;
    expect(talk.shown(nothing, { replaces: elsewhere.id }).deeds).toEqual([]);
    const { message, eventId } = talk.said(text('hello'));
    const showable = { ...everything, deletions: false };
    expect(talk.shown(nothing, { replaces: message.id }, { showable }).contents).toEqual([
      {
        msgtype: 'm.text',
        body: 'A message was deleted',
        'm.mentions': {},
        'm.relates_to': { 'm.in_reply_to': { event_id: eventId } },
      },
    ]);
  });
});
