import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldTimeline } from '../../../src/content/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import { messageIdFromBytes } from '../../../src/identifiers/index.ts';
import { alice, bob, mod, idOf, text, say, edit, remove, react, usual } from './support/history.ts';

describe('any history', () => {
  const senders = fc.constantFrom(alice, bob, mod);
  const deed = fc.oneof(
    fc.record({ do: fc.constant('say' as const), sender: senders, target: fc.nat(20) }),
    fc.record({ do: fc.constantFrom('edit', 'remove', 'react', 'answer'), sender: senders, target: fc.nat(20) }),
  );
  const histories = fc.array(deed, { maxLength: 20 }).map((deeds) =>
    deeds.map(({ do: what, sender, target }, index) => {
      const at = index + 1;
      if (what === 'edit') return edit(at, sender, target, `edit ${at}`);
      if (what === 'remove') return remove(at, sender, target);
      if (what === 'react') return react(at, sender, target, '❤');
      return say(at, sender, text(`${at}`), { inReplyTo: what === 'answer' ? idOf(target) : null });
    }),
  );

  it('FX-11 FX-14: is shown the same whatever order it comes in, and however often', () => {
    fc.assert(
      fc.property(
        histories.chain((history) =>
          fc.tuple(
            fc.constant(history),
            fc.shuffledSubarray([...history, ...history], { minLength: 2 * history.length }),
          ),
        ),
        ([history, shuffled]) => {
          expect(foldTimeline(shuffled, usual)).toEqual(foldTimeline(history, usual));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('FX-11 FX-10: every message is shown, has its effect, waits, or is said to be ignored', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { entries, waiting, ignored } = foldTimeline(history, usual);
        const effects = entries.flatMap(({ state, reactions, original }) => [
          original,
          ...reactions.map(({ message }) => message),
          ...(state.type === 'said' ? state.versions.map(({ id }) => id) : []),
        ]);
        const named = new Set([...effects, ...[...waiting, ...ignored].map(({ id }) => id)]);
        const lost = history.filter(({ id }) => !named.has(id));
        // A reaction that was taken back leaves no trace, nor does what changed something that is gone now.
        for (const { content } of lost) expect(content.replaces !== null || content.body.disposition === 2).toBe(true);
      }),
    );
  });

  it('FX-10: reactions that are undone in any order leave what was there before', () => {
    const count = 8;
    const order = fc.shuffledSubarray([...Array(count).keys()], { minLength: count });
    fc.assert(
      fc.property(order, fc.array(fc.boolean(), { minLength: count, maxLength: count }), (undone, kept) => {
        const original = say(1, alice, text('pizza'));
        const reactions = Array.from({ length: count }, (_, at) => react(at + 2, at % 2 ? alice : bob, 1, `${at}`));
        const undo = undone
          .filter((at) => kept[at] === false)
          .map((at, index) => remove(100 + index, at % 2 ? alice : bob, at + 2));
        const standing = reactions.filter((_, at) => kept[at]);
        const expected = foldTimeline([original, ...standing], usual).entries;
        expect(foldTimeline([...undo, ...reactions, original], usual).entries).toEqual(expected);
      }),
    );
  });

  it('a long history is folded in one go', () => {
    const numbered = (at: number): MessageId => {
      const bytes = new Uint8Array(32);
      bytes[0] = 1;
      new DataView(bytes.buffer).setUint32(28, at);
      return messageIdFromBytes(bytes);
    };
    const messages = Array.from({ length: 20_000 }, (_, at) => ({
      ...say(0, alice, text('x', at % 2 ? 2 : 1), { inReplyTo: numbered(at % 2 ? 0 : Math.max(0, at - 2)) }),
      id: numbered(at),
      acceptedAt: at,
    }));
    const { entries } = foldTimeline(messages, usual);
    expect(entries).toHaveLength(10_000);
    expect(entries[0]?.reactions).toHaveLength(10_000);
  });
});
