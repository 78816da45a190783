import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf } from '../../../../src/content/index.ts';
import type { MessageDraft } from '../../../../src/content/index.ts';
import { draftsOfStanza, stanzasOf } from '../../../../src/content/xmpp/index.ts';
import type { XmlElement } from '../../../../src/content/xmpp/index.ts';
import type { UserUri } from '../../../../src/identifiers/index.ts';
import { alice, bob, everything, externalFile } from '../support/matrix-room.ts';
import { textIn } from '../../../../src/content/xmpp/element.ts';
import { filePayload, fileSaid, reactionSet, senders, textPayload, textSaid } from '../support/xmpp-arbitraries.ts';
import { XmppRoom, stanzaOf } from '../support/xmpp-room.ts';

const types = new Map([
  ['png', 'image/png'],
  ['ogg', 'audio/ogg'],
  ['mp4', 'video/mp4'],
  ['pdf', 'application/pdf'],
]);

const plain = draftOf({
  disposition: 1,
  language: '',
  type: 'single',
  contentType: 'text/plain;charset=utf-8',
  content: Buffer.from('what was said'),
});

function drafted(stanza: XmlElement, room: XmppRoom): readonly MessageDraft[] {
  const drafts = draftsOfStanza(stanza, room);
  if ('reason' in drafts) throw new Error(drafts.text);
  return drafts;
}

/** What people see of a payload, apart from how it is written down. */
function seen(payload: readonly XmlElement[]): unknown {
  const named = (name: string, ns: string): readonly XmlElement[] =>
    payload.filter((one) => one.name === name && one.ns === ns);
  const [first] = named('body', 'jabber:client');
  const range = named('fallback', 'urn:xmpp:fallback:0').find(({ attrs }) => attrs.for === 'urn:xmpp:reply:0')
    ?.children[0];
  const cut = typeof range === 'object' ? Number(range.attrs.end) : 0;
  const full = Array.from(first ? textIn(first) : '');
  const text = full.slice(cut).join('');
  return {
    text,
    others: named('body', 'jabber:client')
      .slice(1)
      .map(({ attrs }) => attrs['xml:lang']),
    language: first?.attrs['xml:lang'],
    reply: named('reply', 'urn:xmpp:reply:0').map(({ attrs }) => attrs),
    replace: named('replace', 'urn:xmpp:message-correct:0').map(({ attrs }) => attrs),
    mentions: named('reference', 'urn:xmpp:reference:0').map(({ attrs }) => [
      attrs.uri,
      full.slice(Number(attrs.begin), Number(attrs.end)).join(''),
    ]),
    thread: named('thread', 'jabber:client').map(({ children }) => children),
    timer: named('ephemeral', 'urn:xmpp:ephemeral:0').map(({ attrs }) => attrs),
    spoiler: named('spoiler', 'urn:xmpp:spoiler:0').map(({ children }) => children),
    location: named('geoloc', 'http://jabber.org/protocol/geoloc').map(({ children }) => children),
    subject: named('subject', 'jabber:client').map(({ children }) => children),
    id: named('origin-id', 'urn:xmpp:sid:0').map(({ attrs }) => attrs),
  };
}

describe('a message from XMPP to MIMI and back to XMPP', () => {
  it('FX-01 FX-02 FX-04: keeps text, styling, mentions, replies, corrections, threads and timers of 10,000 messages', () => {
    fc.assert(
      fc.property(textSaid, (said) => {
        const room = new XmppRoom();
        const answered = room.say(alice, plain, 'what was said', 'first');
        const own = room.say(bob, plain, 'what was said', 'own');
        const refersTo =
          said.relation === 'correction' ? { stanzaId: own.id, id: 'own' } : { stanzaId: answered.id, id: 'first' };
        const payload = textPayload(said, refersTo);
        const [draft] = drafted(stanzaOf(bob, payload, { id: said.id }), room);
        if (!draft) throw new Error('nothing was said');
        const [deed, ...others] = stanzasOf(room.say(bob, draft), everything, room);
        expect(others).toEqual([]);
        expect(deed?.purpose).toBe(said.relation === 'correction' ? 'correct' : 'say');
        // An edit leaves the topic as it was, which was none.
        const kept = said.relation === 'correction' ? payload.filter(({ name }) => name !== 'thread') : payload;
        expect(seen(deed?.payload ?? [])).toEqual(seen(kept));
      }),
      { numRuns: 10_000 },
    );
  });

  it('FX-18 FX-21: keeps files with their names, descriptions, places and measures', () => {
    const metadataIn = (payload: readonly XmlElement[]): unknown => {
      const sharing = payload.find(({ name }) => name === 'file-sharing');
      const [file] = sharing?.children ?? [];
      const fields = (typeof file === 'object' ? file.children : []).filter((field) => typeof field === 'object');
      const said = fields
        .filter(({ name }) => !['media-type', 'size'].includes(name))
        .map((field) => [field.name, textIn(field)]);
      return { ...sharing?.attrs, said: Object.fromEntries(said) as unknown };
    };
    fc.assert(
      fc.property(fileSaid, (said) => {
        const room = new XmppRoom();
        const type = types.get(said.url.split('.').at(-1) ?? '') ?? '';
        room.keepFile(said.url, externalFile(`${said.url}#encrypted`, type));
        const payload = filePayload(said);
        const [draft] = drafted(stanzaOf(bob, payload), room);
        if (!draft) throw new Error('nothing was said');
        const deeds = stanzasOf(room.say(bob, draft), everything, room);
        expect(deeds.flatMap((deed) => deed.payload.filter(({ name }) => name === 'body')).map(textIn)).toEqual(
          said.desc === '' ? [said.url] : [said.desc, said.url],
        );
        // A paper has no measures (draft-mahy-mimi-av-metadata).
        const isShown = type.startsWith('image/') || type.startsWith('video/') || type.startsWith('audio/');
        const kept = isShown ? said : { ...said, width: null, height: null, length: null };
        expect(metadataIn(deeds.at(-1)?.payload ?? [])).toEqual(metadataIn(filePayload(kept)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('FX-08 FX-10: sets of reactions are split into single ones and put together again', () => {
    const changes = fc.array(fc.tuple(senders, reactionSet), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (sets) => {
        const room = new XmppRoom();
        const target = room.say(alice, plain, 'what was said', 'first');
        const shown = new Map<UserUri, readonly string[]>();
        for (const [sender, set] of sets) {
          const reactions = set.map((text) => ({
            name: 'reaction',
            ns: 'urn:xmpp:reactions:0',
            attrs: {},
            children: [text],
          }));
          const stanza = {
            name: 'reactions',
            ns: 'urn:xmpp:reactions:0',
            attrs: { id: target.id },
            children: reactions,
          };
          const drafts = draftsOfStanza(stanzaOf(sender, [stanza]), room);
          if ('reason' in drafts) expect(set.toSorted()).toEqual((shown.get(sender) ?? []).toSorted());
          else {
            for (const draft of drafts) {
              const [deed] = stanzasOf(room.say(sender, draft), everything, room);
              const [element] = deed?.payload ?? [];
              shown.set(
                sender,
                (element?.children ?? []).map((child) => (typeof child === 'string' ? child : textIn(child))),
              );
            }
          }
          expect((shown.get(sender) ?? []).toSorted()).toEqual(set.toSorted());
        }
      }),
      { numRuns: 500 },
    );
  });
});
