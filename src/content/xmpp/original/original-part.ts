import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { XmlElement } from '../contract.ts';
import { childNamed, textIn, xml } from '../element.ts';
import type { ReadBody } from '../inbound/body.ts';
import { ns } from '../namespaces.ts';
import { parsed, serialised } from './xml-text.ts';

/** What an XMPP stanza says beyond its MIMI form, beside that form (draft §7.2, CF-23): `<message/>` of RFC 6120. */
export const xmppStanzaType = 'application/vnd.mimi-gateway.xmpp-stanza+xml';

/** Octets. An original is a courtesy; a message that is full of it would not be one. */
const originalLimit = 16 * 1024;

/** Payloads that are carried: those that MIMI has no form for, and that only add to what is said. */
const carried: ReadonlyMap<string, string> = new Map([
  ['spoiler', ns.spoiler],
  ['geoloc', ns.location],
  ['sticker', ns.stickers],
]);

/** An XMPP stanza as it rode beside its MIMI form. */
export interface Original {
  /** Text of its body in each language; none where its MIMI form has none. */
  readonly bodies: readonly XmlElement[];
  readonly payloads: readonly XmlElement[];
}

/** The form for everybody, and the original beside it where that says more. */
export function withOriginal(baseline: Part, stanza: XmlElement, texts: readonly ReadBody[]): Part {
  const payloads = payloadsIn(stanza);
  if (payloads.length === 0) return baseline;
  const bodies = texts.map(({ language, rest }) =>
    xml('body', ns.client, { 'xml:lang': language === '' ? undefined : language }, rest),
  );
  const text = serialised(xml('message', ns.client, {}, bodies, payloads));
  if (text === null || Buffer.byteLength(text, 'utf8') > originalLimit) return baseline;
  const { disposition } = baseline;
  const content = Buffer.from(text, 'utf8');
  const original: Part = { disposition, language: '', type: 'single', contentType: xmppStanzaType, content };
  const parts = [baseline, original];
  return { disposition: dispositions.render, language: '', type: 'multi', semantics: 'choose-one', parts };
}

function payloadsIn(stanza: XmlElement): readonly XmlElement[] {
  return [...carried]
    .map(([name, namespace]) => childNamed(stanza, name, namespace))
    .map((payload) => payload && ownPieces(payload, 3))
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
  const bodies = message.children.filter((child) => typeof child !== 'string').filter(isBody);
  return payloads.length + bodies.length === message.children.length ? { bodies, payloads } : null;
}

function isBody(element: XmlElement): boolean {
  return element.name === 'body' && element.ns === ns.client && textIn(element) !== '';
}

/** An original as a stanza again, to be read like one that has just come. */
export function stanzaOfOriginal({ bodies, payloads }: Original): XmlElement {
  return { name: 'message', ns: ns.client, attrs: {}, children: [...bodies, ...payloads] };
}
