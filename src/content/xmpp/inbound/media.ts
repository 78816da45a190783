import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { FileLookup } from '../../networks/contract.ts';
import type { XmlElement } from '../contract.ts';
import { attributeOf, childNamed, childrenNamed, numberIn, textIn, textOfChild } from '../element.ts';
import { fileName } from '../file-name.ts';
import { ns } from '../namespaces.ts';
import { webUrl } from '../web-links.ts';

/** Files that one message may share. */
const mostFiles = 20;
const longestDescription = 4096;

/** A file that a stanza shares, as its sender describes it. */
export interface SharedFile {
  readonly url: string;
  readonly name: string;
  /** What it shows, for those who can't see it (XEP-0446 `desc`). */
  readonly description: string;
  readonly mediaType: string;
  readonly disposition: 'inline' | 'attachment' | null;
  /** Pixels, milliseconds; null where nobody said. */
  readonly width: number | null;
  readonly height: number | null;
  readonly duration: number | null;
  /** A small picture of it (XEP-0264). */
  readonly thumbnail: Thumbnail | null;
}

export interface Thumbnail {
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
}

/**
 * The files of a stanza, each URL once: stateless file sharing (XEP-0447 with XEP-0446), inline media (XEP-0385) and
 * out-of-band URLs (XEP-0066), the best described first.
 */
export function filesIn(stanza: XmlElement): readonly SharedFile[] {
  const sharings = childrenNamed(stanza, 'file-sharing', ns.fileSharing).map(sharedFile);
  const media = childrenNamed(stanza, 'reference', ns.reference).map(referencedMedia);
  const outOfBand = childrenNamed(stanza, 'x', ns.outOfBand).map(outOfBandFile);
  const byUrl = new Map<string, SharedFile>();
  for (const file of [...sharings, ...media, ...outOfBand]) {
    if (file !== null && !byUrl.has(file.url) && byUrl.size < mostFiles) byUrl.set(file.url, file);
  }
  return [...byUrl.values()];
}

function sharedFile(sharing: XmlElement): SharedFile | null {
  const file = childNamed(sharing, 'file', ns.fileMetadata);
  const sources = childNamed(sharing, 'sources', ns.fileSharing);
  const targets = sources === null ? [] : childrenNamed(sources, 'url-data', ns.urlData);
  const url = firstUrl(targets.map((target) => attributeOf(target, 'target')));
  const disposition = attributeOf(sharing, 'disposition');
  if (url === null) return null;
  const described = file === null ? unknownFile : describedIn(file, ns.fileMetadata);
  return {
    ...described,
    url,
    disposition: disposition === 'inline' || disposition === 'attachment' ? disposition : null,
  };
}

function referencedMedia(reference: XmlElement): SharedFile | null {
  const media = childNamed(reference, 'media-sharing', ns.mediaSharing);
  if (media === null) return null;
  const sources = childNamed(media, 'sources', ns.mediaSharing);
  const references = sources === null ? [] : childrenNamed(sources, 'reference', ns.reference);
  const url = firstUrl(references.map((source) => attributeOf(source, 'uri')));
  const file = childNamed(media, 'file', ns.jingleFile);
  if (url === null) return null;
  return { ...(file === null ? unknownFile : describedIn(file, ns.jingleFile)), url, disposition: 'inline' };
}

function outOfBandFile(data: XmlElement): SharedFile | null {
  const url = firstUrl([textOfChild(data, 'url', ns.outOfBand)]);
  if (url === null) return null;
  return {
    ...unknownFile,
    url,
    description: textOfChild(data, 'desc', ns.outOfBand)?.slice(0, longestDescription) ?? '',
  };
}

function firstUrl(candidates: readonly (string | null)[]): string | null {
  return (
    candidates.map((candidate) => (candidate === null ? null : webUrl(candidate))).find((url) => url !== null) ?? null
  );
}

const unknownFile: Omit<SharedFile, 'url'> = {
  name: '',
  description: '',
  mediaType: '',
  disposition: null,
  width: null,
  height: null,
  duration: null,
  thumbnail: null,
};

function describedIn(file: XmlElement, namespace: string): Omit<SharedFile, 'url' | 'disposition'> {
  const number = (name: string): number | null => numberIn(textOfChild(file, name, namespace));
  return {
    name: fileName(textOfChild(file, 'name', namespace) ?? ''),
    description: textOfChild(file, 'desc', namespace)?.slice(0, longestDescription).toWellFormed() ?? '',
    mediaType: mediaTypeIn(file, namespace),
    width: number('width'),
    height: number('height'),
    duration: number('length'),
    thumbnail: thumbnailIn(file),
  };
}

function thumbnailIn(file: XmlElement): Thumbnail | null {
  for (const thumbnail of childrenNamed(file, 'thumbnail', ns.thumbs)) {
    const url = webUrl(attributeOf(thumbnail, 'uri') ?? '');
    const [width, height] = [numberIn(attributeOf(thumbnail, 'width')), numberIn(attributeOf(thumbnail, 'height'))];
    if (url !== null) return { url, width, height };
  }
  return null;
}

function mediaTypeIn(file: XmlElement, namespace: string): string {
  const element = childNamed(file, 'media-type', namespace);
  const text = element === null ? '' : textIn(element).trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/.test(text) ? text : '';
}

/** A file of a message as it was laid down for MIMI. */
type FilePart = Part & { readonly type: 'external' };

/** What stands for a file in a message: the file itself where it was laid down for MIMI, else null. */
export function filePart(file: SharedFile, fileOf: FileLookup): FilePart | null {
  const content = fileOf(file.url);
  if (content === null) return null;
  const contentType = content.contentType === '' ? file.mediaType : content.contentType;
  return {
    ...content,
    type: 'external',
    language: '',
    disposition: dispositions[file.disposition ?? usualDisposition(contentType)],
    contentType,
    description: file.description === '' ? content.description : file.description,
    filename: file.name === '' ? content.filename : file.name,
  };
}

/** The small picture of a file, where it was laid down for MIMI. */
export function previewPart({ thumbnail }: SharedFile, fileOf: FileLookup): FilePart | null {
  const content = thumbnail && fileOf(thumbnail.url);
  return content && { ...content, type: 'external', language: '', disposition: dispositions.preview };
}

function usualDisposition(contentType: string): 'inline' | 'attachment' {
  return /^(?:image|audio|video)\//.test(contentType) ? 'inline' : 'attachment';
}

/** A file that could not be laid down for MIMI, as a line with its link (FX-19). */
export function fileLine(file: SharedFile): string {
  const what = file.description || file.name || file.mediaType;
  return what === '' ? file.url : `${what.replaceAll(/\s+/g, ' ')}: ${file.url}`;
}
