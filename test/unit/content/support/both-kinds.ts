import fc from 'fast-check';
import type { MatrixContent } from '../../../../src/content/matrix/index.ts';
import type { MappedThing } from '../../../../src/content/networks/mapping.ts';
import type { BothSides } from './both-sides.ts';
import { alice, cathy, mxidOf, nameOf } from './matrix-room.ts';

/** An event of Bob's, and what comes back of it by way of XMPP. */
export interface Way {
  /** What was there before. */
  readonly before?: (both: BothSides) => void;
  readonly type?: string;
  readonly content: MatrixContent;
  /** Events that are sent in Matrix in the end, in order. */
  readonly back: readonly MatrixContent[];
  /** Events that are redacted in the end, all of them in order; none where it is not said. */
  readonly redacts?: readonly string[];
}

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.constantFrom('ünïcödé', '🎉', '👩🏽‍⚕️', 'שלום', '漢字', '&amp', "it's", '<b>'),
);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((list) => list.join(' '));
const lines = fc.array(words, { minLength: 1, maxLength: 3 }).map((list) => list.join('\n'));
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const text = lines.map((body): MatrixContent => ({ msgtype: 'm.text', body }));
const emote = lines.map((body): MatrixContent => ({ msgtype: 'm.emote', body }));

const span = fc
  .tuple(fc.constantFrom('strong', 'em', 'del', 'code'), fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,6})?$/))
  .map(([name, said]) => `<${name}>${said}</${name}>`);
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
const asHtml = (formatted_body: string): MatrixContent => ({
  msgtype: 'm.text',
  body: 'the same',
  format: 'org.matrix.custom.html',
  formatted_body,
});
const formatted = html.map(asHtml);
const mention = fc.tuple(fc.constantFrom(alice, cathy), words).map(([user, said]): MatrixContent => {
  const pill = `<a href="https://matrix.to/#/${mxidOf(user)}">${nameOf(user)}</a>`;
  return { ...asHtml(`${pill}: ${escaped(said)}`), 'm.mentions': { user_ids: [mxidOf(user)] } };
});
const spoken = fc.oneof(text, emote, formatted, mention);

/** What comes back as it was. */
const same = (said: fc.Arbitrary<MatrixContent>): fc.Arbitrary<Way> =>
  said.map((content) => ({ content, back: [content] }));

const related = (said: MatrixContent, relation: MatrixContent): MatrixContent => ({
  ...said,
  'm.relates_to': relation,
});
const inReplyTo = (event_id: string): MatrixContent => ({ 'm.in_reply_to': { event_id } });
const targets = fc.constantFrom('$asked', '$own');

const reply = fc.tuple(spoken, targets).map(([said, target]) => related(said, inReplyTo(target)));

const thread = fc.tuple(spoken, targets, fc.boolean()).map(([said, target, is_falling_back]) =>
  // For readers without threads there is the root in any case.
  related(said, {
    rel_type: 'm.thread',
    event_id: '$asked',
    is_falling_back,
    ...inReplyTo(is_falling_back ? '$asked' : target),
  }),
);

const edit = spoken.map((said): Way => {
  const relation = { rel_type: 'm.replace', event_id: '$own' };
  const content = related({ ...said, body: `* ${String(said.body)}`, 'm.new_content': said }, relation);
  return { content, back: [content] };
});

const deletion = fc.tuple(fc.constantFrom('$asked', '$own'), fc.boolean()).map(
  ([redacts, wasEdited]): Way => ({
    before: (both) => {
      const { own } = both;
      if (wasEdited) both.saidBefore(own.sender, { ...own.content, replaces: own.id }, '$second');
    },
    type: 'm.room.redaction',
    content: { redacts },
    back: [],
    // Later versions of a message go with the first.
    redacts: redacts === '$own' && wasEdited ? ['$own', '$second'] : [redacts],
  }),
);

const keys = fc.oneof(fc.constantFrom('👍', '❤️', '👩🏽‍⚕️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '+1', 'lol & rofl', '<3'), word);
const annotation = (key: string, event_id: string): MatrixContent => ({
  'm.relates_to': { rel_type: 'm.annotation', event_id, key },
});
const reaction = fc.oneof(
  fc.tuple(keys, targets).map(([key, target]): Way => {
    const content = annotation(key, target);
    return { type: 'm.reaction', content, back: [content] };
  }),
  fc.uniqueArray(keys, { minLength: 1, maxLength: 3 }).map(
    (all): Way => ({
      before: (both) => {
        all.forEach((key, index) => {
          both.reactedBefore(key, `$liked${index}`);
        });
      },
      type: 'm.room.redaction',
      content: { redacts: '$liked0' },
      back: [],
      redacts: ['$liked0'],
    }),
  ),
);

const fileKinds = [
  { msgtype: 'm.image', ending: 'png', mimetype: 'image/png' },
  { msgtype: 'm.video', ending: 'mp4', mimetype: 'video/mp4' },
  { msgtype: 'm.audio', ending: 'ogg', mimetype: 'audio/ogg' },
  { msgtype: 'm.file', ending: 'pdf', mimetype: 'application/pdf' },
] as const;
const pixels = fc.integer({ min: 1, max: 10_000 });
const baseName = fc.constantFrom('photo', 'my file', 'año', '漢字', 'a & b');

interface File {
  readonly msgtype: string;
  readonly name: string;
  /** In the media repository. */
  readonly stored: string;
  readonly info: MatrixContent;
}

const fileOf = (kind: (typeof fileKinds)[number], base: string, measures: MatrixContent): File => ({
  msgtype: kind.msgtype,
  name: `${base}.${kind.ending}`,
  stored: `stored.${kind.ending}`,
  info: { mimetype: kind.mimetype, size: 1000, ...measures },
});

/** A caption is a text of its own in XMPP, and the file's description. */
function fileWay({ msgtype, name, stored, info }: File, caption: string | null): Way {
  const shown = { url: `mxc://example.com/${stored}`, info };
  const content =
    caption === null ? { msgtype, body: name, ...shown } : { msgtype, body: caption, filename: name, ...shown };
  const said = caption === null ? [] : [{ msgtype: 'm.text', body: caption }];
  return {
    before: (both) => {
      both.keepFile(stored);
      both.keepFile('small.png');
    },
    content,
    back: [...said, content],
  };
}

const file = fc
  .tuple(fc.constantFrom(...fileKinds), baseName, fc.option(words, { nil: null }))
  .map(([kind, base, caption]) => fileWay(fileOf(kind, base, {}), caption));

const thumbnail = fc.record({ w: pixels, h: pixels }).map(({ w, h }) => ({
  thumbnail_url: 'mxc://example.com/small.png',
  thumbnail_info: { mimetype: 'image/png', size: 1000, w, h },
}));
const [image, video, audio] = fileKinds;
const duration = fc.integer({ min: 1, max: 86_400_000 });
const measured = fc.oneof(
  fc.tuple(fc.record({ w: pixels, h: pixels }), fc.option(thumbnail, { nil: {} })).map(([size, small]) => ({
    kind: image,
    measures: { ...size, ...small },
  })),
  fc.tuple(fc.record({ w: pixels, h: pixels, duration }), fc.option(thumbnail, { nil: {} })).map(([size, small]) => ({
    kind: video,
    measures: { ...size, ...small },
  })),
  duration.map((length) => ({ kind: audio, measures: { duration: length } })),
);
const measures = fc.tuple(measured, baseName).map(([one, base]) => fileWay(fileOf(one.kind, base, one.measures), null));

/** Matrix's own form does not cross: the picture and what it shows do. */
const sticker = fc.tuple(words, pixels, pixels).map(([body, w, h]): Way => {
  const content = { body, url: 'mxc://example.com/cat.png', info: { mimetype: 'image/png', size: 1000, w, h } };
  return {
    before: (both) => {
      both.keepFile('cat.png');
    },
    type: 'm.sticker',
    content,
    back: [
      { msgtype: 'm.text', body },
      { msgtype: 'm.image', filename: 'image.png', ...content },
    ],
  };
});

const degrees = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: -most * 10_000, max: most * 10_000 }).map((count) => String(count / 10_000));

/** A place is a text that names it and its coordinates in both. */
const location = fc
  .tuple(degrees(90), degrees(180), fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }), words)
  .map(([lat, lon, accuracy, body]): Way => {
    const geo_uri = `geo:${lat},${lon}${accuracy === null ? '' : `;u=${accuracy}`}`;
    const said = { msgtype: 'm.text', body: `Location: ${body}: ${geo_uri}` };
    return { content: { msgtype: 'm.location', body, geo_uri }, back: [said] };
  });

/** In XMPP a time runs from when a message is read; rooms are at the moment 1,800,000,000 seconds. */
const expiry = fc
  .tuple(spoken, fc.integer({ min: 1, max: 31_536_000 }), fc.boolean())
  .map(([said, seconds, relative]): Way => {
    const timer = { 'com.beeper.disappearing_timer': { type: 'after_read', timer: seconds * 1000 } };
    const moment = { 'org.matrix.self_destruct_after': (1_800_000_000 + seconds) * 1000 };
    return { content: { ...said, ...(relative ? timer : moment) }, back: [{ ...said, ...timer }] };
  });

/** Everything that both networks keep, by the name that the table of mappings has for it. */
export const kinds: Readonly<
  Partial<Record<MappedThing, { readonly rows: string; readonly ways: fc.Arbitrary<Way> }>>
> = {
  text: { rows: 'FX-01', ways: same(text) },
  formatted: { rows: 'FX-02', ways: same(formatted) },
  emote: { rows: 'FX-03', ways: same(emote) },
  mention: { rows: 'FX-04', ways: same(mention) },
  reply: { rows: 'FX-06', ways: same(reply) },
  thread: { rows: 'FX-16', ways: same(thread) },
  edit: { rows: 'FX-11', ways: edit },
  deletion: { rows: 'FX-14', ways: deletion },
  reaction: { rows: 'FX-08 FX-10', ways: reaction },
  file: { rows: 'FX-18', ways: file },
  measures: { rows: 'FX-21', ways: measures },
  sticker: { rows: 'FX-27', ways: sticker },
  location: { rows: 'FX-27', ways: location },
  expiry: { rows: 'FX-17', ways: expiry },
};
