import type { UserUri } from '../../../identifiers/index.ts';
import type { KnownExtensions } from '../../extensions/contract.ts';
import { fromPlain } from '../../markup/index.ts';
import type { Untranslated } from '../../networks/contract.ts';
import type { MatrixLookup } from '../contract.ts';
import { eventLimit, fieldIn, isTooLong, objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { originalOf } from '../original/kinds.ts';
import { bodyOf } from './body.ts';
import type { Body, FilePiece } from './body.ts';
import { untranslated } from './draft.ts';
import { placeIn, textOfPlace } from './location.ts';
import {
  fileIn,
  filePart,
  isVoiceMessage,
  measuresIn,
  mediaKindOf,
  mediaSaid,
  missingFilePart,
  previewPart,
  thumbnailIn,
} from './media.ts';
import type { MediaKind } from './media.ts';
import { asEmote, isBlank, textIn } from './text.ts';
import type { MatrixText } from './text.ts';

/** An event's content with who said it. */
export interface SaidInMatrix {
  readonly type: string;
  readonly content: Json;
  readonly sender: UserUri;
  readonly isReply: boolean;
  readonly lookup: MatrixLookup;
}

const kinds: ReadonlyMap<string, KnownExtensions['kind']> = new Map([
  ['m.emote', 'emote'],
  ['m.notice', 'notice'],
]);

/** `m.room.message` by its msgtype. Types that aren't known are shown by their body, as the specification asks. */
export function bodyOfMessage(said: SaidInMatrix): Body | Untranslated {
  const { content } = said;
  const msgtype = textAt(content, 'msgtype') ?? '';
  if (isTooLong(fieldIn(content, 'body'))) return untranslated('too-big', `an event has at most ${eventLimit} octets`);
  const media = mediaKindOf(msgtype);
  if (media !== null) return fileBody(said, media);
  if (msgtype === 'm.location') return placeBody(said);
  if (msgtype.startsWith('m.key.verification.')) {
    return untranslated('nothing-said', 'a request between devices to verify one another');
  }
  const text = textIn(content, said.isReply, said.sender, said.lookup);
  if (isBlank(text)) return untranslated('nothing-said', 'a message without a text');
  const kind = kinds.get(msgtype) ?? null;
  return withKind(
    bodyOf({ text: kind === 'emote' ? asEmote(text) : text, files: [], original: null }, said.lookup),
    kind,
  );
}

/** The kind of a message that is no plain speech (FX-03). */
function withKind({ body, known }: Body, kind: KnownExtensions['kind']): Body {
  return { body, known: { ...known, kind } };
}

function fileBody({ type, content, sender, lookup }: SaidInMatrix, kind: MediaKind): Body | Untranslated {
  const said = mediaSaid(content);
  const file = fileIn(content, lookup);
  if (file === null) return { body: missingFilePart(kind, said), known: {} };
  const caption = captionIn(content, said.caption, sender, lookup);
  const part = filePart(kind, file, caption === null ? said : { ...said, caption: '' });
  const piece = { ...pieceOf(content, part, lookup), isVoice: kind === 'audio' && isVoiceMessage(content) };
  return bodyOf({ text: caption, files: [piece], original: originalOf(type, content) }, lookup);
}

/** A caption with formatting or mentions is a text of its own; any other is the file's description. */
function captionIn(content: Json, caption: string, sender: UserUri, lookup: MatrixLookup): MatrixText | null {
  if (caption === '') return null;
  const text = textIn(content, false, sender, lookup);
  return text.isPlain || isBlank(text) ? null : text;
}

function pieceOf(content: Json, part: FilePiece['part'], lookup: MatrixLookup): FilePiece {
  const info = objectAt(content, 'info');
  const thumbnail = thumbnailIn(content, lookup);
  const measures = measuresIn(objectAt(info, 'thumbnail_info'));
  return {
    part,
    measures: measuresIn(info),
    preview: thumbnail === null ? null : { part: previewPart(thumbnail), measures },
    isVoice: false,
  };
}

/** `m.sticker`: a picture, with what it shows as its description (FX-27). */
export function stickerBody({ type, content, lookup }: SaidInMatrix): Body {
  const shown = (textAt(content, 'body') ?? '').trim();
  const file = fileIn(content, lookup);
  const said = { filename: '', caption: shown };
  if (file === null) return { body: missingFilePart('image', said), known: {} };
  const piece = pieceOf(content, filePart('image', file, said), lookup);
  return bodyOf({ text: null, files: [piece], original: originalOf(type, content) }, lookup);
}

function placeBody({ type, content, lookup }: SaidInMatrix): Body | Untranslated {
  const text = textOfPlace(placeIn(content));
  if (text === '') return untranslated('nothing-said', 'a location without a place');
  return bodyOf({ text: plainText(text), files: [], original: originalOf(type, content) }, lookup);
}

export function plainText(plain: string): MatrixText {
  return { markup: fromPlain(plain), isPlain: true, plain };
}

export function noticeBody(text: string, lookup: MatrixLookup): Body {
  return withKind(bodyOf({ text: plainText(text), files: [], original: null }, lookup), 'notice');
}
