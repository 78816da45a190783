import type { ExternalContent, Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import { emotePrefix } from '../../emote.ts';
import type { Drafted, MessageDraft } from '../../networks/contract.ts';
import type { XmlElement } from '../contract.ts';
import { childNamed, textIn } from '../element.ts';
import { readableLocation } from '../location.ts';
import { ns } from '../namespaces.ts';
import { withOriginal } from '../original/original-part.ts';
import type { ReadBody, StanzaBody } from './body.ts';
import { bodiesIn, bodyParts, readBody } from './body.ts';
import { callIn } from './call.ts';
import type { Sent } from './draft.ts';
import { draftOf, extensionsOf, partOf, untranslated } from './draft.ts';
import { fallbackRanges } from './fallback.ts';
import type { SharedFile } from './media.ts';
import { fileLine, filePart, filesIn, previewPart } from './media.ts';
import { measuredIn } from './measures.ts';
import type { PlacedFile } from './measures.ts';
import { answeredBy, correctedBy, standingOf } from './relation.ts';

const tooBig = untranslated('too-big', 'The message is too long for this room.');

/** What a stanza says beside its body. */
interface Payloads {
  readonly files: readonly PlacedFile[];
  /** Lines for what has no form of its own. */
  readonly lines: readonly string[];
  readonly sessions: readonly Part[];
  /** Namespaces of payloads that were understood, so that no fallback for them is needed. */
  readonly understood: readonly string[];
  /** URLs that a body may be, for clients that don't know files. */
  readonly urls: ReadonlySet<string>;
}

/** A message that says something, new or as a correction; null for a stanza that says nothing. */
export function messageDrafts(sent: Sent): Drafted | null {
  const bodies = bodiesIn(sent.stanza);
  if (bodies === null) return tooBig;
  const call = callIn(sent.stanza, bodies[0]?.text ?? '');
  if (call?.type === 'notice') return [noticeDraft(sent, call.text)];
  if (call?.type === 'nothing') return null;
  const payloads = payloadsOf(sent, bodies, call?.parts ?? []);
  const texts = textsOf(sent, bodies, payloads);
  const fileParts = payloads.files.flatMap(({ part, preview }) => (preview === null ? [part] : [part, preview]));
  const parts = [...spoken(sent, texts, payloads), ...fileParts, ...payloads.sessions];
  const [only, ...others] = parts;
  if (only === undefined) return null;
  const baseline = others.length === 0 ? only : partsOf('process-all', parts);
  const body = withOriginal(baseline, sent.stanza, texts, sent.lookup);
  const kind = texts[0]?.rest.startsWith(emotePrefix) === true ? 'emote' : null;
  const avMetadata = measuredIn(body, payloads.files);
  return [draftOf({ ...standingOf(sent), extensions: extensionsOf(sent, { kind, avMetadata }), body })];
}

function noticeDraft(sent: Sent, text: string): MessageDraft {
  return draftOf({ ...standingOf(sent), extensions: extensionsOf(sent, { kind: 'notice' }), body: partOf(text) });
}

function payloadsOf({ stanza, lookup }: Sent, bodies: readonly StanzaBody[], sessions: readonly Part[]): Payloads {
  const fileOf = (url: string): ExternalContent | null => lookup.fileOf(url);
  const files = stickerDescribed(stanza, bodies, filesIn(stanza)).map((file) => ({
    file,
    part: filePart(file, fileOf),
  }));
  const placed = files.flatMap(({ file, part }): readonly PlacedFile[] =>
    part === null ? [] : [{ file, part, preview: previewPart(file, fileOf) }],
  );
  const missing = files.filter(({ part }) => part === null);
  const geoloc = childNamed(stanza, 'geoloc', ns.location);
  const location = geoloc && readableLocation(geoloc);
  const unsaid = missing.filter(({ file }) => !bodies.some(({ text }) => text.includes(file.url)));
  const saysLocation = location !== null && bodies.every(({ text }) => !/\bgeo:/i.test(text));
  return {
    files: placed,
    lines: [...(saysLocation ? [location] : []), ...unsaid.map(({ file }) => fileLine(file))],
    sessions: sessions.length > 1 ? [partsOf('choose-one', sessions, dispositions.session)] : sessions,
    understood: [
      ...(missing.length === 0 && files.length > 0 ? [ns.fileSharing, ns.outOfBand, ns.stickers] : []),
      ...(sessions.length > 0 ? [ns.callInvites] : []),
    ],
    urls: new Set(placed.map(({ file }) => file.url)),
  };
}

/** What a sticker says to those who can't see it is its body, where its file has no description (XEP-0449). */
function stickerDescribed(
  stanza: XmlElement,
  bodies: readonly StanzaBody[],
  files: readonly SharedFile[],
): readonly SharedFile[] {
  if (childNamed(stanza, 'sticker', ns.stickers) === null) return files;
  const said = bodies[0]?.text.trim() ?? '';
  return files.map((file) => (file.description === '' && said !== file.url ? { ...file, description: said } : file));
}

/** The bodies without what stands in them for clients that don't know what was understood. */
function textsOf(sent: Sent, bodies: readonly StanzaBody[], payloads: Payloads): readonly ReadBody[] {
  const { stanza } = sent;
  if (payloads.sessions.length > 0) return [];
  if (childNamed(stanza, 'sticker', ns.stickers) !== null && payloads.files.length > 0) return [];
  const isQuotation = answeredBy(sent) !== null || correctedBy(sent) !== null;
  const others = fallbackRanges(stanza, payloads.understood);
  const quotation = isQuotation ? fallbackRanges(stanza, [ns.reply]) : [];
  return bodies
    .map((body) => {
      const read = readBody(body, [...others, ...quotation]);
      return read.rest.trim() === '' ? readBody(body, others) : read;
    })
    .filter(({ rest }) => rest.trim() !== '' && !payloads.urls.has(rest.trim()));
}

/** What is said in words: the bodies, in several languages if there are several, with the lines below. */
function spoken({ stanza, lookup }: Sent, texts: readonly ReadBody[], { lines }: Payloads): readonly Part[] {
  const parts = texts.flatMap((body) => bodyParts(stanza, body, spoilerPrefix(stanza), lookup));
  const [first, ...others] = parts;
  const said = first === undefined ? [] : [others.length === 0 ? first : partsOf('choose-one', parts)];
  return lines.length === 0 ? said : [...said, partOf(lines.join('\n'))];
}

/** XEP-0382 hides a text until it is asked for; where that can't be done, readers are warned at least. */
function spoilerPrefix(stanza: XmlElement): string {
  const spoiler = childNamed(stanza, 'spoiler', ns.spoiler);
  if (spoiler === null) return '';
  const hint = textIn(spoiler).trim().replaceAll(/\s+/g, ' ').slice(0, 200).toWellFormed();
  return hint === '' ? '[Spoiler] ' : `[Spoiler: ${hint}] `;
}

function partsOf(
  semantics: 'process-all' | 'choose-one',
  parts: readonly Part[],
  disposition: number = dispositions.render,
): Part {
  return { disposition, language: '', type: 'multi', semantics, parts };
}
