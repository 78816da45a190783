import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part, Reading, Timeline, TimelineFacts } from '../../../src/content/index.ts';
import {
  dueAt,
  encodeStatusReport,
  foldTimeline,
  momentDraft,
  profileDraft,
  statusMediaType,
  topicsOf,
} from '../../../src/content/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import { messageIdBytes } from '../../../src/identifiers/index.ts';
import {
  alice,
  bob,
  mod,
  idOf,
  text,
  nothing,
  say,
  edit,
  remove,
  react,
  usual,
  without,
  shown,
  lines,
  reactionsOf,
  reasons,
} from './support/history.ts';

describe('edits', () => {
  const original = say(1, alice, text('borow'));

  it('FX-11: three in a row leave the last one, and the earlier ones to look at', () => {
    const edits = [edit(2, alice, 1, 'borrow'), edit(3, alice, 1, 'lend'), edit(4, alice, 1, 'give')];
    const [entry] = foldTimeline([original, ...edits], usual).entries;
    expect(entry && shown(entry)).toBe('borow > borrow > lend > give');
    expect(entry).toMatchObject({ original: idOf(1), acceptedAt: 1, sender: alice });
  });

  it('FX-11: an edit that names a later version means the first one', () => {
    expect(lines(foldTimeline([original, edit(2, alice, 1, 'a'), edit(3, alice, 2, 'b')], usual))).toEqual([
      'borow > a > b',
    ]);
  });

  it('FX-12: nobody edits what somebody else said, and no author without the right', () => {
    const foreign = foldTimeline([original, edit(2, bob, 1, 'I quit'), edit(3, mod, 1, 'I quit too')], usual);
    expect(lines(foreign)).toEqual(['borow']);
    expect(reasons(foreign)).toEqual(['not-authorised', 'not-authorised']);
    expect(lines(foldTimeline([original, edit(2, alice, 1, 'x')], without('canEditOwnMessage')))).toEqual(['borow']);
  });

  it('FX-11: nothing but the body changes', () => {
    const change = {
      inReplyTo: idOf(9),
      expires: { relative: false, seconds: 1 },
      extensions: new Map([[7, new Uint8Array(1)]]),
    };
    const [entry] = foldTimeline([original, edit(2, alice, 1, 'borrow', change)], usual).entries;
    expect(entry?.reply).toBeNull();
    expect(entry?.first.content.expires).toBeNull();
    expect(entry?.first.content.extensions.size).toBe(0);
  });

  it('FX-12 FX-16: a topic is changed by whoever may, without the words', () => {
    const topicId = Uint8Array.of(7);
    const moved = foldTimeline([original, edit(2, mod, 1, 'other words', { topicId })], usual);
    expect(lines(moved)).toEqual(['borow']);
    expect(moved.entries[0]?.topicId).toEqual(topicId);
    const mine = [original, edit(2, alice, 1, 'borrow', { topicId })];
    expect(foldTimeline(mine, usual).entries[0]?.topicId).toEqual(topicId);
    expect(foldTimeline(mine, without('canEditOwnTopic')).entries[0]?.topicId).toEqual(new Uint8Array());
    expect(lines(foldTimeline(mine, without('canEditOwnTopic')))).toEqual(['borow > borrow']);
    const inTopic = say(1, alice, text('borow'), { topicId });
    expect(foldTimeline([inTopic, edit(2, alice, 1, 'borrow')], usual).entries[0]?.topicId).toEqual(topicId);
  });

  it('FX-11: the policy is asked as it was when the edit was accepted', () => {
    const facts: TimelineFacts = { authorised: (_, __, deed) => deed.acceptedAt < 3 };
    expect(lines(foldTimeline([original, edit(2, alice, 1, 'a'), edit(3, alice, 1, 'b')], facts))).toEqual([
      'borow > a',
    ]);
  });

  it('FX-11: an edit of a message that is not known waits for it', () => {
    const waiting = foldTimeline([edit(2, alice, 1, 'borrow')], usual);
    expect(waiting).toEqual({ entries: [], waiting: [{ id: idOf(2), target: idOf(1) }], ignored: [] });
    expect(lines(foldTimeline([edit(2, alice, 1, 'borrow'), original], usual))).toEqual(['borow > borrow']);
  });
});

describe('deletions', () => {
  const original = say(1, alice, text('oops'));

  it('FX-14: by the author after two edits: a placeholder stays, and no version', () => {
    const edits = [edit(2, alice, 1, 'a'), edit(3, alice, 1, 'b')];
    const { entries } = foldTimeline([original, ...edits, remove(4, alice, 1)], usual);
    expect(entries.map(({ state }) => state)).toEqual([{ type: 'deleted', by: alice, at: 4, reason: 'author' }]);
  });

  it('FX-14: replies to it have nothing to quote, and reactions to it are gone', () => {
    const after = [say(2, bob, text('what?'), { inReplyTo: idOf(1) }), react(3, bob, 1, '❤'), remove(4, alice, 1)];
    const timeline = foldTimeline([original, ...after], usual);
    expect(timeline.entries[1]?.reply).toEqual({
      version: idOf(1),
      original: idOf(1),
      olderVersion: false,
      gone: true,
    });
    expect(reactionsOf(timeline)).toEqual([]);
  });

  it('FX-14 FX-15: nobody without the right deletes', () => {
    expect(lines(foldTimeline([original, remove(2, bob, 1)], usual))).toEqual(['oops']);
    expect(lines(foldTimeline([original, remove(2, alice, 1)], without('canDeleteOwnMessage')))).toEqual(['oops']);
  });

  it('FX-15: a moderator deletes what another one said', () => {
    const { entries } = foldTimeline([original, remove(2, mod, 1)], usual);
    expect(entries.map(({ state }) => state)).toEqual([{ type: 'deleted', by: mod, at: 2, reason: 'moderator' }]);
  });

  it('FX-15: the hub takes back messages by id, in any version, and all of a sender in a span', () => {
    const said = [
      original,
      edit(2, alice, 1, 'a'),
      say(3, alice, text('b')),
      say(4, bob, text('c')),
      say(5, alice, text('d')),
    ];
    const gone = { type: 'deleted', by: null, at: 9, reason: 'hub' };
    const named = { type: 'messages', ids: [idOf(2), idOf(77)], acceptedAt: 9 } as const;
    const byId = foldTimeline(said, { ...usual, retractions: [named] });
    expect(lines(byId)).toEqual(['deleted', 'b', 'c', 'd']);
    expect(byId.entries[0]?.state).toEqual(gone);
    const span = { type: 'span', sender: alice, from: 3, to: 4, acceptedAt: 9 } as const;
    expect(lines(foldTimeline(said, { ...usual, retractions: [span] }))).toEqual(['oops > a', 'deleted', 'c', 'd']);
  });

  it('FX-14: what is gone is neither edited nor deleted again', () => {
    const timeline = foldTimeline([original, remove(2, alice, 1), edit(3, alice, 1, 'a'), remove(4, mod, 1)], usual);
    expect(timeline.entries[0]?.state).toEqual({ type: 'deleted', by: alice, at: 2, reason: 'author' });
    expect(reasons(timeline)).toEqual(['already-gone', 'already-gone']);
  });

  it('a message of nothing, and a deletion of one, do nothing', () => {
    const timeline = foldTimeline([say(1, alice, nothing), remove(2, alice, 1)], usual);
    expect(timeline.entries).toEqual([]);
    expect(reasons(timeline)).toEqual(['nothing-to-do', 'nothing-to-do']);
  });
});

describe('replies and topics', () => {
  it('FX-11: a reply to an older version is marked', () => {
    const messages = [say(1, alice, text('a')), edit(2, alice, 1, 'b')];
    const replies = [
      say(3, bob, text('to a'), { inReplyTo: idOf(1) }),
      say(4, bob, text('to b'), { inReplyTo: idOf(2) }),
    ];
    const [, toFirst, toLast] = foldTimeline([...messages, ...replies], usual).entries;
    expect(toFirst?.reply).toEqual({ version: idOf(1), original: idOf(1), olderVersion: true, gone: false });
    expect(toLast?.reply).toEqual({ version: idOf(2), original: idOf(1), olderVersion: false, gone: false });
  });

  it('CF-20: a reply to a message that is not known is shown all the same', () => {
    const [entry] = foldTimeline([say(2, bob, text('yes'), { inReplyTo: idOf(1) })], usual).entries;
    expect(entry?.reply).toEqual({ version: idOf(1), original: null, olderVersion: false, gone: false });
  });

  it('CF-21: a loop is broken where it closes', () => {
    const loop = [1, 2, 3].map((at) => say(at, alice, text(`${at}`), { inReplyTo: idOf((at % 3) + 1) }));
    const { entries } = foldTimeline([...loop, say(4, bob, text('4'), { inReplyTo: idOf(4) })], usual);
    expect(entries.map(({ reply }) => reply?.version ?? null)).toEqual([idOf(2), idOf(3), null, null]);
  });

  it('CF-21: any web of replies ends without a loop', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), (targets) => {
        const messages = targets.map((target, at) => say(at + 1, alice, text('x'), { inReplyTo: idOf(target) }));
        const { entries } = foldTimeline(messages, usual);
        const answers = new Map(entries.map(({ original, reply }) => [original, reply?.version]));
        for (const { original } of entries) {
          let steps = 0;
          for (let at: MessageId | undefined = original; at !== undefined; at = answers.get(at)) steps += 1;
          expect(steps).toBeLessThanOrEqual(targets.length + 1);
        }
      }),
    );
  });

  it('FX-16: messages of one topic stand together, by time and then id, below the message that it is named after', () => {
    const topicId = messageIdBytes(idOf(1));
    const [a, b] = [say(3, bob, text('c'), { topicId }), { ...say(2, alice, text('b'), { topicId }), acceptedAt: 3 }];
    const messages = [say(1, alice, text('a')), a, b, say(4, bob, text('x'), { topicId: Uint8Array.of(9) })];
    const topics = topicsOf(foldTimeline(messages, usual).entries);
    expect(topics.map(({ head, entries }) => [head && shown(head), entries.map(shown)])).toEqual([
      ['a', ['b', 'c']],
      [null, ['x']],
    ]);
  });
});

describe('what is said aside', () => {
  it('MD-08 MD-13 FX-25: profiles, what somebody is just doing and status reports are not shown as messages', () => {
    const report = encodeStatusReport([{ id: idOf(1), status: 2 }]);
    const asides = [
      profileDraft({ name: 'Alice', icon: null }).body,
      momentDraft([{ kind: 'typing', value: 'active' }], 3).body,
      { ...text(''), contentType: statusMediaType, content: report } as Part,
    ];
    const timeline = foldTimeline(
      [say(1, alice, text('hello')), ...asides.map((body, at) => say(at + 2, bob, body))],
      usual,
    );
    expect(lines(timeline)).toEqual(['hello']);
    expect(reasons(timeline)).toEqual(['aside', 'aside', 'aside']);
    const edits = asides.map((body, at) => say(at + 2, alice, body, { replaces: idOf(1), topicId: Uint8Array.of(7) }));
    const edited = foldTimeline([say(1, alice, text('hello')), ...edits], usual);
    expect(lines(edited)).toEqual(['hello']);
    expect(edited.entries[0]?.topicId).toEqual(new Uint8Array());
    expect(reasons(edited)).toEqual(['aside', 'aside', 'aside']);
  });

  it.each([
    ['a part of a profile that is to be rendered', 3, 1, true],
    ['a part of a picture of somebody that is to be rendered', 5, 1, true],
    ['a part of a profile that says nothing of its own disposition', 3, 0, false],
    ['a profile within a message', 1, 3, false],
    ['a text beside a profile within a message', 1, 1, true],
  ])('MD-08: %s', (_, around, within, isSaid) => {
    const parts = [text('BEGIN:VCARD', 3), text('hello', within)];
    const body: Part = { disposition: around, language: '', type: 'multi', semantics: 'process-all', parts };
    expect(foldTimeline([say(1, alice, body)], usual).entries).toHaveLength(isSaid ? 1 : 0);
  });

  const nothing: Part = { disposition: 1, language: '', type: 'null' };
  const together = (...parts: readonly Part[]): Part => ({
    disposition: 1,
    language: '',
    type: 'multi',
    semantics: 'process-all',
    parts,
  });

  it('MD-08: a profile is none the more said for nothing beside it', () => {
    const body = together(text('BEGIN:VCARD', 3), nothing);
    const messages = [say(1, alice, text('hello')), say(2, alice, body), say(3, alice, body, { replaces: idOf(1) })];
    const timeline = foldTimeline(messages, usual);
    expect(lines(timeline)).toEqual(['hello']);
    expect(reasons(timeline)).toEqual(['aside', 'aside']);
  });

  it('CF-14: several parts that are all nothing take back what they replace, as one does', () => {
    const body = together(nothing, together(nothing, nothing));
    const messages = [say(1, alice, text('secret')), say(2, alice, body, { replaces: idOf(1) }), say(3, alice, body)];
    const timeline = foldTimeline(messages, usual);
    expect(timeline.entries.map(({ state }) => state.type)).toEqual(['deleted']);
    expect(reasons(timeline)).toEqual(['nothing-to-do']);
  });
});

describe('expiry', () => {
  const read: Reading = { readAt: 5000, deliveredAt: 1000 };

  it.each([
    ['never', null, read, null],
    ['absolute', { relative: false, seconds: 10 }, read, 10_000],
    ['relative, from the first reading', { relative: true, seconds: 10 }, read, 15_000],
    [
      'relative, from delivery where nothing tells of reading',
      { relative: true, seconds: 10 },
      { ...read, readAt: null },
      11_000,
    ],
    ['relative, before delivery', { relative: true, seconds: 10 }, { readAt: null, deliveredAt: null }, null],
  ])('FX-17 CF-18: %s', (_, expires, reading, due) => {
    expect(dueAt(expires, reading)).toBe(due);
  });

  it('FX-17: a message is gone from the moment that it is due, reactions and all', () => {
    const expires = { relative: false, seconds: 10 };
    const messages = [say(1, alice, text('secret'), { expires }), react(2, bob, 1, '❤'), edit(3, alice, 1, 'x')];
    const at = (now: number): Timeline => foldTimeline(messages, { ...usual, expiry: { now, reading: () => read } });
    expect(lines(at(9999))).toEqual(['secret > x']);
    expect(at(10_000).entries[0]?.state).toEqual({ type: 'expired', at: 10_000 });
    expect(reactionsOf(at(10_000))).toEqual([]);
  });
});
