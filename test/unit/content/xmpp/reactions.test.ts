import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../../src/identifiers/index.ts';
import type { MessageDraft, Part } from '../../../../src/content/index.ts';
import { knownExtensions, writeExtensions } from '../../../../src/content/index.ts';
import { draftsOfStanza } from '../../../../src/content/xmpp/index.ts';
import { alice, bob, cathy } from '../support/matrix-room.ts';
import {
  bodies,
  draftsIn,
  found,
  message,
  part,
  plain,
  reactions,
  reasonOf,
  several,
  shown,
  textsOf,
} from '../support/xmpp-talk.ts';
import { XmppRoom, body, element, occupantOf, roomJid, stanzaOf } from '../support/xmpp-room.ts';

const like = (text: string, id: MessageId) => message({ body: plain(text, 2), inReplyTo: id });
const reasonSaid = ({ extensions }: MessageDraft) => knownExtensions(extensions).reason;
const none = (disposition: number) => ({ disposition, language: '', type: 'null' }) as const;
const setIn = (deeds: Parameters<typeof found>[0]) =>
  found(deeds, 'reactions').map(({ children }) =>
    children.map((one) => (typeof one === 'string' ? one : one.children[0])),
  );

describe('reactions (XEP-0444)', () => {
  it('FX-08: each new one of a set is a message of its own, those that stand already are none', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    room.say(bob, like('👍', target.id));
    const drafts = draftsIn(room, bob, reactions(target.id, '👍', '❤️', '❤️', ' 🥳 '));
    expect(drafts.map(({ body: one }) => textsOf(one))).toEqual([['❤️'], ['🥳']]);
    for (const draft of drafts)
      expect(draft).toMatchObject({ inReplyTo: target.id, replaces: null, body: { disposition: 2 } });
  });

  it('FX-10: one that is missing from a set is taken back, and can be said again', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    const liked = room.say(bob, like('👍', target.id));
    const [unlike, ...others] = draftsIn(room, bob, reactions(target.id));
    expect(others).toEqual([]);
    expect(unlike).toMatchObject({ replaces: liked.id, inReplyTo: target.id, body: { type: 'null', disposition: 2 } });
    if (unlike) room.say(bob, unlike);
    expect(draftsIn(room, bob, reactions(target.id, '👍'))).toHaveLength(1);
    expect(reasonOf(room, stanzaOf(bob, [reactions(target.id)]))).toBe('nothing-said');
  });

  it('FX-08 FX-10: of a message of several reactions those that are left stay', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    const all = several('process-all', plain('❤', 2), plain('🥳', 2), plain('🤞', 2));
    const said = room.say(bob, message({ body: { ...all, disposition: 2 }, inReplyTo: target.id }));
    expect(setIn(shown(room, said))).toEqual([['❤', '🥳', '🤞']]);
    const [edit] = draftsIn(room, bob, reactions(target.id, '❤', '🤞'));
    expect(edit).toMatchObject({ replaces: said.id, body: { semantics: 'process-all' } });
    if (edit) expect(setIn(shown(room, room.say(bob, edit)))).toEqual([['❤', '🤞']]);
  });

  it('FX-08: is shown as the full set of its sender', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    room.say(bob, like('👍', target.id));
    room.say(cathy, like('😡', target.id));
    const deeds = shown(room, room.say(bob, like('❤️', target.id)));
    expect(setIn(deeds)).toEqual([['👍', '❤️']]);
    expect(found(deeds, 'reactions')[0]?.attrs).toEqual({ id: target.id });
  });

  it('FX-10: one that is taken back leaves the others of the set', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    const first = room.say(bob, like('👍', target.id));
    room.say(bob, like('❤️', target.id));
    const unlike = room.say(bob, message({ body: none(2), replaces: first.id, inReplyTo: target.id }));
    expect(setIn(shown(room, unlike))).toEqual([['❤️']]);
  });

  it('FX-09 FX-28: readers without reactions, and messages that are not shown, get a line', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }), 'cake?');
    const liked = room.say(bob, like('👍', target.id));
    const deeds = shown(room, liked, { reactions: false });
    expect(bodies(deeds)).toEqual(['Reaction: 👍']);
    expect(found(deeds, 'reply')[0]?.attrs.id).toBe(target.id);
    expect(bodies(shown(room, liked, { reactions: false, replies: false }))).toEqual([
      '> Alice Smith: cake?\nReaction: 👍',
    ]);
    const unlike = room.say(bob, message({ body: none(2), replaces: liked.id, inReplyTo: target.id }));
    expect(shown(room, unlike, { reactions: false })[0]?.purpose).toBe('retract');
    const elsewhere = room.say(bob, like('👍', cathyMessageOf(new XmppRoom())));
    expect(bodies(shown(room, elsewhere)).join()).toContain('Reaction: 👍');
  });

  it('FX-10: one that a moderator takes away is said to be, since no set and no moderation can show it', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }), 'cake?');
    const liked = room.say(bob, like('👍', target.id));
    room.say(cathy, like('🎂', target.id));
    const removal = message({ body: none(2), replaces: liked.id, inReplyTo: target.id });
    const before = shown(room, new XmppRoom().say(cathy, removal));
    expect(before.map(({ purpose }) => purpose)).toEqual(['say']);
    expect(bodies(before)).toEqual(['Reaction of Bob withdrawn: 👍']);
    expect(found(before, 'reply')[0]?.attrs.id).toBe(target.id);
    expect(found(before, 'fallback')).toEqual([]);
    const without = shown(room, new XmppRoom().say(cathy, removal), { reactions: false, deletions: false });
    expect(bodies(without)).toEqual(['Reaction of Bob withdrawn: 👍']);
    expect(bodies(shown(room, room.say(cathy, removal)))).toEqual(['Reaction of Bob withdrawn: …']);
    expect(setIn(shown(room, room.say(bob, like('❤️', target.id))))).toEqual([['❤️']]);
  });

  /** What Cathy is shown to say when she takes a reaction of Bob's away. */
  const removed = (room: XmppRoom, reacted: Part, reason: string | null): readonly string[] => {
    const target = room.say(alice, message({ body: plain('cake?') }), 'cake?');
    const liked = room.say(bob, message({ body: reacted, inReplyTo: target.id }));
    const extensions = writeExtensions({ reason });
    const removal = message({ body: none(2), replaces: liked.id, inReplyTo: target.id, extensions });
    return bodies(shown(room, new XmppRoom().say(cathy, removal)));
  };

  it('FX-10: what is reacted with is no words of the moderator who takes it away', () => {
    const key = '👎 (Cathy): she is fired for harassment, effective today.........................';
    const cut = `${Array.from(key).slice(0, 63).join('')}…`;
    expect(removed(new XmppRoom(), plain(key, 2), 'spam')).toEqual([`Reaction of Bob withdrawn (spam): ${cut}`]);
    expect(
      removed(new XmppRoom(), { ...several('process-all', plain('👍', 2), plain('❤️', 2)), disposition: 2 }, 'spam'),
    ).toEqual(['Reaction of Bob withdrawn (spam): 👍\nReaction of Bob withdrawn: ❤️']);
  });

  it('FX-10: neither is the name of who reacted', () => {
    class Renamed extends XmppRoom {
      override nameOf(): string {
        return 'Cathy): harassment,\n> says the owner (x';
      }
    }
    expect(removed(new Renamed(), plain('👍', 2), 'spam')).toEqual([
      'Reaction of Cathy) harassment, > says the owner (x withdrawn (spam): 👍',
    ]);
  });

  it('FX-10 FX-15: somebody who has left is not taken for who takes something back', () => {
    class Left extends XmppRoom {
      override nameOf(): null {
        return null;
      }
    }
    expect(removed(new Left(), plain('👍', 2), null)).toEqual(['Reaction of Somebody withdrawn: 👍']);
    const room = new Left();
    const said = room.say(bob, message({ body: plain('bad') }));
    const removal = new XmppRoom().say(cathy, message({ body: none(1), replaces: said.id }));
    expect(bodies(shown(room, removal, { deletions: false }))).toEqual(['A message was deleted by Somebody']);
  });

  it('FX-09: a picture as a reaction is a line', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    const picture = room.say(bob, message({ body: part('image/gif', 'abc', 2), inReplyTo: target.id }));
    expect(bodies(shown(room, picture)).join()).toContain('Reaction: [image/gif, 3 bytes]');
  });

  it('FX-08: sets to unknown messages, and sets beyond measure, are refused', () => {
    const room = new XmppRoom();
    const target = room.say(alice, message({ body: plain('cake?') }));
    expect(reasonOf(room, stanzaOf(bob, [reactions('unknown', '👍')]))).toBe('unknown-target');
    const many = Array.from({ length: 10_000 }, (_, number) => String(number));
    expect(reasonOf(room, stanzaOf(bob, [reactions(target.id, ...many)]))).toBe('too-big');
    expect(reasonOf(room, stanzaOf(bob, [reactions(target.id, 'x'.repeat(1000))]))).toBe('too-big');
  });
});

const cathyMessageOf = (room: XmppRoom) => room.say(cathy, message({ body: plain('elsewhere') })).id;

describe('retractions (XEP-0424) and moderation (XEP-0425)', () => {
  const retract = (id: string, ...inside: Parameters<typeof element>[4][]) =>
    element('retract', 'urn:xmpp:message-retract:1', { id }, ...inside);
  const oldRetract = element('retract', 'urn:xmpp:message-retract:0');
  const fasten = (id: string, inside: ReturnType<typeof element>) =>
    element('apply-to', 'urn:xmpp:fasten:0', { id }, inside);
  const iq = (inside: ReturnType<typeof element>, type = 'set') => ({
    ...stanzaOf(cathy, [inside]),
    name: 'iq',
    attrs: { type, from: 'cathy@example.com/phone' },
  });

  it('FX-14: deletes the first version, also of a message that was edited', () => {
    const room = new XmppRoom();
    const first = room.say(bob, message({ body: plain('one') }));
    const second = room.say(bob, message({ body: plain('two'), replaces: first.id }));
    room.say(bob, message({ body: plain('three'), replaces: first.id }));
    for (const stanza of [retract(second.id), fasten(second.id, oldRetract)]) {
      const fallback = body('/me retracted a previous message, but it is unsupported by your client.');
      expect(draftsIn(room, bob, stanza, fallback)).toMatchObject([
        { replaces: first.id, body: { type: 'null', disposition: 1 } },
      ]);
    }
  });

  it('FX-15: a moderator deletes by an IQ, in both versions', () => {
    const room = new XmppRoom();
    const bad = room.say(bob, message({ body: plain('bad') }));
    const reason = element('reason', 'urn:xmpp:message-moderate:1', {}, 'spam');
    const now = element(
      'moderate',
      'urn:xmpp:message-moderate:1',
      { id: bad.id },
      element('retract', 'urn:xmpp:message-retract:1'),
      reason,
    );
    const oldReason = element('reason', 'urn:xmpp:message-moderate:0', {}, ' spam\n');
    const before = fasten(bad.id, element('moderate', 'urn:xmpp:message-moderate:0', {}, oldRetract, oldReason));
    for (const stanza of [now, before]) {
      const drafts = draftsOfStanza(iq(stanza), room);
      expect(drafts).toMatchObject([{ replaces: bad.id, body: { type: 'null' } }]);
      expect('reason' in drafts ? drafts.text : drafts.map(reasonSaid)).toEqual(['spam']);
      expect(draftsOfStanza(iq(stanza, 'get'), room)).toMatchObject({ reason: 'nothing-said' });
    }
  });

  it('FX-15: only the room itself says that a message was moderated', () => {
    const room = new XmppRoom();
    const bad = room.say(bob, message({ body: plain('bad') }));
    const moderated = retract(
      bad.id,
      element('moderated', 'urn:xmpp:message-moderate:1', { by: occupantOf(cathy) }),
      element('reason', 'urn:xmpp:message-retract:1', {}, 'x'.repeat(5000)),
    );
    const from = (jid: string) =>
      draftsOfStanza({ ...stanzaOf(bob, [moderated]), attrs: { type: 'groupchat', from: jid } }, room);
    const drafts = from(roomJid);
    expect(drafts).toMatchObject([{ replaces: bad.id }]);
    expect('reason' in drafts ? drafts.text : drafts.map(reasonSaid)).toEqual([`${'x'.repeat(999)}…`]);
    expect(from(occupantOf(cathy))).toMatchObject({ reason: 'nothing-said' });
  });

  it('FX-14: an author takes it back, with a fallback for clients that do not know that', () => {
    const room = new XmppRoom();
    const said = room.say(bob, message({ body: plain('oops') }), 'oops', 'native-id');
    const deeds = shown(room, room.say(bob, message({ body: none(1), replaces: said.id })));
    expect(deeds.map(({ purpose }) => purpose)).toEqual(['retract']);
    expect(found(deeds, 'retract')[0]?.attrs).toEqual({ id: said.id });
    expect(found(deeds, 'fallback')[0]?.attrs.for).toBe('urn:xmpp:message-retract:1');
    expect(bodies(deeds)).toEqual(['A message was deleted']);
  });

  it('FX-15: somebody else does so through the room', () => {
    const room = new XmppRoom();
    const said = room.say(bob, message({ body: plain('bad') }));
    const deeds = shown(room, room.say(cathy, message({ body: none(1), replaces: said.id })));
    expect(deeds.map(({ purpose }) => purpose)).toEqual(['moderate']);
    expect(found(deeds, 'retract')[0]?.children).toMatchObject([
      { name: 'moderated', attrs: { by: occupantOf(cathy) } },
    ]);
  });

  it('FX-15: the reason stands where XMPP has a place for it, else in the text', () => {
    const room = new XmppRoom();
    const said = room.say(bob, message({ body: plain('bad') }));
    const extensions = writeExtensions({ reason: 'spam & more' });
    const removal = message({ body: none(1), replaces: said.id, extensions });
    const [moderated] = found(shown(room, new XmppRoom().say(cathy, removal)), 'retract');
    expect(moderated?.children.at(-1)).toEqual(element('reason', 'urn:xmpp:message-retract:1', {}, 'spam & more'));
    const own = shown(room, new XmppRoom().say(bob, removal));
    expect(bodies(own)).toEqual(['A message was deleted: spam & more']);
    expect(found(own, 'retract')[0]?.children).toEqual([]);
    expect(bodies(shown(room, new XmppRoom().say(cathy, removal), { deletions: false }))).toEqual([
      'A message was deleted by Cathy: spam & more',
    ]);
    const liked = room.say(bob, like('👍', said.id));
    const unlike = message({ body: none(2), replaces: liked.id, inReplyTo: said.id, extensions });
    expect(bodies(shown(room, new XmppRoom().say(cathy, unlike)))).toEqual([
      'Reaction of Bob withdrawn (spam & more): 👍',
    ]);
  });

  it('FX-14 FX-28: readers without retractions are told; what was never shown is not talked about', () => {
    const room = new XmppRoom();
    const said = room.say(bob, message({ body: plain('bad') }));
    const deletion = room.say(cathy, message({ body: none(1), replaces: said.id }));
    expect(bodies(shown(room, deletion, { deletions: false }))).toEqual(['A message was deleted by Cathy']);
    expect(shown(new XmppRoom(), deletion)).toEqual([]);
    expect(reasonOf(room, stanzaOf(bob, [retract('unknown')]))).toBe('unknown-target');
  });
});
