import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { AvMetadata, KnownExtensions } from '../../extensions/contract.ts';
import { partUrl } from '../../links/index.ts';
import { inlinesOf, isFormatted, mapInlines } from '../../markup/index.ts';
import type { Inline, Markup } from '../../markup/index.ts';
import { indexedParts } from '../../part-index.ts';
import { affordsMarkdown, textParts } from '../../parts/index.ts';
import type { MatrixLookup } from '../contract.ts';
import type { Original } from '../original/kinds.ts';
import { beside, originalPart } from '../original/original-part.ts';
import { partOf, plainPart } from './draft.ts';
import { nothingKnown } from './media.ts';
import type { Measures } from './media.ts';
import type { MatrixText } from './text.ts';

/** Pictures within one text; further ones are their descriptions. */
const mostPictures = 20;

/** A file with what is known of it, and a picture of it where it is none itself. */
export interface FilePiece {
  readonly part: Part;
  readonly measures: Measures;
  readonly preview: { readonly part: Part; readonly measures: Measures } | null;
  /** Spoken for this message (FX-20). */
  readonly isVoice: boolean;
}

/** What an event says, before it is put together. */
export interface Pieces {
  readonly text: MatrixText | null;
  readonly files: readonly FilePiece[];
  readonly original: Original | null;
}

export interface Body {
  readonly body: Part;
  readonly known: Partial<KnownExtensions>;
}

/**
 * One part, or several that are each to be shown (draft §4.4 processAll): the text, the files, pictures of the text,
 * which it refers to by their index.
 */
export function bodyOf({ text, files, original }: Pieces, lookup: MatrixLookup): Body {
  const carried = originalPart(original);
  const pictures = text === null ? [] : picturesIn(text.markup, lookup);
  const pieces = [...files, ...pictures.map(({ piece }) => piece)];
  const isAlone = (text === null ? 0 : 1) + piecesIn(pieces) === 1;
  const first = (carried === null ? 0 : 1) + (isAlone ? 0 : 1);
  const said = text === null ? null : saidWith(text, pictures, first, piecesIn(files));
  const fileParts = pieces.flatMap(({ part, preview }) => (preview === null ? [part] : [part, preview.part]));
  const parts = said === null ? fileParts : [said, ...fileParts];
  const [only] = parts;
  const baseline = isAlone && only ? only : partOf({ type: 'multi', semantics: 'process-all', parts });
  return { body: beside(baseline, carried), known: knownOf(pieces, first + (said === null ? 0 : countOf(said))) };
}

const piecesIn = (files: readonly FilePiece[]): number =>
  files.reduce((sum, { preview }) => sum + (preview === null ? 1 : 2), 0);

/** Parts of a part, itself included. */
const countOf = (part: Part): number => indexedParts(part).length;

interface Picture {
  readonly url: string;
  readonly piece: FilePiece;
}

/** Pictures within the text that could be fetched, each once. */
function picturesIn(markup: Markup, lookup: MatrixLookup): readonly Picture[] {
  const images = inlinesOf(markup).filter((node) => node.type === 'image');
  const urls = new Set(images.map(({ url }) => url).filter((url) => url.startsWith('mxc://')));
  return [...urls].slice(0, mostPictures).flatMap((url) => {
    const file = lookup.fileOf(url);
    if (file === null) return [];
    const part = partOf({ type: 'external', ...file, description: '', filename: '' }, dispositions.inline);
    return [{ url, piece: { part, measures: nothingKnown, preview: null, isVoice: false } }];
  });
}

/** The text, whose pictures are named by their index: they stand behind it and the `files` parts of the event's files. */
function saidWith(text: MatrixText, pictures: readonly Picture[], first: number, files: number): Part {
  const hasLooks = isFormatted(text.markup);
  if (text.isPlain || (hasLooks && !affordsMarkdown(text.markup, text.plain))) return plainPart(text.plain);
  // What is formatted has its plain text of its markup already: making it again to compare it took as long as reading it.
  const plain = hasLooks ? null : text.plain;
  const bare = textParts(withPictures(text.markup, new Map()), plain);
  if (pictures.length === 0) return bare;
  const behind = first + countOf(bare) + files;
  const indices = new Map(pictures.map(({ url }, index) => [url, behind + index]));
  return textParts(withPictures(text.markup, indices), plain);
}

/** Pictures that are parts, by their index, and what the others show. */
const withPictures = (markup: Markup, indices: ReadonlyMap<string, number>): Markup =>
  mapInlines(markup, (node) => {
    if (node.type !== 'image') return [node];
    const index = indices.get(node.url);
    return index === undefined ? described(node.alt) : [{ ...node, url: partUrl(index) }];
  });

const described = (alt: string): readonly Inline[] => (alt === '' ? [] : [{ type: 'text', value: alt }]);

/** What is known of the files, by the index of their parts; the first one's is given. */
function knownOf(pieces: readonly FilePiece[], first: number): Partial<KnownExtensions> {
  const avMetadata: AvMetadata[] = [];
  const voice: number[] = [];
  let index = first;
  for (const { part, measures, preview, isVoice } of pieces) {
    avMetadata.push(...entryOf(part, measures, index, preview === null ? null : index + 1));
    if (preview !== null) avMetadata.push(...entryOf(preview.part, preview.measures, index + 1, null));
    if (isVoice) voice.push(index);
    index += preview === null ? 1 : 2;
  }
  return { avMetadata: avMetadata.length === 0 ? null : avMetadata, voice: voice.length === 0 ? null : voice };
}

/** An entry of AV metadata, where anything is known (draft-mahy-mimi-av-metadata). */
function entryOf(part: Part, measures: Measures, index: number, preview: number | null): readonly AvMetadata[] {
  const type =
    part.type === 'external' ? families.find((family) => part.contentType.startsWith(`${family}/`)) : undefined;
  const isKnown = preview !== null || Object.values(measures).some((value) => value !== null);
  if (type === undefined || !isKnown) return [];
  return [{ part: index, type, ...measures, preview, accessibilityText: null, rotation: null }];
}

const families = ['audio', 'image', 'video'] as const;
