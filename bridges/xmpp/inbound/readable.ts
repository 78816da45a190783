import type { MessageId } from '../../../src/identifiers/index.ts';
import { InvalidIdentifier, parseMessageId } from '../../../src/identifiers/index.ts';
import type { MessageBody } from '../../../src/rooms/index.ts';
import type { Element } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';

/** What a correction begins with where it can not be marked as one. */
const correction = 'Corrected: ';

/** What a groupchat message says, in the terms that all networks have. */
export interface Readable {
  readonly body: MessageBody;
  readonly inReplyTo?: MessageId;
}

/**
 * Reads a message for the hub. What has no translation yet becomes one readable line: nothing is silent.
 * @returns null for what says nothing that lasts: chat states, markers, receipts
 */
export function readMessage(message: Element): Readable | null {
  const reactions = message.child('reactions', ns.reactions);
  if (reactions !== null) {
    const emojis = reactions.childrenNamed('reaction').map((reaction) => reaction.text.trim());
    const text = emojis.length === 0 ? 'took back a reaction' : `reacted with ${emojis.join(' ')}`;
    return { body: { kind: 'emote', text } };
  }
  const body = bodyThatIsRead(message)?.text;
  if (body === undefined) return null;
  if (message.has('replace', ns.correct)) return { body: { kind: 'text', text: `${correction}${body}` } };
  const reply = message.child('reply', ns.reply);
  const text = reply === null ? body : withoutFallback(message, body);
  const target = reply === null ? null : messageIdFrom(reply.attrs.id ?? '');
  return { body: asBody(text), ...(target === null ? {} : { inReplyTo: target }) };
}

/** A body may stand there in several languages (RFC 6121 §5.2.3), and an empty one hides none of the others. */
function bodyThatIsRead(message: Element): Element | null {
  return message.childrenNamed('body').find(({ text }) => text !== '') ?? null;
}

/** What may go with a text to XMPP users: it has no words of its own. Undefined: everything of that namespace. */
const wordless: ReadonlyMap<string, string | undefined> = new Map([
  [ns.stanzaId, 'origin-id'],
  [ns.correct, 'replace'],
  [ns.reply, 'reply'],
  [ns.chatStates, undefined],
  [ns.chatMarkers, undefined],
  [ns.receipts, undefined],
  [ns.hints, undefined],
]);

/**
 * A client's children with no other text than the hub's, and nothing that hides it or puts another link in its place:
 * any more would say to XMPP users what is in no archive and on no other network. So only what is known to be harmless
 * passes, without the content that it does not need.
 * @param said the hub's text as XMPP has it; null where it says nothing
 */
export function withOneText(message: Element, said: string | null): readonly Element[] {
  const reactions = message.child('reactions', ns.reactions);
  const read = reactions === null ? bodyThatIsRead(message) : null;
  const corrects = message.has('replace', ns.correct) && said?.startsWith(correction) === true;
  // A correction is marked as one here, without the words that stand for it elsewhere.
  const text = corrects ? said.slice(correction.length) : said;
  return message.elements.flatMap((child): readonly Element[] => {
    if (child === read) return text === null ? [] : [child.withChildren([text])];
    if (child.name === 'thread' && child.ns === message.ns) return [child.withChildren([child.text])];
    if (child === reactions) return [onlyTexts(child, 'reaction')];
    if (child.ns === ns.outOfBand) return sameLink(child, said);
    // Where the quotation is not in the hub's text, positions would mean other words.
    if (isQuotation(child)) return message.has('reply', ns.reply) && read?.text === text ? [onlyRanges(child)] : [];
    const name = wordless.get(child.ns);
    return wordless.has(child.ns) && (name ?? child.name) === child.name ? [child.withChildren([])] : [];
  });
}

/** XEP-0461 §3.1: says which part of the body quotes what is replied to. */
function isQuotation({ name, ns: namespace, attrs }: Element): boolean {
  return name === 'fallback' && namespace === ns.fallback && attrs.for === ns.reply;
}

function onlyRanges(fallback: Element): Element {
  return fallback.withChildren(fallback.childrenNamed('body').map((range) => range.withChildren([])));
}

function onlyTexts(parent: Element, name: string): Element {
  return parent.withChildren(parent.childrenNamed(name).map((child) => child.withChildren([child.text])));
}

/** XEP-0066: the link that the text is, so that clients show the file; any other would be seen by nobody else. */
function sameLink(data: Element, said: string | null): readonly Element[] {
  const url = data.child('url');
  return url !== null && url.text === said ? [data.withChildren([url.withChildren([url.text])])] : [];
}

/** XEP-0245: a body that begins with `/me ` is an emote. */
function asBody(text: string): MessageBody {
  return text.startsWith('/me ') ? { kind: 'emote', text: text.slice(4) } : { kind: 'text', text };
}

/** The body without the quotation that stands there for clients that know no replies (XEP-0428, XEP-0461 §3.1). */
function withoutFallback(message: Element, body: string): string {
  const range = message.elements.find(isQuotation)?.child('body');
  if (range === undefined || range === null) return body;
  // Positions count code points.
  const points = Array.from(body);
  const start = Number(range.attrs.start ?? '0');
  const end = Number(range.attrs.end ?? String(points.length));
  if (!(start >= 0 && end >= start)) return body;
  const rest = [...points.slice(0, start), ...points.slice(end)].join('');
  return rest.trim() === '' ? body : rest;
}

/** An id that our rooms gave; null for any other. */
export function messageIdFrom(text: string): MessageId | null {
  try {
    return parseMessageId(text);
  } catch (error) {
    // Clients may refer to whatever they like; what is no message id refers to nothing here.
    if (error instanceof InvalidIdentifier) return null;
    throw error;
  }
}

/** Whether a message is encrypted for its readers: it could only be shown as noise elsewhere. */
export function isEncrypted(message: Element): boolean {
  return (
    message.has('encrypted', ns.omemo) ||
    message.has('encrypted', ns.omemoOld) ||
    message.has('openpgp', ns.openPgp) ||
    message.has('x', ns.openPgpOld)
  );
}
