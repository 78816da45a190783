import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { childrenNamed, textIn, xml } from '../element.ts';
import type { ReadBody } from '../inbound/body.ts';
import { mentionsIn } from '../inbound/mention.ts';
import { ns } from '../namespaces.ts';
import { occupantUri } from '../occupant-uri.ts';
import { parsed, serialised } from './xml-text.ts';

/** What an XMPP stanza says beyond its MIMI form, beside that form (draft §7.2, CF-23): `<message/>` of RFC 6120. */
export const xmppStanzaType = 'application/vnd.mimi-gateway.xmpp-stanza+xml';

/** Octets. An original is a courtesy; a message that is full of it would not be one. */
const originalLimit = 16 * 1024;
const mostReferences = 64;

/** Payloads that are carried: those that MIMI has no form for, and that only add to what is said. */
const carried: ReadonlyMap<string, string> = new Map([
  ['spoiler', ns.spoiler],
  ['geoloc', ns.location],
  ['sticker', ns.stickers],
  ['unstyled', ns.styling],
]);

/** An XMPP stanza as it rode beside its MIMI form. */
export interface Original {
  /** Its body in each language; none where its MIMI form has none. */
  readonly bodies: readonly XmlElement[];
  readonly payloads: readonly XmlElement[];
  /** Mentions in the first body (XEP-0372). */
  readonly references: readonly XmlElement[];
}

/** The form for everybody, and the original beside it where that says more. */
export function withOriginal(baseline: Part, stanza: XmlElement, texts: readonly ReadBody[], lookup: XmppLookup): Part {
  const payloads = payloadsIn(stanza);
  // Whether a body is styled is said by the form of the baseline.
  if (payloads.every(({ name }) => name === 'unstyled')) return baseline;
  const bodies = texts.map(({ language, rest }) =>
    xml('body', ns.client, { 'xml:lang': language === '' ? undefined : language }, rest),
  );
  const [first] = texts;
  const references = first === undefined ? [] : referencesIn(stanza, first, lookup);
  const text = serialised(xml('message', ns.client, {}, bodies, payloads, references));
  if (text === null || Buffer.byteLength(text, 'utf8') > originalLimit) return baseline;
  const { disposition } = baseline;
  const content = Buffer.from(text, 'utf8');
  const original: Part = { disposition, language: '', type: 'single', contentType: xmppStanzaType, content };
  const parts = [baseline, original];
  return { disposition: dispositions.render, language: '', type: 'multi', semantics: 'choose-one', parts };
}

/** Mentions by where they stand in what is left of a body. */
function referencesIn(stanza: XmlElement, body: ReadBody, lookup: XmppLookup): readonly XmlElement[] {
  return mentionsIn(stanza, body.text, body.removed, lookup).map(({ start, end, user }) =>
    xml('reference', ns.reference, {
      type: 'mention',
      begin: String(start),
      end: String(end),
      uri: occupantUri(user, lookup) ?? undefined,
    }),
  );
}

function payloadsIn(stanza: XmlElement): readonly XmlElement[] {
  return [...carried].flatMap(([name, namespace]) => copiesOf(stanza, name, namespace, 1));
}

function copiesOf(stanza: XmlElement, name: string, namespace: string, most: number): readonly XmlElement[] {
  return childrenNamed(stanza, name, namespace)
    .slice(0, most)
    .map((payload) => ownPieces(payload, 3))
    .filter((payload) => payload !== null);
}

/** A copy with nothing in it but elements of its own namespace with few and short attributes. */
function ownPieces(element: XmlElement, depth: number): XmlElement | null {
  const attrs = Object.entries(element.attrs).filter(
    ([name, value]) => /^[a-z:-]{1,20}$/.test(name) && value.length <= 256,
  );
  const children = element.children.slice(0, 64).map((child) => {
    if (typeof child === 'string') return child.slice(0, 4096).toWellFormed();
    return child.ns === element.ns && depth > 1 ? ownPieces(child, depth - 1) : null;
  });
  if (!/^[A-Za-z][\w-]{0,31}$/.test(element.name)) return null;
  return xml(element.name, element.ns, Object.fromEntries(attrs), children);
}

/**
 * Reads an original that somebody sent, whoever it was: only what {@link withOriginal} writes. Nobody has said yet that
 * it means the same as the form beside it. Null for anything that is no original.
 */
export function readOriginal(content: Uint8Array): Original | null {
  if (content.length > originalLimit) return null;
  const message = parsed(Buffer.from(content).toString('utf8'));
  if (message === null || message.name !== 'message' || message.ns !== ns.client) return null;
  const payloads = payloadsIn(message);
  const references = copiesOf(message, 'reference', ns.reference, mostReferences);
  const bodies = message.children.filter((child) => typeof child !== 'string').filter(isBody);
  const known = payloads.length + references.length + bodies.length;
  return known === message.children.length ? { bodies, payloads, references } : null;
}

function isBody(element: XmlElement): boolean {
  return element.name === 'body' && element.ns === ns.client && textIn(element).trim() !== '';
}

/** An original as a stanza again, to be read like one that has just come. */
export function stanzaOfOriginal({ bodies, payloads, references }: Original): XmlElement {
  return { name: 'message', ns: ns.client, attrs: {}, children: [...bodies, ...payloads, ...references] };
}
