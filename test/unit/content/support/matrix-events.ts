import * as fc from 'fast-check';
import type { MatrixContent, MatrixMessageEvent } from '../../../../src/content/matrix/index.ts';
import type { UserUri } from '../../../../src/identifiers/index.ts';
import { alice, bob, cathy, mxidOf, nameOf } from './matrix-room.ts';

/** What people do in a Matrix room, before it is known which events stand there: `at` picks one of them. */
export type Act =
  | { readonly act: 'say'; readonly said: Said; readonly answers: number | null; readonly thread: number | null }
  | { readonly act: 'edit'; readonly at: number; readonly said: Said }
  | { readonly act: 'react'; readonly at: number; readonly key: string }
  | { readonly act: 'redact'; readonly at: number };

export interface Said {
  readonly type: string;
  readonly content: MatrixContent;
}

export interface Acted {
  readonly sender: UserUri;
  readonly act: Act;
}

const word = fc.oneof(
  fc.constantFrom(
    'hello',
    'pizza',
    'a_b',
    '2*3',
    'ünïcödé',
    '🎉',
    '👩🏽‍⚕️',
    'שלום',
    '#5',
    '1.',
    '[x]',
    '&amp',
    '~~',
    '`',
    '!',
    '|',
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), minLength: 1, maxLength: 8 }),
);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));
/** Nobody begins a text with the sign of an emote who means none. */
const sentence = fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** HTML as clients write it for what is typed in Markdown, in the spelling of the serialiser. */
const inline = fc.oneof(
  { weight: 4, arbitrary: words.map(escaped) },
  words.map((text) => `<strong>${escaped(text)}</strong>`),
  words.map((text) => `<em>${escaped(text)}</em>`),
  words.map((text) => `<del>${escaped(text)}</del>`),
  fc
    .string({ unit: fc.constantFrom('a', 'b', ' ', '(', ')', '=', ';', '.'), minLength: 1, maxLength: 10 })
    .filter((code) => code.trim() === code && !code.includes('  '))
    .map((code) => `<code>${code}</code>`),
  fc
    .constantFrom('a', 'b/c', 'd?e=1')
    .map((path) => `<a href="https://example.com/${path}">https://example.com/${path}</a>`),
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((pieces) => `so ${pieces.join(' and ')} it is`);
const block = fc.oneof(
  { weight: 3, arbitrary: line.map((html) => `<p>${html}</p>`) },
  fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => `<p>${lines.join('<br />\n')}</p>`),
  fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((items) => `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`),
  line.map((html) => `<blockquote>\n<p>${html}</p>\n</blockquote>`),
  fc.constantFrom('let x = 1;', 'a\n\nb').map((code) => `<pre><code>${code}\n</code></pre>`),
  line.map((html) => `<h2>${html}</h2>`),
);
const html = fc.oneof(
  line.map((text) => `${text} <em>indeed</em>`),
  fc
    .tuple(block, fc.array(block, { maxLength: 3 }))
    .map(([first, rest]) => ['<h1>Title</h1>', first, ...rest].join('\n')),
);

const noMentions = { 'm.mentions': {} };
const message = (content: MatrixContent): Said => ({ type: 'm.room.message', content: { ...noMentions, ...content } });

const formatted = (body: string, formatted_body: string): MatrixContent => ({
  body,
  format: 'org.matrix.custom.html',
  formatted_body,
});

const mention = fc.constantFrom(alice, bob, cathy).map((user): Said => {
  const pill = `<a href="https://matrix.to/#/${mxidOf(user)}">${nameOf(user)}</a>`;
  const content = { msgtype: 'm.text', ...formatted(`${nameOf(user)}: look`, `${pill}: look`) };
  return message({ ...content, 'm.mentions': { user_ids: [mxidOf(user)] } });
});

const speech = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ msgtype: fc.constantFrom('m.text', 'm.notice', 'm.emote'), body: sentence }).map(message),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('m.text', 'm.notice'), html)
      .map(([msgtype, text]) => message({ msgtype, ...formatted('the same', text) })),
  },
  mention,
);

const name = fc.constantFrom('photo', 'my file', 'año');
const sized = fc.record({ w: fc.integer({ min: 1, max: 4000 }), h: fc.integer({ min: 1, max: 4000 }) });
const fileKinds = [
  { msgtype: 'm.image', ending: 'png', mimetype: 'image/png', info: sized },
  {
    msgtype: 'm.video',
    ending: 'mp4',
    mimetype: 'video/mp4',
    info: fc.record({ w: fc.constant(640), h: fc.constant(480), duration: fc.integer({ min: 1, max: 900_000 }) }),
  },
  {
    msgtype: 'm.audio',
    ending: 'ogg',
    mimetype: 'audio/ogg',
    info: fc.record({ duration: fc.integer({ min: 1, max: 900_000 }) }),
  },
  { msgtype: 'm.file', ending: 'pdf', mimetype: 'application/pdf', info: fc.constant({}) },
] as const;

const thumbnail = {
  thumbnail_url: 'mxc://example.com/thumb.png',
  thumbnail_info: { w: 80, h: 60, mimetype: 'image/png', size: 1000 },
};

const file = fc.constantFrom(...fileKinds).chain(({ msgtype, ending, mimetype, info }) =>
  fc
    .tuple(name, info, fc.option(words), fc.boolean(), fc.boolean())
    .map(([stem, measures, caption, hasThumbnail, isVoice]): Said => {
      const filename = `${stem}.${ending}`;
      const picture = hasThumbnail && (msgtype === 'm.image' || msgtype === 'm.video') ? thumbnail : {};
      const duration = 'duration' in measures ? { duration: measures.duration } : {};
      const recording = {
        'org.matrix.msc3245.voice': {},
        'org.matrix.msc1767.audio': { ...duration, waveform: [1, 5, 1024] },
      };
      const voice = isVoice && msgtype === 'm.audio' ? recording : {};
      const base = { msgtype, url: `mxc://example.com/${stem === 'photo' ? 'photo' : 'other'}.${ending}`, ...voice };
      const said = caption === null || caption === filename ? { body: filename } : { body: caption, filename };
      return message({ ...base, ...said, info: { mimetype, size: 1000, ...measures, ...picture } });
    }),
);

const sticker = words.map(
  (body): Said => ({
    type: 'm.sticker',
    content: {
      ...noMentions,
      body,
      url: 'mxc://example.com/cat.png',
      info: { w: 128, h: 128, mimetype: 'image/png', size: 1000 },
    },
  }),
);

const location = fc.constantFrom('Big Ben', 'the pub').map((place) => {
  const uri = 'geo:51.5008,-0.1247;u=35';
  const extensible = {
    'org.matrix.msc3488.location': { uri, description: place },
    'org.matrix.msc3488.asset': { type: 'm.pin' },
  };
  return message({ msgtype: 'm.location', body: place, geo_uri: uri, ...extensible });
});

const poll = fc.tuple(words, fc.array(words, { minLength: 2, maxLength: 5 })).map(([question, answers]): Said => {
  const asked = { 'org.matrix.msc1767.text': question, body: question, msgtype: 'm.text' };
  const choices = answers.map((text, index) => ({ id: `a${index}`, 'org.matrix.msc1767.text': text }));
  const told = [question, ...answers.map((text, index) => `${index + 1}. ${text}`)].join('\n');
  const settings = { kind: 'org.matrix.msc3381.poll.disclosed', max_selections: 1 };
  const start = { ...settings, question: asked, answers: choices };
  return {
    type: 'org.matrix.msc3381.poll.start',
    content: { ...noMentions, 'org.matrix.msc3381.poll.start': start, 'org.matrix.msc1767.text': told },
  };
});

const vanishing = fc
  .tuple(sentence, fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }))
  .map(([body, seconds]) => message({ msgtype: 'm.text', body, 'org.matrix.self_destruct_after': seconds * 1000 }));

const anything = fc.oneof(
  { weight: 5, arbitrary: speech },
  { weight: 2, arbitrary: file },
  sticker,
  location,
  poll,
  vanishing,
);
const at = fc.nat(1000);

export const acts: fc.Arbitrary<Acted> = fc.record({
  sender: fc.constantFrom(alice, bob, cathy),
  act: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constant('say' as const),
        said: anything,
        answers: fc.option(at, { freq: 2 }),
        thread: fc.option(at, { freq: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('edit' as const), at, said: speech }) },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constant('react' as const), at, key: fc.constantFrom('👍', '❤️', 'yes') }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('redact' as const), at }) },
  ),
});

/** What stands in a room when somebody acts there. */
export interface Standing {
  readonly eventId: string;
  readonly sender: UserUri;
  readonly canBeEdited: boolean;
}

/** The event of an act; null when there is nothing yet that it could be about. */
export function eventOf(
  { sender, act }: Acted,
  standing: readonly Standing[],
  eventId: string,
): MatrixMessageEvent | null {
  const from = { eventId, sender: mxidOf(sender) };
  const pick = (list: readonly Standing[], index: number): string | null => list[index % list.length]?.eventId ?? null;
  switch (act.act) {
    case 'say': {
      const thread = act.thread === null ? null : pick(standing, act.thread);
      const answers = act.answers === null ? null : pick(standing, act.answers);
      const answering = answers === null ? {} : { 'm.in_reply_to': { event_id: answers } };
      const threaded = thread === null ? {} : threadOf(thread, answers);
      const relation = { ...answering, ...threaded };
      const content =
        Object.keys(relation).length === 0 ? act.said.content : { ...act.said.content, 'm.relates_to': relation };
      return { ...from, type: act.said.type, content };
    }
    case 'edit': {
      const target = pick(
        standing.filter((one) => one.sender === sender && one.canBeEdited),
        act.at,
      );
      if (target === null) return null;
      const { content } = act.said;
      const relation = { rel_type: 'm.replace', event_id: target };
      const fallback = {
        ...content,
        body: `* ${String(content.body)}`,
        ...(typeof content.formatted_body === 'string' && { formatted_body: `* ${content.formatted_body}` }),
      };
      return {
        ...from,
        type: 'm.room.message',
        content: { ...fallback, 'm.new_content': content, 'm.relates_to': relation },
      };
    }
    case 'react': {
      const target = pick(standing, act.at);
      const relation = { rel_type: 'm.annotation', event_id: target, key: act.key };
      return target === null ? null : { ...from, type: 'm.reaction', content: { 'm.relates_to': relation } };
    }
    case 'redact': {
      const target = pick(standing, act.at);
      return target === null ? null : { ...from, type: 'm.room.redaction', content: { redacts: target } };
    }
  }
}

/** The newest event of a thread is only known to who has it all: the root stands for it here. */
const threadOf = (root: string, answers: string | null): MatrixContent => ({
  rel_type: 'm.thread',
  event_id: root,
  is_falling_back: answers === null,
  'm.in_reply_to': { event_id: answers ?? root },
});
