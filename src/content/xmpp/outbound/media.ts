import type { ExternalContent } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { AvMetadata } from '../../extensions/contract.ts';
import { knownExtensions } from '../../extensions/known.ts';
import { fileFallback } from '../../fallbacks/index.ts';
import type { FileFacts } from '../../fallbacks/index.ts';
import type { StoredMessage, Showable } from '../../networks/contract.ts';
import { factsOf } from '../../parts/index.ts';
import type { ReadFile } from '../../parts/index.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { fileName } from '../file-name.ts';
import { ns } from '../namespaces.ts';
import { webUrl } from '../web-links.ts';

/** Named-information hashes (RFC 6920) by their names in XMPP (XEP-0300). */
const hashNames: ReadonlyMap<number, string> = new Map([
  [1, 'sha-256'],
  [8, 'sha-512'],
  [10, 'sha3-256'],
  [12, 'sha3-512'],
]);

/** Files of one message that are stanzas of their own; further ones are lines about them. */
const mostFiles = 50;
/** Octets of a description that stands with its file; a longer one is said. */
const longestDescription = 4096;

/** What a client needs to know to show a file that is in no message itself. */
interface FileShown {
  readonly facts: FileFacts;
  readonly inline: boolean;
  readonly measures: AvMetadata | null;
  readonly thumbnail: XmlElement | null;
}

/** Files as stanzas of their own, and lines about those that can't be shown so. */
export interface FilesShown {
  readonly payloads: readonly (readonly XmlElement[])[];
  readonly lines: readonly string[];
}

/**
 * Files with the URL of the room's copy: for clients that know file sharing (XEP-0447), and as a body that is the URL
 * alone with the same URL out of band (XEP-0066), which is what the others show as a file. What the sender says of a file
 * is text. Only copies of the room are shown: a stranger's URL would be fetched by everybody who reads (FX-18, FX-19), and
 * one with its key (XEP-0448) by whoever can decrypt it, which tells the stranger who they are. What lies there encrypted
 * is no link either: nobody else could read it.
 * @param sticker the sender's own element that makes the files stickers (XEP-0449)
 */
export function filesShown(
  message: StoredMessage,
  files: readonly ReadFile[],
  sticker: XmlElement | null,
  showable: Showable,
  lookup: XmppLookup,
): FilesShown {
  const measured = knownExtensions(message.content.extensions).avMetadata ?? [];
  const previews = new Set(measured.map(({ preview }) => preview));
  const shown = files
    .filter(({ index }) => !previews.has(index))
    .map((file, index) => {
      if (index >= mostFiles) return { line: fileFallback(factsOf(file), null) };
      const measures = measured.find(({ part }) => part === file.index) ?? null;
      const preview = files.find(({ index }) => index === measures?.preview) ?? null;
      return fileShown(
        file,
        { measures, thumbnail: thumbnailOf(preview, measured, lookup), sticker },
        showable,
        lookup,
      );
    });
  return {
    payloads: shown.flatMap(({ payload }) => (payload ? [payload] : [])),
    lines: shown.flatMap(({ line }) => line ?? []),
  };
}

interface Around {
  readonly measures: AvMetadata | null;
  readonly thumbnail: XmlElement | null;
  readonly sticker: XmlElement | null;
}

function fileShown(
  read: ReadFile,
  { measures, thumbnail, sticker }: Around,
  showable: Showable,
  lookup: XmppLookup,
): { readonly payload?: readonly XmlElement[]; readonly line?: string } {
  const { source, disposition } = read;
  const external = source.type === 'external' ? source : null;
  const facts = factsOf(read);
  const copy = lookup.urlOf(source);
  const url = copy === null ? null : webUrl(copy);
  const own = external?.encryptionAlgorithm === 0 ? webUrl(external.url) : null;
  if (!showable.files) return { line: fileFallback(facts, url ?? own) };
  const isMedia = /^(?:image|audio|video)\//.test(facts.contentType);
  const inline = disposition === dispositions.inline || (disposition !== dispositions.attachment && isMedia);
  const file = { facts, inline, measures, thumbnail };
  const stickers = sticker === null ? [] : [sticker];
  // A sticker's description is what it says to those who can't see it, not a caption.
  const isAlternative = sticker !== null && descriptionOf(facts.description) !== '';
  const caption = isAlternative || facts.description === facts.filename ? '' : facts.description;
  if (url !== null) {
    return { payload: [...sharingPayload(file, url, external), ...stickers], ...(caption !== '' && { line: caption }) };
  }
  return { line: fileFallback(facts, own) };
}

function thumbnailOf(preview: ReadFile | null, measured: readonly AvMetadata[], lookup: XmppLookup): XmlElement | null {
  const uri = preview && lookup.urlOf(preview.source);
  if (preview === null || uri === null || webUrl(uri) === null) return null;
  const measures = measured.find(({ part }) => part === preview.index);
  const number = (value: number | null | undefined): string | undefined =>
    typeof value === 'number' ? String(value) : undefined;
  return xml('thumbnail', ns.thumbs, {
    uri,
    'media-type': preview.source.contentType === '' ? undefined : preview.source.contentType,
    width: number(measures?.width),
    height: number(measures?.height),
  });
}

function sharingPayload(file: FileShown, url: string, content: ExternalContent | null): readonly XmlElement[] {
  return [
    xml('body', ns.client, {}, url),
    xml('x', ns.outOfBand, {}, xml('url', ns.outOfBand, {}, url)),
    fileSharing(file, url, content),
    xml('fallback', ns.fallback, { for: ns.fileSharing }, xml('body', ns.fallback)),
  ];
}

function fileSharing(file: FileShown, url: string, content: ExternalContent | null): XmlElement {
  const disposition = file.inline ? 'inline' : 'attachment';
  return xml(
    'file-sharing',
    ns.fileSharing,
    { disposition },
    metadata(file, content),
    xml('sources', ns.fileSharing, {}, xml('url-data', ns.urlData, { target: url })),
  );
}

function metadata({ facts, measures, thumbnail }: FileShown, content: ExternalContent | null): XmlElement {
  const field = (name: string, value: string | number | bigint | null): XmlElement | null =>
    value === null || value === '' ? null : xml(name, ns.fileMetadata, {}, String(value));
  return xml(
    'file',
    ns.fileMetadata,
    {},
    field('media-type', facts.contentType),
    field('name', fileName(facts.filename)),
    field('size', facts.size === 0n ? null : facts.size),
    field('width', measures?.width ?? null),
    field('height', measures?.height ?? null),
    field('length', measures?.duration ?? null),
    field('desc', descriptionOf(facts.description) || descriptionOf(measures?.accessibilityText ?? '')),
    // The hash of an encrypted file is one of what lies at its URL, not of the file.
    content !== null && content.encryptionAlgorithm === 0 ? hashOf(content) : null,
    thumbnail,
  );
}

const descriptionOf = (text: string): string => (Buffer.byteLength(text, 'utf8') > longestDescription ? '' : text);

function hashOf(content: ExternalContent): XmlElement | null {
  const algo = hashNames.get(content.hashAlgorithm);
  if (algo === undefined || content.contentHash.length === 0) return null;
  return xml('hash', ns.hashes, { algo }, Buffer.from(content.contentHash).toString('base64'));
}
