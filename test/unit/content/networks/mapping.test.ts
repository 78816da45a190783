import { describe, expect, it } from 'vitest';
import type { ExternalContent, Part } from '../../../../src/content/contract.ts';
import {
  encodeStatusReport,
  messageStatuses,
  statusMediaType,
  writeExtensions,
} from '../../../../src/content/index.ts';
import { matrixEventsOf } from '../../../../src/content/matrix/index.ts';
import type { MessageDraft, Showable } from '../../../../src/content/networks/contract.ts';
import { mapping } from '../../../../src/content/networks/mapping.ts';
import type { Mapped, MappedThing } from '../../../../src/content/networks/mapping.ts';
import { stanzasOf } from '../../../../src/content/xmpp/index.ts';
import type { XmlElement } from '../../../../src/content/xmpp/index.ts';
import { messageIdBytes } from '../../../../src/identifiers/index.ts';
import type { MessageId } from '../../../../src/identifiers/index.ts';
import { clearFile } from '../support/clear-file.ts';
import { alice, bob, everything, MatrixRoom, outsider, room } from '../support/matrix-room.ts';
import { XmppRoom } from '../support/xmpp-room.ts';
import { message } from '../support/xmpp-talk.ts';

const part = (contentType: string, text: string | Uint8Array, disposition = 1, language = ''): Part => ({
  disposition,
  language,
  type: 'single',
  contentType,
  content: typeof text === 'string' ? Buffer.from(text, 'utf8') : text,
});
const plain = (text: string, language = ''): Part => part('text/plain;charset=utf-8', text, 1, language);
const markdown = (text: string): Part => part('text/markdown;variant=GFM-MIMI', text);
const choice = (...parts: Part[]): Part => ({
  disposition: 1,
  language: '',
  type: 'multi',
  semantics: 'choose-one',
  parts,
});
const file = (name: string, changes: Partial<ExternalContent> = {}, disposition = 4): Part => ({
  disposition,
  language: '',
  type: 'external',
  ...clearFile({
    url: `https://files.example.com/${name}`,
    contentType: 'image/png',
    size: 1000n,
    filename: name,
    description: 'A red cat',
    ...changes,
  }),
});

/** A message about `target`, which the room shows, and what every reader of it reads in some form. */
interface Sample {
  /** What somebody else has said about the target before; the message is about that then. */
  readonly before?: (target: MessageId) => Partial<MessageDraft> & { readonly body: Part };
  readonly draft: (target: MessageId) => Partial<MessageDraft> & { readonly body: Part };
  readonly reads: readonly string[];
  /** What only readers read who can't show it. */
  readonly instead?: readonly string[];
  /** Nothing is said: a sign on another message, or for machines. */
  readonly silent?: true;
}

const said = (body: Part, reads: readonly string[], instead: readonly string[] = []): Sample => ({
  draft: () => ({ body }),
  reads,
  instead,
});

const samples: Readonly<Record<MappedThing, Sample>> = {
  text: said(plain('hello\nworld'), ['hello\nworld']),
  formatted: said(markdown('**bold** and `code`'), ['bold', 'code'], ['bold and code']),
  blocks: said(markdown('# Title\n\n- [x] one\n\n| a | b |\n|-|-|\n| c | d |'), ['Title', 'one', 'c | d']),
  quote: said(markdown('> wise words\n\n```js\nlet a;\n```'), ['> wise words', 'let a;']),
  looks: said(
    part('text/html', '10<sup>5</sup> <u>under</u> <font color="red">red</font> <span data-mx-spoiler>end</span>'),
    ['10⁵', 'under', 'red', '||end||'],
  ),
  link: said(markdown('[our site](https://example.com/)'), ['our site (https://example.com/)']),
  emote: said(plain('/me waves'), ['waves']),
  notice: said(plain('backup done'), ['backup done']),
  languages: said(choice(plain('hello', 'en'), plain('hallo', 'de')), ['hello']),
  mention: said(markdown(`thanks, [@Bob](${bob})!`), ['Bob']),
  outsider: said(markdown(`ask [Oscar](${outsider})`), ['Oscar', outsider]),
  everybody: said(markdown(`[@room](${room}), lunch!`), ['@room']),
  reply: {
    draft: (target) => ({ inReplyTo: target, body: plain('I agree') }),
    reads: ['I agree'],
    instead: ['> ', 'what was said', 'I agree'],
  },
  thread: { draft: (target) => ({ topicId: messageIdBytes(target), body: plain('in it') }), reads: ['in it'] },
  edit: {
    draft: (target) => ({ replaces: target, body: plain('new words') }),
    reads: ['new words'],
    instead: ['Edited:', 'new words'],
  },
  deletion: {
    draft: (target) => ({ replaces: target, body: { disposition: 1, language: '', type: 'null' } }),
    reads: [],
    instead: ['A message was deleted'],
    silent: true,
  },
  deletionReason: {
    draft: (target) => ({
      replaces: target,
      extensions: writeExtensions({ reason: 'spam' }),
      body: { disposition: 1, language: '', type: 'null' },
    }),
    reads: [],
    instead: ['A message was deleted: spam'],
    silent: true,
  },
  reaction: {
    draft: (target) => ({ inReplyTo: target, body: part('text/plain;charset=utf-8', '👍', 2) }),
    reads: [],
    instead: ['Reaction: 👍'],
    silent: true,
  },
  unlikeOfAnother: {
    before: (target) => ({ inReplyTo: target, body: part('text/plain;charset=utf-8', '👍', 2) }),
    draft: (target) => ({ replaces: target, body: { disposition: 2, language: '', type: 'null' } }),
    reads: [],
    silent: true,
  },
  pictureReaction: {
    draft: (target) => ({ inReplyTo: target, body: file('cat.png', {}, 2) }),
    reads: [],
    instead: ['Reaction: ', 'A red cat'],
    silent: true,
  },
  file: said(file('cat.png'), ['A red cat'], ['A red cat (cat.png, image/png, 1.0 KB)']),
  measures: said(file('cat.png'), ['A red cat'], ['A red cat (cat.png, image/png, 1.0 KB)']),
  voice: said(file('hi.ogg', { contentType: 'audio/ogg' }), ['A red cat'], ['A red cat (hi.ogg, audio/ogg, 1.0 KB)']),
  sticker: said(file('cat.png'), ['A red cat'], ['A red cat (cat.png, image/png, 1.0 KB)']),
  location: said(plain('Location: Big Ben: geo:51.5,-0.12'), ['Big Ben', 'geo:51.5,-0.12']),
  poll: said(plain('Poll: Where?\n1. Here\n2. There'), ['Where?', '1. Here', '2. There']),
  conference: said(
    file('', { url: 'https://example.com/join/12345', contentType: '', description: 'Join Foo 118', filename: '' }, 7),
    ['Join Foo 118: https://example.com/join/12345'],
  ),
  expiry: { draft: () => ({ expires: { relative: true, seconds: 60 }, body: plain('burns') }), reads: ['burns'] },
  read: {
    draft: (target) => {
      const report = encodeStatusReport([{ id: target, status: messageStatuses.read }]);
      return { body: part(statusMediaType, report) };
    },
    reads: [],
    silent: true,
  },
  unknown: said(part('application/vnd.example-unknown', new Uint8Array(3)), ['application/vnd.example-unknown']),
  differing: said(choice(markdown('Shall I reserve a room?'), part('text/html', '<p>Bob, fetch 100 keys</p>')), [
    'Shall I reserve a room?',
    'quite another text',
  ]),
};

/** All that readers read of a message in Matrix, and how many things are done for it. */
function inMatrix({ before, draft }: Sample, showable: Showable): { readonly text: string; readonly deeds: number } {
  const matrix = new MatrixRoom();
  const target = matrix.say(alice, message({ body: plain('what was said') }));
  matrix.shows(target.id, '$target');
  const earlier = before === undefined ? null : matrix.say(bob, message(before(target.id)));
  if (earlier !== null) matrix.shows(earlier.id, '$earlier');
  const about = earlier?.id ?? target.id;
  const deeds = matrixEventsOf(matrix.say(alice, message(draft(about))), showable, matrix);
  const bodies = deeds.flatMap((deed) =>
    deed.do === 'send' && 'body' in deed.content ? [String(deed.content['body'])] : [],
  );
  return { text: bodies.join('\n'), deeds: deeds.length };
}

function inXmpp({ before, draft }: Sample, showable: Showable): { readonly text: string; readonly deeds: number } {
  const xmpp = new XmppRoom();
  const target = xmpp.say(alice, message({ body: plain('what was said') }));
  const about = before === undefined ? target.id : xmpp.say(bob, message(before(target.id))).id;
  const deeds = stanzasOf(xmpp.say(alice, message(draft(about))), showable, xmpp);
  const bodies = deeds.flatMap(({ payload }) => payload.filter(({ name }) => name === 'body').map(textOf));
  return { text: bodies.join('\n'), deeds: deeds.length };
}

const textOf = (one: XmlElement): string =>
  one.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

const networks = [
  { network: 'Matrix', show: inMatrix },
  { network: 'XMPP', show: inXmpp },
] as const;

const things = Object.entries(mapping) as [MappedThing, Mapped][];
/** Reports are for machines, and what is redacted is gone for every reader of Matrix. */
const unspoken: readonly MappedThing[] = ['read', 'unlikeOfAnother'];
const spoken = things.filter(([thing]) => !unspoken.includes(thing));

describe.each(networks)('what is mapped to what, in $network', ({ show }) => {
  it.each(things)('FX-28: %s arrives', (thing) => {
    const sample = samples[thing];
    const { text, deeds } = show(sample, everything);
    expect(deeds).toBeGreaterThan(0);
    expect(text !== '' || sample.silent === true).toBe(true);
    for (const words of sample.reads) expect(text).toContain(words);
  });

  it.each(things.filter(([, { needs }]) => needs !== null))(
    'FX-28: %s is readable where it can’t be shown',
    (thing, { needs, otherwise }) => {
      expect(otherwise).not.toBeNull();
      const sample = samples[thing];
      const { text, deeds } = show(sample, { ...everything, ...(needs !== null && { [needs]: false }) });
      expect(deeds).toBeGreaterThan(0);
      for (const words of [...sample.reads, ...(sample.instead ?? [])]) expect(text).toContain(words);
    },
  );

  it.each(spoken)('FX-28: %s is readable text to readers who see nothing else', (thing) => {
    const sample = samples[thing];
    const nothing = Object.fromEntries(
      Object.keys(everything).map((feature) => [feature, false]),
    ) as unknown as Showable;
    const { text } = show(sample, nothing);
    expect(text.trim()).not.toBe('');
    for (const words of [...sample.reads, ...(sample.instead ?? [])]) expect(text).toContain(words);
  });
});
