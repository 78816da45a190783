import type { ExternalContent, Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { AvMetadata } from '../../extensions/contract.ts';
import { withoutTricks } from '../../links/index.ts';
import type { MatrixLookup } from '../contract.ts';
import { countAt, objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { partOf, plainPart } from './draft.ts';

export type MediaKind = 'image' | 'video' | 'audio' | 'file';

const kinds: ReadonlyMap<string, MediaKind> = new Map([
  ['m.image', 'image'],
  ['m.video', 'video'],
  ['m.audio', 'audio'],
  ['m.file', 'file'],
]);

export function mediaKindOf(msgtype: string): MediaKind | null {
  return kinds.get(msgtype) ?? null;
}

/** Octets of a file's name, which is a name and no text. */
const nameLimit = 512;

/** A file event taken apart: a caption is the body of an event that names its file elsewhere ("Media captions"). */
export interface MediaSaid {
  readonly filename: string;
  readonly caption: string;
}

export function mediaSaid(content: Json): MediaSaid {
  const body = textAt(content, 'body') ?? '';
  const filename = textAt(content, 'filename');
  if (filename === undefined || filename === body) return { filename: fileNameIn(body), caption: '' };
  return { filename: fileNameIn(filename), caption: body };
}

/** The last piece of a path: a name never says where a file is put. */
export function fileNameIn(text: string): string {
  const name = withoutTricks(text.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (Buffer.byteLength(name) <= nameLimit) return name;
  return `${Array.from(name).slice(0, 100).join('')}…`;
}

/** The file of an event, in the clear (`url`) or encrypted (`file`). */
export function fileIn(content: Json, lookup: MatrixLookup): ExternalContent | null {
  return fileAt(content, 'url', 'file', lookup);
}

export function thumbnailIn(content: Json, lookup: MatrixLookup): ExternalContent | null {
  return fileAt(objectAt(content, 'info'), 'thumbnail_url', 'thumbnail_file', lookup);
}

function fileAt(value: Json, url: string, encrypted: string, lookup: MatrixLookup): ExternalContent | null {
  const mxc = textAt(value, url) ?? textAt(objectAt(value, encrypted), 'url');
  return mxc?.startsWith('mxc://') === true && mxc.length <= 512 ? lookup.fileOf(mxc) : null;
}

/** A file as a part: looked at where it stands, or fetched when wanted (draft §5.9). */
export function filePart(kind: MediaKind, file: ExternalContent, said: MediaSaid): Part {
  const disposition = kind === 'file' ? dispositions.attachment : dispositions.inline;
  return partOf({ type: 'external', ...file, description: said.caption, filename: said.filename }, disposition);
}

export function previewPart(thumbnail: ExternalContent): Part {
  return partOf({ type: 'external', ...thumbnail, description: '', filename: '' }, dispositions.preview);
}

const called: Readonly<Record<MediaKind, string>> = {
  image: 'an image',
  video: 'a video',
  audio: 'an audio recording',
  file: 'a file',
};

/** What is said of a file that could not be fetched: there is nothing to link to. */
export function missingFilePart(kind: MediaKind, said: MediaSaid): Part {
  const name = said.filename === '' ? '' : ` "${said.filename}"`;
  const caption = said.caption === '' ? '' : `\n${said.caption}`;
  return plainPart(`[sent ${called[kind]}${name}, which could not be fetched]${caption}`);
}

/** How a picture or recording looks (pixels) and how long it lasts (milliseconds), as AV metadata has it. */
export type Measures = Pick<AvMetadata, 'width' | 'height' | 'duration'>;

export const nothingKnown: Measures = { width: null, height: null, duration: null };

export function measuresIn(info: Json): Measures {
  const positive = (key: string): number | null => countAt(info, key) || null;
  return { width: positive('w'), height: positive('h'), duration: positive('duration') };
}

/** MSC3245: recorded to be sent, as somebody would speak. */
export const isVoiceMessage = (content: Json): boolean =>
  Object.hasOwn(content, 'org.matrix.msc3245.voice') || Object.hasOwn(content, 'org.matrix.msc3245.voice.v2');
