import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part, StoredMessage } from '../../../src/content/index.ts';
import {
  composeMessage,
  decodeMoments,
  dispositions,
  InvalidContent,
  isMoment,
  momentDraft,
  momentMediaType,
  momentsOf,
  profileDraft,
  profilesOf,
  receiveMessage,
} from '../../../src/content/index.ts';
import type { MessageDraft } from '../../../src/content/index.ts';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { alice, bob, say, text } from './support/history.ts';

const image: Part = {
  disposition: 5,
  language: '',
  type: 'single',
  contentType: 'image/png',
  content: new Uint8Array(3),
};
const sent = (at: number, sender: UserUri, { body, ...fields }: MessageDraft): StoredMessage =>
  say(at, sender, body, fields);
const vcard = (content: string): Part => ({ ...text(content, 3), contentType: 'text/vcard' }) as Part;

describe('profiles', () => {
  it('MD-08: any name, and a picture, come back through a message', () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter((name) => name.trim() === name);
    fc.assert(
      fc.property(names, fc.boolean(), (name, pictured) => {
        const draft = profileDraft({ name, icon: pictured ? image : null });
        const place = { sender: alice, room: say(1, alice, text('x')).room };
        const { content } = receiveMessage(composeMessage(place, new Uint8Array(16), draft).bytes, place);
        const profile = profilesOf([{ ...say(1, alice, text('x')), content }]).get(alice);
        expect(profile).toEqual({ user: alice, name, icon: pictured ? image : null });
      }),
    );
  });

  it('MD-08: the newest wins, of each user by itself', () => {
    const messages = [
      sent(3, alice, profileDraft({ name: 'Alice S.', icon: null })),
      sent(1, alice, profileDraft({ name: 'Alice', icon: image })),
      sent(2, bob, profileDraft({ name: 'Bob', icon: image })),
      say(4, alice, text('hello')),
    ];
    expect([...profilesOf(messages).values()]).toEqual([
      { user: alice, name: 'Alice S.', icon: null },
      { user: bob, name: 'Bob', icon: image },
    ]);
  });

  it('MD-08: a picture alone leaves the name, and what is no image is no picture', () => {
    const named = sent(1, alice, profileDraft({ name: 'Alice', icon: null }));
    expect(profilesOf([named, say(2, alice, image)]).get(alice)).toEqual({ user: alice, name: 'Alice', icon: image });
    expect(profilesOf([named, say(2, alice, text('x', 5))]).get(alice)?.icon).toBeNull();
  });

  it('MD-08: parts that say nothing of what they are for belong to the profile around them', () => {
    const card: Part = { ...vcard('FN:Alice'), disposition: dispositions.unspecified };
    const body: Part = {
      type: 'multi',
      disposition: dispositions.profile,
      language: '',
      semantics: 'process-all',
      parts: [card, image],
    };
    expect(profilesOf([say(1, alice, body)]).get(alice)).toEqual({ user: alice, name: 'Alice', icon: image });
  });

  it.each([
    ['BEGIN:VCARD\nitem1.FN;LANGUAGE=en:Dr. Alice\\, MD\nEND:VCARD', 'Dr. Alice, MD'],
    ['FN:Alice\r\n  Smith\r\nFN:other', 'Alice Smith'],
    ['fn:\nFN: Bob ', 'Bob'],
    ['N:Smith;Alice', null],
    ['', null],
    [`FN:${'x'.repeat(1000)}`, 'x'.repeat(256)],
  ])('MD-08: of the vCard %j the name is %j', (card, name) => {
    expect(profilesOf([say(1, alice, vcard(card))]).get(alice)?.name).toBe(name);
  });
});

describe('what somebody is just doing', () => {
  const doing = (at: number, sender: UserUri, ...moments: Parameters<typeof momentDraft>[0]): StoredMessage =>
    sent(at, sender, momentDraft(moments, at));

  it('MD-09 MD-13: of each kind the latest of a user counts, for a minute', () => {
    const messages = [
      doing(1, alice, { kind: 'typing', value: 'active' }, { kind: 'mood', value: 'happy' }),
      doing(2, alice, { kind: 'typing', value: 'paused' }),
      doing(3, bob, { kind: 'presence', value: 'away' }),
      doing(4, bob, { kind: 'presence', value: '' }),
    ];
    const latest = momentsOf(messages, 60_001);
    expect(latest.get(alice)).toEqual(
      new Map([
        ['typing', 'paused'],
        ['mood', 'happy'],
      ]),
    );
    expect(latest.get(bob)).toEqual(new Map());
    expect(momentsOf(messages, 60_002).get(alice)).toEqual(new Map([['typing', 'paused']]));
    expect(momentsOf(messages, 70_000).size).toBe(0);
  });

  it('MD-13: it is a type of its own without a fallback, forgotten after a minute', () => {
    const draft = momentDraft([{ kind: 'typing', value: 'active' }], 1_800_000_000_001);
    expect(draft.expires).toEqual({ relative: false, seconds: 1_800_000_061 });
    expect(draft.body).toMatchObject({ type: 'single', contentType: momentMediaType });
    expect(isMoment(draft.body)).toBe(true);
    expect(isMoment(text('x'))).toBe(false);
  });

  it.each(['', 'a0', '8161', '8182616101', '818161', '8000', `91${'82616160'.repeat(17)}`])(
    'MD-13: %j is none, and nobody is told',
    (digits) => {
      const content = new Uint8Array(Buffer.from(digits, 'hex'));
      expect(() => decodeMoments(content)).toThrow(InvalidContent);
      const odd = say(1, alice, { ...text('x'), contentType: momentMediaType, content } as Part);
      expect(momentsOf([odd], 1).get(alice)).toEqual(new Map());
    },
  );

  it('MD-13: kinds that came later are left out', () => {
    expect(decodeMoments(new Uint8Array(Buffer.from('81826364616e6161', 'hex')))).toEqual([]);
  });
});
