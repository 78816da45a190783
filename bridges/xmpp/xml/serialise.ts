import type { Element } from './element.ts';
import { ns } from './namespaces.ts';

/** What XML 1.0 §2.2 does not allow; one of these on a stream ends the stream. */
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const special = /[&<>"']/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML: what XML can't carry becomes U+FFFD. */
export function escape(text: string): string {
  return text.replace(illegal, '\uFFFD').replace(special, (character) => entities[character] ?? character);
}

/** XML text of an element that stands inside `parent` namespace; a stanza on a stream by default. */
export function serialise(element: Element, parent: string = ns.client): string {
  let xml = `<${element.name}`;
  if (element.ns !== parent) xml += ` xmlns='${escape(element.ns)}'`;
  for (const [name, value] of Object.entries(element.attrs)) xml += ` ${name}='${escape(value)}'`;
  if (element.children.length === 0) return `${xml}/>`;
  xml += '>';
  for (const child of element.children) {
    xml += typeof child === 'string' ? escape(child) : serialise(child, element.ns);
  }
  return `${xml}</${element.name}>`;
}

/**
 * A stanza whose `to` is still open: for one payload to many occupants, serialised once.
 * @returns what gives the XML text for one address
 */
export function serialiseForMany(stanza: Element): (to: string) => string {
  const { to: _to, ...attrs } = stanza.attrs;
  const xml = serialise(stanza.withAttrs({ ...attrs, to: undefined }));
  const head = `<${stanza.name}`;
  const rest = xml.slice(head.length);
  return (to) => `${head} to='${escape(to)}'${rest}`;
}
