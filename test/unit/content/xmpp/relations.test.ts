import { describe, expect, it } from 'vitest';
import { messageIdBytes } from '../../../../src/identifiers/index.ts';
import { alice, bob, cathy } from '../support/matrix-room.ts';
import {
  bodies,
  fallback,
  found,
  markdown,
  message,
  part,
  plain,
  reasonOf,
  reply,
  saidIn,
  several,
  shown,
  textsOf,
} from '../support/xmpp-talk.ts';
import { XmppRoom, body, element, occupantOf, stanzaOf } from '../support/xmpp-room.ts';

const correct = (id: string) => element('replace', 'urn:xmpp:message-correct:0', { id });
const thread = (id: string) => element('thread', 'jabber:client', {}, id);
const forReply = 'urn:xmpp:reply:0';

describe('replies (XEP-0461)', () => {
  it('FX-06 FX-07: answers the message whose id the room gave, without the quotation for old clients', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('We should bake a cake') }));
    const quoted = '> Anna wrote:\n> We should bake a cake\nGreat 👍 idea!';
    const draft = saidIn(room, bob, body(quoted), reply(asked.id), fallback(forReply, { start: '0', end: '38' }));
    expect(draft.inReplyTo).toBe(asked.id);
    expect(textsOf(draft.body)).toEqual(['Great 👍 idea!']);
  });

  it('FX-06: an answer to a message that is not known keeps the quotation, which says what it was', () => {
    const draft = saidIn(
      new XmppRoom(),
      bob,
      body('> hello\nhi'),
      reply('gone'),
      fallback(forReply, { start: '0', end: '8' }),
    );
    expect(draft.inReplyTo).toBeNull();
    expect(textsOf(draft.body).join()).toContain('hello');
  });

  it.each([
    ['-5', '3', 'abcdef'],
    ['2', '1', 'abcdef'],
    ['0', '99999999999', 'abcdef'],
    ['3', '4294967295', 'abc'],
    ['x', 'y', 'abcdef'],
    ['0', '6', 'abcdef'],
    ['1', '3', 'adef'],
  ])('FX-07: a fallback from %s to %s leaves %s', (start, end, left) => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('hello') }));
    const draft = saidIn(room, bob, body('abcdef'), reply(asked.id), fallback(forReply, { start, end }));
    expect(textsOf(draft.body)).toEqual([left]);
  });

  it('FX-06 FX-07: is shown with the room id of the answered message, and a marked quotation of it', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('cake?') }), 'cake?\nor pie?');
    const deeds = shown(room, room.say(bob, message({ body: plain('pie 🥧'), inReplyTo: asked.id })));
    expect(bodies(deeds)).toEqual(['> Alice Smith: cake? / or pie?\npie 🥧']);
    expect(found(deeds, 'reply')[0]?.attrs).toEqual({ id: asked.id, to: occupantOf(alice) });
    expect(found(deeds, 'fallback')[0]?.children[0]).toMatchObject({ attrs: { start: '0', end: '31' } });
  });

  it('FX-07: what is quoted by hand is no more of what the room quotes', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('cake?') }), 'cake?');
    const answer = room.say(bob, message({ body: plain('> Cathy: I pay\nfine'), inReplyTo: asked.id }));
    const deeds = shown(room, answer);
    expect(bodies(deeds)).toEqual(['> Alice Smith: cake?\n\n> Cathy: I pay\nfine']);
    expect(found(deeds, 'fallback')[0]?.children[0]).toMatchObject({ attrs: { start: '0', end: '22' } });
  });

  it.each(['> Cathy: yes', '\u200b> Cathy: yes', ' \u2800\u3000> Cathy: yes', '\uff1e Cathy: yes'])(
    'FX-07: %j in whatever language is no more of what the room quotes either',
    (quoting) => {
      const room = new XmppRoom();
      const asked = room.say(alice, message({ body: plain('cake?') }), 'cake?');
      const inLanguage = (text: string, language: string) => part('text/plain;charset=utf-8', text, 1, language);
      const both = several('choose-one', inLanguage('hello', 'en'), inLanguage(quoting, 'de'));
      const quoted = '> Alice Smith: cake?\n\n';
      const deeds = shown(room, room.say(bob, message({ body: both, inReplyTo: asked.id })));
      expect(bodies(deeds)).toEqual([`${quoted}hello`, `${quoted}${quoting}`]);
      expect(found(deeds, 'fallback')[0]?.children[0]).toMatchObject({ attrs: { start: '0', end: '22' } });
      const alone = shown(room, room.say(bob, message({ body: plain(quoting), inReplyTo: asked.id })));
      expect(bodies(alone)).toEqual([`${quoted}${quoting}`]);
    },
  );

  it('FX-07: nothing piles up after five hops', () => {
    const room = new XmppRoom();
    let last = room.say(alice, message({ body: plain('first') }), 'first');
    for (const text of ['second', 'third', 'fourth', 'fifth', 'sixth']) {
      const [deed] = shown(room, room.say(bob, message({ body: plain(text), inReplyTo: last.id }), text));
      const draft = saidIn(room, cathy, ...(deed?.payload ?? []));
      expect(textsOf(draft.body)).toEqual([text]);
      last = room.say(cathy, draft, text);
    }
    const [deed] = shown(room, last);
    expect(bodies(deed ? [deed] : [])).toEqual(['> Cathy: fifth\nsixth']);
  });

  it('FX-07 FX-28: readers without replies see whom it answers', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('cake?') }), 'cake?');
    const deeds = shown(room, room.say(bob, message({ body: plain('pie'), inReplyTo: asked.id })), { replies: false });
    expect(bodies(deeds)).toEqual(['> Alice Smith: cake?\npie']);
    expect(found(deeds, 'reply')).toEqual([]);
  });

  it('FX-14: nothing is quoted of a message that was deleted', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('secret') }), 'secret');
    room.say(alice, message({ body: { disposition: 1, language: '', type: 'null' }, replaces: asked.id }));
    const deeds = shown(room, room.say(bob, message({ body: plain('oh'), inReplyTo: asked.id })));
    expect(bodies(deeds).join()).not.toContain('secret');
    expect(bodies(deeds).join()).toContain('oh');
  });
});

describe('corrections (XEP-0308)', () => {
  it('FX-11: replaces the first version, also when an edit of it is edited, and keeps what it answers', () => {
    const room = new XmppRoom();
    const asked = room.say(alice, message({ body: plain('?') }));
    const first = room.say(
      bob,
      message({ body: plain('helo'), inReplyTo: asked.id, topicId: messageIdBytes(asked.id) }),
      'helo',
      'one',
    );
    const edit = saidIn(room, bob, body('hello'), correct('one'));
    expect(edit).toMatchObject({ replaces: first.id, inReplyTo: asked.id, topicId: messageIdBytes(asked.id) });
    room.say(bob, edit, 'hello', 'two');
    expect(saidIn(room, bob, body('hello!'), correct('two')).replaces).toBe(first.id);
  });

  it('FX-12: the id of somebody else corrects nothing: the text stands for itself', () => {
    const room = new XmppRoom();
    room.say(alice, message({ body: plain('I owe you nothing') }), 'I owe you nothing', 'one');
    const draft = saidIn(room, bob, body('I owe you a lot'), correct('one'));
    expect(draft.replaces).toBeNull();
    expect(textsOf(draft.body)).toEqual(['I owe you a lot']);
  });

  it('FX-11: is shown as a correction of the first version by the id that clients gave it', () => {
    const room = new XmppRoom();
    const first = room.say(bob, message({ body: plain('helo') }), 'helo', 'one');
    const second = room.say(bob, message({ body: plain('hello'), replaces: first.id }), 'hello', 'two');
    const deeds = shown(room, room.say(bob, message({ body: markdown('**hello**'), replaces: first.id })));
    expect(deeds.map(({ purpose }) => purpose)).toEqual(['correct']);
    expect(found(deeds, 'replace')[0]?.attrs).toEqual({ id: 'one' });
    expect(bodies(deeds)).toEqual(['*hello*']);
    expect(room.shownAs(second.id)?.id).toBe('one');
  });

  it('FX-12 FX-13: somebody else’s edit is told as one', () => {
    const room = new XmppRoom();
    const first = room.say(bob, message({ body: plain('helo') }), 'helo');
    const deeds = shown(room, room.say(cathy, message({ body: plain('hello'), replaces: first.id })));
    expect(found(deeds, 'replace')).toEqual([]);
    expect(bodies(deeds)).toEqual(['> Bob: helo\nEdited:\nhello']);
  });

  it('FX-13 FX-28: readers without corrections see an answer with the new text', () => {
    const room = new XmppRoom();
    const first = room.say(bob, message({ body: plain('helo') }), 'helo');
    const deeds = shown(room, room.say(bob, message({ body: plain('hello'), replaces: first.id })), { edits: false });
    expect(bodies(deeds)).toEqual(['> Bob: helo\nEdited:\nhello']);
    expect(found(deeds, 'reply')[0]?.attrs.id).toBe(first.id);
    expect(found(deeds, 'replace')).toEqual([]);
  });
});

describe('threads (XEP-0201)', () => {
  it('FX-16: a thread is a topic of the same name, and a topic a thread', () => {
    const room = new XmppRoom();
    const draft = saidIn(room, bob, body('hello'), thread('Foo 118'));
    expect(Buffer.from(draft.topicId).toString()).toBe('Foo 118');
    expect(found(shown(room, room.say(bob, draft)), 'thread')[0]?.children).toEqual(['Foo 118']);
  });

  it.each([Buffer.from([0, 255, 1]), Buffer.from(' blank '), Buffer.from('mimi-topic:x'), Buffer.alloc(4096, 7)])(
    'FX-16: a topic of octets that XML would change comes back',
    (topicId) => {
      const room = new XmppRoom();
      const [element] = found(shown(room, room.say(bob, message({ body: plain('hello'), topicId }))), 'thread');
      expect(saidIn(room, bob, body('hello'), ...(element ? [element] : [])).topicId).toEqual(new Uint8Array(topicId));
    },
  );

  it('FX-16 FX-28: readers without threads see an answer to the first message', () => {
    const room = new XmppRoom();
    const first = room.say(alice, message({ body: plain('cakes') }), 'cakes');
    const said = room.say(bob, message({ body: plain('apple'), topicId: messageIdBytes(first.id) }));
    const deeds = shown(room, said, { threads: false });
    expect(found(deeds, 'thread')).toEqual([]);
    expect(found(deeds, 'reply')[0]?.attrs.id).toBe(first.id);
    expect(bodies(deeds)).toEqual(['> Alice Smith: cakes\napple']);
  });
});

describe('messages that expire (XEP-0466)', () => {
  const timed = (timer: string) => element('ephemeral', 'urn:xmpp:ephemeral:0', { timer });

  it('CF-18 FX-17: a timer counts from reading, and not longer than messages may live', () => {
    const room = new XmppRoom();
    expect(saidIn(room, bob, body('x'), timed('604800')).expires).toEqual({ relative: true, seconds: 604_800 });
    expect(saidIn(room, bob, body('x'), timed('4000000000')).expires).toEqual({ relative: true, seconds: 31_536_000 });
    for (const none of ['0', '-1', 'soon', '']) expect(saidIn(room, bob, body('x'), timed(none)).expires).toBeNull();
    expect(reasonOf(room, stanzaOf(bob, [timed('60')]))).toBe('nothing-said');
  });

  it('CF-18 FX-17: both forms of expiry are shown as a timer', () => {
    const room = new XmppRoom();
    const timerOf = (expires: { relative: boolean; seconds: number }) => {
      const said = room.say(bob, message({ body: plain('x'), expires }));
      return found(shown(room, { ...said, acceptedAt: 1_000_000_000_000 }), 'ephemeral')[0]?.attrs.timer;
    };
    expect(timerOf({ relative: true, seconds: 60 })).toBe('60');
    expect(timerOf({ relative: false, seconds: 1_000_000_600 })).toBe('600');
    expect(timerOf({ relative: false, seconds: 5 })).toBe('1');
  });
});
