import type { ExternalContent, MimiContent } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { AvMetadata } from '../../extensions/contract.ts';
import { knownExtensions } from '../../extensions/known.ts';
import { factsOf } from '../../parts/index.ts';
import type { ReadFile, Reading, Said } from '../../parts/index.ts';
import type { InlineFile, MatrixContent } from '../contract.ts';
import { fileNameIn, nothingKnown } from '../inbound/media.ts';
import type { Measures } from '../inbound/media.ts';
import { fileNameFor, infoOf, msgtypeOfFile } from './media.ts';
import { textFields, writtenText } from './text.ts';
import type { TextSetting } from './text.ts';

/** A file that Matrix has a copy of, with all that is known of it. */
export interface ShownFile {
  readonly file: ReadFile;
  readonly mxc: string;
  readonly measures: Measures;
  readonly isVoice: boolean;
  /** What it shows or says, for those who can't see or hear it. */
  readonly accessibilityText: string | null;
  readonly thumbnail: MatrixContent;
}

/** The files of a message: those that are shown, and those that only a line can be about. */
export interface SortedFiles {
  readonly shown: readonly ShownFile[];
  readonly missing: readonly ReadFile[];
}

export const sourceOf = (file: ReadFile): ExternalContent | InlineFile => file.source;

/** Files of one message that are events of their own; further ones are lines about them. */
const mostFiles = 50;

/**
 * @param inText indices of pictures that stand within the text
 * @param mxcOf null for every file where the reader shows none
 */
export function sortedFiles(
  reading: Reading,
  extensions: MimiContent['extensions'],
  inText: ReadonlySet<number>,
  mxcOf: (file: ReadFile) => string | null,
): SortedFiles {
  const { avMetadata, voice } = knownExtensions(extensions);
  const entries = new Map((avMetadata ?? []).map((entry) => [entry.part, entry]));
  const previews = previewsIn(reading.files, entries);
  const isPreview = new Set([...previews.values()].map(({ index }) => index));
  const shown: ShownFile[] = [];
  const missing: ReadFile[] = [];
  for (const file of reading.files) {
    if (inText.has(file.index) || isPreview.has(file.index)) continue;
    const mxc = shown.length < mostFiles ? mxcOf(file) : null;
    if (mxc === null) {
      missing.push(file);
      continue;
    }
    const preview = previews.get(file.index);
    const thumbnail = preview === undefined ? {} : thumbnailOf(preview, mxcOf(preview), measured(entries, preview));
    const isVoice = voice?.includes(file.index) === true;
    const accessibilityText = entries.get(file.index)?.accessibilityText ?? null;
    shown.push({ file, mxc, measures: measured(entries, file), isVoice, accessibilityText, thumbnail });
  }
  return { shown, missing };
}

const measured = (entries: ReadonlyMap<number, AvMetadata>, file: ReadFile): Measures =>
  entries.get(file.index) ?? nothingKnown;

/** Pictures that stand for another file, by its index: as its metadata says, else those behind a file. */
function previewsIn(
  files: readonly ReadFile[],
  entries: ReadonlyMap<number, AvMetadata>,
): ReadonlyMap<number, ReadFile> {
  const found = new Map<number, ReadFile>();
  let before: ReadFile | null = null;
  for (const file of files) {
    if (file.disposition !== dispositions.preview) {
      before = file;
      const named = entries.get(file.index)?.preview;
      const preview = files.find(({ index, disposition }) => index === named && disposition === dispositions.preview);
      if (preview !== undefined) found.set(file.index, preview);
    } else if (before !== null && !found.has(before.index)) {
      found.set(before.index, file);
    }
  }
  return found;
}

function thumbnailOf(file: ReadFile, mxc: string | null, measures: Measures): MatrixContent {
  return mxc === null ? {} : { thumbnail_url: mxc, thumbnail_info: infoOf(sourceOf(file), measures) };
}

type Saying = Pick<Said, 'plain' | 'markup'>;

/** Octets of a description that is a caption; a longer one is said. */
const captionLimit = 4096;

/** What a file shows, for those who don't see it; empty where its name says it all. */
function descriptionOf({ file, accessibilityText }: ShownFile): string {
  const { filename, description } = factsOf(file);
  return description === '' || description === filename ? (accessibilityText ?? '') : description;
}

const isLong = (text: string): boolean => Buffer.byteLength(text) > captionLimit;

export const longDescriptions = (files: readonly ShownFile[]): readonly string[] =>
  files.map(descriptionOf).filter(isLong);

/**
 * The event of a file. What is said with it, and the file's description, are its caption, which is the body then; else
 * the body is the file's name ("Media captions").
 */
export function fileContent(shown: ShownFile, said: readonly Saying[], setting: TextSetting): MatrixContent {
  const { file, mxc, measures, isVoice, thumbnail } = shown;
  const source = sourceOf(file);
  const msgtype = msgtypeOfFile(source.contentType, file.disposition);
  const filename = fileNameIn(factsOf(file).filename) || fileNameFor(msgtype, source.contentType);
  const description = descriptionOf(shown);
  const described = description === '' || isLong(description) ? [] : [{ plain: description, markup: null }];
  const caption = writtenText([...said, ...described], setting);
  const isBare = caption.plain === '';
  return {
    msgtype,
    ...textFields(isBare ? { ...caption, plain: filename } : caption, setting.lookup),
    ...(!isBare && { filename }),
    url: mxc,
    info: { ...infoOf(source, measures), ...thumbnail },
    ...(isVoice && voiceFields(measures)),
  };
}

/** MSC3245, as clients read it: the flag, and the length once more. */
function voiceFields({ duration }: Measures): MatrixContent {
  const recording = duration === null ? {} : { duration };
  return { 'org.matrix.msc3245.voice': {}, 'org.matrix.msc1767.audio': recording };
}
