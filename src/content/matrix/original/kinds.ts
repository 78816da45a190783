import { fieldIn, objectIn, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { mostAnswers } from '../inbound/poll.ts';
import { count, fields, list, oneOf, text } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** What an original says, by its event type or, for `m.room.message`, its msgtype. */
export type OriginalKind = 'sticker' | 'location' | 'poll' | 'file';

interface Kind {
  readonly kind: OriginalKind;
  readonly shape: Shape;
}

const sentence = text(4096);
const name = text(255);
const mediaType = text(127);

/** MSC1767: several representations of one text. Only plain ones: HTML comes from the baseline alone. */
const representations = list(4, fields({ body: sentence, mimetype: oneOf('text/plain') }));
const told = { 'm.text': representations, 'org.matrix.msc1767.text': sentence, body: sentence };

const pollKinds = oneOf(
  'm.disclosed',
  'm.undisclosed',
  'org.matrix.msc3381.poll.disclosed',
  'org.matrix.msc3381.poll.undisclosed',
  'org.matrix.msc3381.disclosed',
  'org.matrix.msc3381.undisclosed',
);
const answer = fields({ id: name, 'm.id': name, 'm.text': representations, 'org.matrix.msc1767.text': sentence });
const poll = fields({
  kind: pollKinds,
  max_selections: count,
  question: fields({ msgtype: oneOf('m.text'), ...told }),
  answers: list(mostAnswers, answer),
});
const place = fields({ uri: name, description: sentence, zoom_level: count });
const asset = fields({ type: oneOf('m.self', 'm.pin') });
const recording = fields({ duration: count, waveform: list(1024, count) });

/** Where the file lies, what it is called and what is said about it come from the baseline. */
const file = fields({
  msgtype: oneOf('m.image', 'm.video', 'm.audio', 'm.file'),
  info: fields({ w: count, h: count, duration: count, mimetype: mediaType, 'xyz.amorgan.blurhash': name }),
  'org.matrix.msc3245.voice': fields({}),
  'org.matrix.msc3245.voice.v2': fields({ duration: count }),
  'org.matrix.msc1767.audio': recording,
});

const location = fields({
  msgtype: oneOf('m.location'),
  body: sentence,
  geo_uri: name,
  'm.location': place,
  'org.matrix.msc3488.location': place,
  'm.asset': asset,
  'org.matrix.msc3488.asset': asset,
  'm.ts': count,
  'org.matrix.msc3488.ts': count,
  'org.matrix.msc1767.text': sentence,
});

const eventKinds: ReadonlyMap<string, Kind> = new Map([
  ['m.sticker', { kind: 'sticker', shape: file }],
  ['m.poll.start', { kind: 'poll', shape: fields({ 'm.poll': poll, ...told }) }],
  [
    'org.matrix.msc3381.poll.start',
    { kind: 'poll', shape: fields({ 'org.matrix.msc3381.poll.start': poll, ...told }) },
  ],
]);

const messageKinds: ReadonlyMap<string, Kind> = new Map([
  ['m.location', { kind: 'location', shape: location }],
  ['m.image', { kind: 'file', shape: file }],
  ['m.video', { kind: 'file', shape: file }],
  ['m.audio', { kind: 'file', shape: file }],
  ['m.file', { kind: 'file', shape: file }],
]);

/** An event's content, of a kind that MIMI has no form for. */
export interface Original {
  readonly kind: OriginalKind;
  readonly type: string;
  /** The fields of it that are carried: see the shapes above. */
  readonly content: Json;
}

/** @returns null for kinds that are not carried */
export function originalOf(type: string, content: Json): Original | null {
  const isMessage = type === 'm.room.message';
  const found = isMessage ? messageKinds.get(textAt(content, 'msgtype') ?? '') : eventKinds.get(type);
  const copy = found?.shape(content);
  if (!found || copy === undefined) return null;
  return { kind: found.kind, type, content: objectIn(copy) };
}

/** Whether there is anything in it that the baseline would not bring back. */
export function saysMore(original: Original): boolean {
  if (original.kind !== 'file') return true;
  const kept = new Set(['w', 'h', 'duration', 'mimetype']);
  const info = Object.keys(objectIn(fieldIn(original.content, 'info'))).filter((key) => !kept.has(key));
  return info.length > 0 || Object.keys(original.content).some((key) => key !== 'info' && key !== 'msgtype');
}
