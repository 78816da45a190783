import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf, receiveMessage, composeMessage } from '../../../src/content/index.ts';
import type { MessageDraft, StoredMessage } from '../../../src/content/index.ts';
import { differingNotice } from '../../../src/content/fallbacks/index.ts';
import { draftsOfMatrixEvent, matrixEventsOf } from '../../../src/content/matrix/index.ts';
import type { MatrixContent, MatrixDeed } from '../../../src/content/matrix/index.ts';
import { draftsOfStanza, stanzasOf } from '../../../src/content/xmpp/index.ts';
import type { XmppDeed } from '../../../src/content/xmpp/index.ts';
import { alice, bob, cathy, everything, MatrixRoom, mxidOf, nameOf, room as roomUri } from './support/matrix-room.ts';
import { stanzaOf, XmppRoom } from './support/xmpp-room.ts';

/** One room with a Matrix and an XMPP side, where Alice and Bob have said something already. */
class BothSides {
  readonly matrix = new MatrixRoom();
  readonly xmpp = new XmppRoom();
  readonly asked = this.saidBefore(alice, 'what was asked', '$asked', 'asked');
  readonly own = this.saidBefore(bob, 'what I said', '$own', 'own');
  #salt = 100;

  saidBefore(sender: typeof alice, text: string, eventId: string, id: string): StoredMessage {
    const content = Buffer.from(text);
    const draft = draftOf({
      disposition: 1,
      language: '',
      type: 'single',
      contentType: 'text/plain;charset=utf-8',
      content,
    });
    const message = this.matrix.say(sender, draft);
    this.matrix.shows(message.id, eventId);
    return this.xmpp.store(message, text, id);
  }

  /** A message as it comes through the hub: composed, encoded, and read again. */
  message(draft: MessageDraft): StoredMessage {
    this.#salt += 1;
    const place = { sender: bob, room: roomUri };
    const { bytes } = composeMessage(place, new Uint8Array(16).fill(this.#salt), draft);
    return { ...receiveMessage(bytes, place), acceptedAt: 1_800_000_000_000 };
  }

  fromMatrix(content: MatrixContent, type = 'm.room.message'): readonly XmppDeed[] {
    const drafts = draftsOfMatrixEvent({ type, content, sender: mxidOf(bob), eventId: '$new' }, this.matrix);
    if ('reason' in drafts) throw new Error(drafts.text);
    return drafts.flatMap((draft) => stanzasOf(this.message(draft), everything, this.xmpp));
  }

  toMatrix(deeds: readonly XmppDeed[]): readonly MatrixDeed[] {
    return deeds.flatMap(({ payload }) => {
      const drafts = draftsOfStanza(stanzaOf(bob, payload), this.xmpp);
      if ('reason' in drafts) throw new Error(drafts.text);
      return drafts.flatMap((draft) => matrixEventsOf(this.message(draft), everything, this.matrix));
    });
  }

  there(content: MatrixContent, type = 'm.room.message'): readonly MatrixDeed[] {
    return this.toMatrix(this.fromMatrix(content, type));
  }
}

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.constantFrom('ünïcödé', '🎉', '👩🏽‍⚕️', 'שלום', '漢字', '&amp', "it's", '<b>'),
);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((list) => list.join(' '));
const lines = fc.array(words, { minLength: 1, maxLength: 3 }).map((list) => list.join('\n'));
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const plain = fc
  .tuple(fc.constantFrom('m.text', 'm.emote'), lines)
  .map(([msgtype, body]): MatrixContent => ({ msgtype, body }));

const span = fc
  .tuple(fc.constantFrom('strong', 'em', 'del', 'code'), fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,6})?$/))
  .map(([name, text]) => `<${name}>${text}</${name}>`);
const line = fc
  .tuple(words, span, words)
  .map(([before, look, after]) => `${escaped(before)} ${look} ${escaped(after)}`);
const block = fc.oneof(
  line.map((html) => `<p>${html}</p>`),
  fc.tuple(line, line).map((both) => `<p>${both.join('<br />\n')}</p>`),
  line.map((html) => `<blockquote>\n<p>${html}</p>\n</blockquote>`),
  fc.constantFrom('let x = 1;', 'a\n\n*b*').map((code) => `<pre><code>${code}\n</code></pre>`),
);
const html = fc.oneof(
  line,
  fc
    .tuple(line, fc.array(block, { minLength: 1, maxLength: 3 }))
    .map(([first, rest]) => [`<p>${first}</p>`, ...rest].join('\n')),
);
const formatted = html.map(
  (text): MatrixContent => ({
    msgtype: 'm.text',
    body: 'the same',
    format: 'org.matrix.custom.html',
    formatted_body: text,
  }),
);
const mention = fc.tuple(fc.constantFrom(alice, cathy), words).map(([user, text]): MatrixContent => {
  const pill = `<a href="https://matrix.to/#/${mxidOf(user)}">${nameOf(user)}</a>`;
  return {
    msgtype: 'm.text',
    body: 'the same',
    format: 'org.matrix.custom.html',
    formatted_body: `${pill}: ${escaped(text)}`,
    'm.mentions': { user_ids: [mxidOf(user)] },
  };
});
const said = fc.oneof(plain, formatted, mention);

/** Without the readable form of formatted text, which is written anew. */
function kept(content: MatrixContent): MatrixContent {
  const { body, format, 'm.new_content': replacement, ...rest } = content;
  return {
    'm.mentions': {},
    ...rest,
    ...(format === undefined ? { body } : { format }),
    ...(replacement === undefined
      ? {}
      : { 'm.new_content': kept(replacement as MatrixContent), body: '', formatted_body: '' }),
  };
}

function keptOf(deeds: readonly MatrixDeed[]): readonly MatrixContent[] {
  return deeds.map((deed) => (deed.do === 'send' ? kept(deed.content) : { ...deed }));
}

describe('Matrix to MIMI to XMPP to MIMI to Matrix', () => {
  it('CF-24: both flag the same message whose alternatives differ', () => {
    const single = (contentType: string, text: string) =>
      ({ disposition: 1, language: '', type: 'single', contentType, content: Buffer.from(text) }) as const;
    const flagged = (markdown: string, plain: string): readonly boolean[] => {
      const parts = [single('text/markdown;variant=GFM-MIMI', markdown), single('text/plain', plain)];
      const sides = new BothSides();
      const said = sides.message(
        draftOf({ disposition: 1, language: '', type: 'multi', semantics: 'choose-one', parts }),
      );
      const shown = [matrixEventsOf(said, everything, sides.matrix), stanzasOf(said, everything, sides.xmpp)];
      return shown.map((deeds) => JSON.stringify(deeds).includes(differingNotice));
    };
    const budget = 'Please approve the **budget** for next year';
    expect(flagged(budget, 'Please approve the dismissal of Carol now')).toEqual([true, true]);
    expect(flagged(budget, 'Please approve the budget for next year')).toEqual([false, false]);
  });

  it('FX-02 FX-04 FX-06: text, formatting, mentions and answers that both can show are kept', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(said, fc.boolean(), (content, answers) => {
        const relation = answers ? { 'm.relates_to': { 'm.in_reply_to': { event_id: '$asked' } } } : {};
        const event = { ...content, ...relation };
        expect(keptOf(new BothSides().there(event))).toEqual([kept(event)]);
      }),
      { numRuns: 600 },
    );
  });

  it('FX-11: edits are kept', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(said, (content) => {
        const relation = { rel_type: 'm.replace', event_id: '$own' };
        const event = {
          ...content,
          body: `* ${String(content.body)}`,
          'm.new_content': content,
          'm.relates_to': relation,
        };
        const [deed, ...others] = new BothSides().there(event);
        expect(others).toEqual([]);
        const edit = deed?.do === 'send' ? deed.content : {};
        expect(edit['m.relates_to']).toEqual(relation);
        expect(kept((edit['m.new_content'] ?? {}) as MatrixContent)).toEqual(kept(content));
      }),
      { numRuns: 150 },
    );
  });

  it('FX-08 FX-14: reactions and redactions are kept', () => {
    const relation = { rel_type: 'm.annotation', event_id: '$asked', key: '👩🏽‍⚕️' };
    const [reaction, ...others] = new BothSides().there({ 'm.relates_to': relation }, 'm.reaction');
    expect(others).toEqual([]);
    expect(reaction).toMatchObject({ do: 'send', type: 'm.reaction', content: { 'm.relates_to': relation } });
    expect(new BothSides().there({ redacts: '$own' }, 'm.room.redaction')).toEqual([{ do: 'redact', eventId: '$own' }]);
  });

  it('FX-17: a message that vanishes does so everywhere', () => {
    const deeds = new BothSides().fromMatrix({
      msgtype: 'm.text',
      body: 'soon gone',
      'org.matrix.self_destruct_after': 1_800_000_600_000,
    });
    expect(deeds[0]?.payload.find(({ name }) => name === 'ephemeral')?.attrs).toEqual({ timer: '600' });
  });

  it('FX-16: a thread is kept', () => {
    const both = new BothSides();
    const thread = {
      rel_type: 'm.thread',
      event_id: '$asked',
      is_falling_back: true,
      'm.in_reply_to': { event_id: '$asked' },
    };
    const [deed] = both.there({ msgtype: 'm.text', body: 'more', 'm.relates_to': thread });
    expect(deed).toMatchObject({
      content: { body: 'more', 'm.relates_to': { rel_type: 'm.thread', event_id: '$asked' } },
    });
  });

  it.each([
    ['m.image', 'photo.png', 'image/png', { w: 640, h: 480 }],
    ['m.video', 'film.mp4', 'video/mp4', { w: 640, h: 480, duration: 63_000 }],
    ['m.audio', 'song.ogg', 'audio/ogg', { duration: 63_000 }],
    ['m.file', 'paper.pdf', 'application/pdf', {}],
  ])('FX-18 FX-21: %s keeps its file, name and measures', (msgtype, name, mimetype, measures) => {
    const both = new BothSides();
    const laid = both.matrix.fileOf(`mxc://example.com/${name}`);
    if (laid === null) throw new Error('no such file');
    both.xmpp.keepFile(`https://download.example.com/${name}`, laid);
    const event = {
      msgtype,
      body: name,
      url: `mxc://example.com/${name}`,
      info: { mimetype, size: 1000, ...measures },
    };
    expect(keptOf(both.there(event))).toEqual([{ ...kept(event), body: name }]);
  });

  it('FX-27: a place is a place on both sides, and its name stays', () => {
    const both = new BothSides();
    const deeds = both.fromMatrix({ msgtype: 'm.location', body: 'Big Ben', geo_uri: 'geo:51.5008,-0.1247;u=35' });
    const place = deeds[0]?.payload.find(({ name }) => name === 'geoloc');
    expect(JSON.stringify(place)).toContain('51.5008');
    const [deed] = both.toMatrix(deeds);
    expect(deed?.do === 'send' ? deed.content.body : '').toContain('Big Ben');
  });

  it('FX-27 FX-28: stickers and polls are readable on the way', () => {
    const both = new BothSides();
    const poll = {
      'org.matrix.msc3381.poll.start': {
        kind: 'org.matrix.msc3381.poll.disclosed',
        max_selections: 1,
        question: { 'org.matrix.msc1767.text': 'Where?', body: 'Where?', msgtype: 'm.text' },
        answers: ['here', 'there'].map((text, index) => ({ id: String(index), 'org.matrix.msc1767.text': text })),
      },
      'org.matrix.msc1767.text': 'Where?\n1. here\n2. there',
    };
    const text = JSON.stringify(both.fromMatrix(poll, 'org.matrix.msc3381.poll.start'));
    for (const said of ['Where?', 'here', 'there']) expect(text).toContain(said);
  });
});
