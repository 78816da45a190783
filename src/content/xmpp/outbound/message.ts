import { emotePrefix } from '../../emote.ts';
import { knownExtensions } from '../../extensions/known.ts';
import { differingNotice, sessionFallback } from '../../fallbacks/index.ts';
import { codePoints } from '../../markup/index.ts';
import type { Mark } from '../../markup/index.ts';
import type { StoredMessage, Showable } from '../../networks/contract.ts';
import type { Reading } from '../../parts/index.ts';
import type { XmlElement, XmppDeed, XmppLookup } from '../contract.ts';
import { textIn, xml } from '../element.ts';
import { mentionsIn } from '../inbound/mention.ts';
import { locationIn, readableLocation } from '../location.ts';
import { ns } from '../namespaces.ts';
import { agreedOriginal, payloadNamed } from '../original/agreement.ts';
import type { Original } from '../original/original-part.ts';
import { stanzaOfOriginal } from '../original/original-part.ts';
import { callUri } from '../web-links.ts';
import { callPayload } from './call.ts';
import { senderElements, standingElements } from './envelope.ts';
import { markElements } from './marks.ts';
import { filesShown } from './media.ts';
import type { FilesShown } from './media.ts';
import { relatingOf } from './relation.ts';
import type { Relating } from './relation.ts';
import { bodyLimit, splitBody, xmlOctets } from './split.ts';
import { prefixed, withLines, writtenText } from './text.ts';
import type { WrittenText } from './text.ts';

/** What all pieces of a message are shown with. */
interface Setting {
  readonly message: StoredMessage;
  readonly reading: Reading;
  readonly original: Original | null;
  readonly showable: Showable;
  readonly lookup: XmppLookup;
}

/**
 * Something said, new or as an edit: one stanza with its text, and one for each file and each call, because clients show
 * a file only where the body is its URL alone. What the message answers or corrects stands in the first of them.
 */
export function messageDeeds(
  message: StoredMessage,
  reading: Reading,
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  const original = agreedOriginal(message, reading, lookup);
  const setting = { message, reading, original, showable, lookup };
  const files = filesShown(message, reading.files, payloadNamed(original, 'sticker'), showable, lookup);
  const calls = callsShown(reading);
  const said = withLines(saidText(setting), [...linesOf(reading), ...calls.lines, ...files.lines], showable);
  const relating = relatingOf(message, showable, lookup);
  const payloads = [...textPayloads(said, relating, setting), ...calls.payloads, ...files.payloads];
  const first = [...relating.elements, ...senderElements(message, lookup)];
  const standing = standingElements(message, showable);
  return payloads.map((payload, index) => ({
    purpose: index === 0 && relating.corrects ? 'correct' : 'say',
    payload: [...payload, ...(index === 0 ? first : []), ...standing],
  }));
}

/** Calls of one message that are stanzas of their own, and octets of what is said of each; further ones are lines. */
const mostCalls = 8;
const callLimit = 4096;

/** Calls that can be joined as stanzas of their own, and lines about the others. */
function callsShown({ sessions }: Reading): FilesShown {
  const payloads: (readonly XmlElement[])[] = [];
  const lines: string[] = [];
  for (const session of sessions) {
    const url = callUri(session.url ?? '');
    const line = sessionFallback(session);
    if (url === null || payloads.length >= mostCalls || Buffer.byteLength(line, 'utf8') > callLimit) lines.push(line);
    else payloads.push(callPayload(url, line));
  }
  return { payloads, lines };
}

/** Lines about what has no form of its own in XMPP. */
function linesOf({ unsupported, differing }: Reading): readonly string[] {
  return [...unsupported.map(({ line }) => line), ...(differing ? [`[${differingNotice}]`] : [])];
}

/** What is said, as its sender's own client had it where that says the same, with an emote's sign (XEP-0245). */
function saidText({ message, reading, original, showable, lookup }: Setting): WrittenText {
  if (original?.bodies[0]) return originalText(original, textIn(original.bodies[0]), showable, lookup);
  const written = writtenText(reading.said, showable, lookup);
  const { kind } = knownExtensions(message.content.extensions);
  const isBare = kind === 'emote' && written.text !== '' && !written.text.startsWith(emotePrefix);
  return isBare ? prefixed(emotePrefix, written) : written;
}

function originalText(original: Original, text: string, showable: Showable, lookup: XmppLookup): WrittenText {
  const mentions = showable.mentions ? mentionsIn(stanzaOfOriginal(original), text, [], lookup) : [];
  const marks = mentions.map(
    ({ start, end, user }): Mark => ({ start, end, meaning: { type: 'mention', user, text: '' } }),
  );
  const isUnstyled = payloadNamed(original, 'unstyled') !== null;
  return { text, marks, isStyled: !isUnstyled, isUnstyled };
}

/** The text as one stanza's payload, or as several where it is too long for one (FX-01); none where there is none. */
function textPayloads(said: WrittenText, relating: Relating, setting: Setting): readonly (readonly XmlElement[])[] {
  const { original, lookup } = setting;
  if (said.text === '' && !isEmptied(setting)) return [];
  const others = inOtherLanguages(setting);
  const head = headBefore([said, ...others], relating);
  const whole = prefixed(head, said);
  const [text = '', ...rest] = splitBody(whole.text);
  const length = codePoints(text);
  const marks = whole.marks.filter(({ end }) => end <= length);
  const spoiler = payloadNamed(original, 'spoiler');
  const place = placeSaid(setting) ?? locationIn(said.text);
  const first = [
    ...bodiesOf(text, rest.length === 0, head, others, setting),
    ...(head === '' ? [] : [fallbackFor(relating.headIsFor, codePoints(head))]),
    ...(whole.isUnstyled ? [xml('unstyled', ns.styling)] : []),
    ...markElements(marks, lookup),
    ...[spoiler, place].filter((payload) => payload !== null),
  ];
  return [first, ...rest.map((piece) => [xml('body', ns.client, {}, piece)])];
}

/** The sender's own place, where everybody else reads the very same one. */
function placeSaid({ original, reading }: Setting): XmlElement | null {
  const place = payloadNamed(original, 'geoloc');
  const line = place && readableLocation(place);
  return line !== null && reading.said.some(({ plain }) => plain.includes(line)) ? place : null;
}

/** An edit that leaves nothing of a text is shown: the old text would stand there otherwise. */
function isEmptied({ message, reading }: Setting): boolean {
  return message.content.replaces !== null && reading.said.length > 0 && reading.files.length === 0;
}

/** What begins as a quotation does, to the eye at least: with its sign, and nothing seen before that. */
const quotationByHand = /^[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*[>\uFE65\uFF1E]/u;

/**
 * Quoted lines, but not before an emote whose answer is marked: it would be none any more. What the sender quotes by hand
 * stands apart from them, for lines of one quotation have one author.
 * @param bodies in each language; the lines before them have one length, which is said once
 */
function headBefore(bodies: readonly Pick<WrittenText, 'text'>[], { head, elements }: Relating): string {
  if (bodies[0]?.text.startsWith(emotePrefix) === true && elements.length > 0) return '';
  return head !== '' && bodies.some(({ text }) => quotationByHand.test(text)) ? `${head}\n` : head;
}

interface OtherText {
  readonly text: string;
  readonly language: string;
}

/** What was said in other languages (CF-12). */
function inOtherLanguages({ reading, original, showable, lookup }: Setting): readonly OtherText[] {
  const [first, ...others] = original?.bodies ?? [];
  if (first !== undefined) {
    return others.map((body) => ({ text: textIn(body), language: body.attrs['xml:lang'] ?? '' }));
  }
  return reading.otherLanguages.map((said) => ({
    text: writtenText([said], showable, lookup).text,
    language: said.language,
  }));
}

/** The text, and what was said in other languages, if all of it fits. */
function bodiesOf(
  text: string,
  isWhole: boolean,
  head: string,
  inOthers: readonly OtherText[],
  { reading }: Setting,
): readonly XmlElement[] {
  const main = bodyIn(reading.said[0]?.language ?? '', text);
  const others = inOthers.map((other) => bodyIn(other.language, head + other.text));
  const octets = [main, ...others].reduce((sum, body) => sum + xmlOctets(textIn(body)), 0);
  return isWhole && octets <= bodyLimit ? [main, ...others] : [main];
}

/** XMPP has one language for a body: the first of the tags. */
function bodyIn(language: string, text: string): XmlElement {
  return xml('body', ns.client, { 'xml:lang': language.split(',')[0]?.trim() || undefined }, text);
}

function fallbackFor(feature: string, end: number): XmlElement {
  const region = xml('body', ns.fallback, { start: '0', end: String(end) });
  return xml('fallback', ns.fallback, { for: feature }, region);
}
