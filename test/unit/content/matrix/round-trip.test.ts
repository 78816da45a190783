import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftsOfMatrixEvent, matrixEventsOf } from '../../../../src/content/matrix/index.ts';
import type { MatrixContent, MatrixDeed } from '../../../../src/content/matrix/index.ts';
import { acts, eventOf } from '../support/matrix-events.ts';
import type { Acted, Standing } from '../support/matrix-events.ts';
import { everything, MatrixRoom } from '../support/matrix-room.ts';

type Json = Record<string, unknown>;

/** What the mapping doesn't keep: the readable form of formatted text is written anew from the formatting. */
function kept(content: MatrixContent): Json {
  const rest: Json = { ...content };
  if (rest.format !== undefined) delete rest.body;
  if (typeof rest['m.new_content'] === 'object') rest['m.new_content'] = kept(rest['m.new_content'] as MatrixContent);
  const relation = rest['m.relates_to'] as Json | undefined;
  // The newest event of a thread, for readers without threads: it grows meanwhile.
  if (relation?.is_falling_back === true) rest['m.relates_to'] = { ...relation, 'm.in_reply_to': 'the newest' };
  return rest;
}

/** A thread's root that is in a thread itself, which Matrix has no form for: its topic's root stands for it. */
const isFlat = (event: { content: unknown }, threaded: ReadonlySet<string>): boolean => {
  const relation = (event.content as Json)['m.relates_to'] as Json | undefined;
  return relation?.rel_type !== 'm.thread' || !threaded.has(String(relation.event_id));
};

function live(all: readonly Acted[]): number {
  const room = new MatrixRoom();
  const standing: Standing[] = [];
  const threaded = new Set<string>();
  let rendered = 0;
  all.forEach((acted, index) => {
    const eventId = `$e${index}`;
    const event = eventOf(acted, standing, eventId);
    if (event === null || !isFlat(event, threaded)) return;
    const drafted = draftsOfMatrixEvent(event, room);
    if ('reason' in drafted) {
      expect({ drafted, event }).toMatchObject({ drafted: { reason: 'nothing-said' }, event: { type: 'm.reaction' } });
      return;
    }
    const [draft] = drafted;
    if (draft === undefined) throw new Error('a draft is missing');
    const message = room.say(acted.sender, draft);
    const deeds = matrixEventsOf(message, everything, room);
    rendered += 1;
    if (acted.act.act === 'redact') {
      const { redacts } = event.content as { redacts: string };
      expect(deeds).toContainEqual({ do: 'redact', eventId: redacts } satisfies MatrixDeed);
      standing.splice(
        standing.findIndex((one) => one.eventId === redacts),
        1,
      );
      return;
    }
    expect(deeds).toHaveLength(1);
    const [deed] = deeds;
    if (deed?.do !== 'send') throw new Error('nothing was sent');
    expect({ type: deed.type, content: kept(deed.content) }).toEqual({
      type: event.type,
      content: kept(event.content as MatrixContent),
    });
    room.shows(message.id, eventId);
    if (acted.act.act === 'say') {
      const isMessage = event.type === 'm.room.message';
      standing.push({ eventId, sender: acted.sender, canBeEdited: isMessage });
      if (((event.content as Json)['m.relates_to'] as Json | undefined)?.rel_type === 'm.thread') threaded.add(eventId);
    }
  });
  return rendered;
}

describe('Matrix to MIMI to Matrix', () => {
  it('FX-02 FX-18 CF-23: 10,000 events come back with everything that the mapping keeps', { timeout: 60_000 }, () => {
    let rendered = 0;
    const rooms = fc.property(fc.array(acts, { maxLength: 100, size: 'max' }), (all) => {
      rendered += live(all);
    });
    // Not every act has something to be about: rooms are lived in until there were enough events.
    while (rendered < 10_000) fc.assert(rooms, { numRuns: 20 });
    expect(rendered).toBeGreaterThanOrEqual(10_000);
  });
});
