import { describe, expect, it } from 'vitest';
import type { Part, StoredMessage } from '../../../src/content/index.ts';
import { foldTimeline } from '../../../src/content/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';
import {
  alice,
  bob,
  mod,
  idOf,
  text,
  say,
  edit,
  remove,
  react,
  usual,
  without,
  lines,
  reactionsOf,
  reasons,
} from './support/history.ts';

describe('reactions', () => {
  const original = say(1, alice, text('pizza'));

  it('FX-08: several of a user, as parts or as messages, stand beside one another', () => {
    const both: Part = {
      disposition: 2,
      language: '',
      type: 'multi',
      semantics: 'process-all',
      parts: [text('❤', 2), text('🍍', 2)],
    };
    const messages = [say(2, bob, both, { inReplyTo: idOf(1) }), react(3, bob, 1, '👍'), react(4, alice, 1, '❤')];
    expect(reactionsOf(foldTimeline([original, ...messages], usual))).toEqual(['bob ❤', 'bob 🍍', 'bob 👍', 'alice ❤']);
  });

  it('FX-08: of alternatives one counts; a picture is a reaction without a text', () => {
    const alternatives = (first: Part, second: Part): Part => ({
      disposition: 1,
      language: '',
      type: 'multi',
      semantics: 'choose-one',
      parts: [first, second],
    });
    const picture: Part = {
      disposition: 2,
      language: '',
      type: 'single',
      contentType: 'image/png',
      content: new Uint8Array(),
    };
    const messages = [
      say(2, bob, alternatives(picture, text('❤', 2)), { inReplyTo: idOf(1) }),
      say(3, bob, picture, { inReplyTo: idOf(1) }),
      say(4, bob, alternatives(text('❤', 2), { ...picture, disposition: 1 }), { inReplyTo: idOf(1) }),
    ];
    expect(reactionsOf(foldTimeline([original, ...messages], usual))).toEqual(['bob ❤', 'bob null', 'bob ❤']);
  });

  it('FX-10: removed and added again', () => {
    const messages = [original, react(2, bob, 1, '❤'), remove(3, bob, 2)];
    expect(reactionsOf(foldTimeline(messages, usual))).toEqual([]);
    expect(reactionsOf(foldTimeline([...messages, react(4, bob, 1, '❤')], usual))).toEqual(['bob ❤']);
  });

  it('FX-10: only its own user removes it, or who may remove those of others', () => {
    const messages = [original, react(2, bob, 1, '❤')];
    expect(reactionsOf(foldTimeline([...messages, remove(3, alice, 2)], usual))).toEqual(['bob ❤']);
    expect(reactionsOf(foldTimeline([...messages, remove(3, mod, 2)], usual))).toEqual([]);
    expect(reactionsOf(foldTimeline([...messages, remove(3, bob, 2)], without('canDeleteOwnReaction')))).toEqual([
      'bob ❤',
    ]);
  });

  it('FX-08: one that is replaced by another is another, by its own user', () => {
    const change = (sender: UserUri): StoredMessage => say(3, sender, text('👍', 2), { replaces: idOf(2) });
    const messages = [original, react(2, bob, 1, '❤')];
    expect(reactionsOf(foldTimeline([...messages, change(bob)], usual))).toEqual(['bob 👍']);
    expect(reactionsOf(foldTimeline([...messages, change(mod)], usual))).toEqual(['bob ❤']);
    expect(reactionsOf(foldTimeline([...messages, change(bob)], without('canEditReaction')))).toEqual(['bob ❤']);
    expect(reasons(foldTimeline([...messages, edit(3, bob, 2, 'words')], usual))).toEqual(['nothing-to-do']);
  });

  it('FX-08: those to an older version are marked, those to unknown messages wait', () => {
    const messages = [
      original,
      react(2, bob, 1, '❤'),
      edit(3, alice, 1, 'salad'),
      react(4, bob, 3, '👍'),
      react(5, bob, 9, '?'),
    ];
    const timeline = foldTimeline(messages, usual);
    expect(timeline.entries[0]?.reactions.map(({ olderVersion }) => olderVersion)).toEqual([true, false]);
    expect(timeline.waiting).toEqual([{ id: idOf(5), target: idOf(9) }]);
  });

  it('FX-08: without the right, or to a reaction, there is none', () => {
    expect(reactionsOf(foldTimeline([original, react(2, bob, 1, '❤')], without('canReactToMessage')))).toEqual([]);
    expect(reasons(foldTimeline([original, react(2, bob, 1, '❤'), react(3, bob, 2, '❤')], usual))).toEqual([
      'nothing-to-do',
    ]);
  });

  it('FX-08: what says something besides is no reaction', () => {
    const mixed: Part = {
      disposition: 1,
      language: '',
      type: 'multi',
      semantics: 'process-all',
      parts: [text('❤', 2), text('x')],
    };
    expect(lines(foldTimeline([original, say(2, bob, mixed, { inReplyTo: idOf(1) })], usual))).toEqual([
      'pizza',
      'multi',
    ]);
    expect(lines(foldTimeline([say(2, bob, text('❤', 2))], usual))).toEqual(['❤']);
  });
});
