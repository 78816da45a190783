import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixContent, MatrixDeed } from '../../../src/content/matrix/index.ts';
import { mapping } from '../../../src/content/networks/mapping.ts';
import { kinds } from './support/both-kinds.ts';
import { BothSides } from './support/both-sides.ts';

/** Without the readable form of formatted text, which is written anew. */
function kept(content: MatrixContent): MatrixContent {
  const { body, format, 'm.new_content': replacement, ...rest } = content;
  const isAnnotation = body === undefined;
  return {
    ...(isAnnotation ? {} : { 'm.mentions': {} }),
    ...rest,
    ...(format !== undefined ? { format } : isAnnotation ? {} : { body }),
    ...(replacement === undefined
      ? {}
      : { 'm.new_content': kept(replacement as MatrixContent), body: '', formatted_body: '' }),
  };
}

const sentIn = (deeds: readonly MatrixDeed[]): readonly MatrixContent[] =>
  deeds.flatMap((deed) => (deed.do === 'send' ? [kept(deed.content)] : []));
const redactedIn = (deeds: readonly MatrixDeed[]): readonly string[] =>
  deeds.flatMap((deed) => (deed.do === 'redact' ? [deed.eventId] : []));

/** Messages of each kind. */
const runs = 80;

describe('Matrix to MIMI to XMPP to MIMI to Matrix', () => {
  it('FX-28: every kind that the table says both keep is tried, in a thousand messages and more', () => {
    const both = Object.entries(mapping).filter(
      ([, { matrix, xmpp }]) => matrix.keeping === 'kept' && xmpp.keeping === 'kept',
    );
    expect(Object.keys(kinds).sort()).toEqual(both.map(([thing]) => thing).sort());
    expect(Object.keys(kinds).length * runs).toBeGreaterThanOrEqual(1000);
  });

  it.each(Object.entries(kinds).map(([thing, kind]) => ({ thing, ...kind })))(
    '$rows: $thing comes back',
    { timeout: 60_000 },
    ({ ways }) => {
      fc.assert(
        fc.property(ways, ({ before, type, content, back, redacts = [] }) => {
          const both = new BothSides();
          before?.(both);
          const deeds = both.toMatrix(both.fromMatrix(content, type));
          expect(sentIn(deeds)).toEqual(back.map(kept));
          expect(redactedIn(deeds)).toEqual(redacts);
          expect(deeds).toHaveLength(back.length + redacts.length);
        }),
        { numRuns: runs },
      );
    },
  );

  it('FX-15: the reason of a moderator is kept, and an author’s is in the text', () => {
    const both = new BothSides();
    const moderated = both.fromMatrix({ redacts: '$asked', reason: 'spam' }, 'm.room.redaction');
    expect(both.toMatrix(moderated)).toEqual([{ do: 'redact', eventId: '$asked', reason: 'spam' }]);
    const own = both.fromMatrix({ redacts: '$own', reason: 'typo' }, 'm.room.redaction');
    expect(JSON.stringify(own)).toContain('A message was deleted: typo');
    expect(both.toMatrix(own)).toEqual([{ do: 'redact', eventId: '$own' }]);
  });

  it('FX-27: a place is one to clients of XMPP too', () => {
    const deeds = new BothSides().fromMatrix({
      msgtype: 'm.location',
      body: 'Big Ben',
      geo_uri: 'geo:51.5008,-0.1247;u=35',
    });
    const place = deeds[0]?.payload.find(({ name }) => name === 'geoloc');
    expect(JSON.stringify(place)).toContain('51.5008');
  });

  it('FX-27 FX-28: polls are readable on the way', () => {
    const poll = {
      'org.matrix.msc3381.poll.start': {
        kind: 'org.matrix.msc3381.poll.disclosed',
        max_selections: 1,
        question: { 'org.matrix.msc1767.text': 'Where?', body: 'Where?', msgtype: 'm.text' },
        answers: ['here', 'there'].map((text, index) => ({ id: String(index), 'org.matrix.msc1767.text': text })),
      },
      'org.matrix.msc1767.text': 'Where?\n1. here\n2. there',
    };
    const text = JSON.stringify(new BothSides().fromMatrix(poll, 'org.matrix.msc3381.poll.start'));
    for (const said of ['Where?', 'here', 'there']) expect(text).toContain(said);
  });
});
