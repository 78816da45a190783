import type { XmlElement } from '../contract.ts';
import { legalXml } from '../characters.ts';

/** Characters of one serialised stanza. */
const longestText = 64 * 1024;
const deepest = 8;
const mostElements = 256;

const special = /[&<>"'\t\n\r]/g;
const entityOf: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Without these an XML reader makes spaces of them in attributes, and one line end of another.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const characterOf: ReadonlyMap<string, string> = new Map(
  Object.entries(entityOf).map(([character, entity]) => [entity, character]),
);

function escape(text: string): string {
  return legalXml(text).replace(special, (character) => entityOf[character] ?? character);
}

/**
 * An element as XML text: namespaces declared where they change, attributes in single quotes. Null for what is too deep
 * or too long to be carried.
 */
export function serialised(element: XmlElement): string | null {
  const text = written(element, '', 1);
  return text === null || text.length > longestText ? null : text;
}

function written(element: XmlElement, namespace: string, depth: number): string | null {
  if (depth > deepest || !isName(element.name)) return null;
  let text = `<${element.name}`;
  if (element.ns !== namespace) text += ` xmlns='${escape(element.ns)}'`;
  for (const [name, value] of Object.entries(element.attrs)) {
    if (!isName(name)) return null;
    text += ` ${name}='${escape(value)}'`;
  }
  if (element.children.length === 0) return `${text}/>`;
  text += '>';
  for (const child of element.children) {
    const inner = typeof child === 'string' ? escape(child) : written(child, element.ns, depth + 1);
    if (inner === null) return null;
    text += inner;
    if (text.length > longestText) return null;
  }
  return `${text}</${element.name}>`;
}

function isName(name: string): boolean {
  return name !== 'xmlns' && /^(?:xml:)?[A-Za-z_][\w.-]{0,63}$/.test(name);
}

/**
 * Reads what {@link serialised} writes, and nothing else of XML: no declarations, comments, processing instructions,
 * CDATA, prefixes, doctypes or entities but the predefined ones. Null for everything else.
 */
export function parsed(text: string): XmlElement | null {
  if (text.length > longestText) return null;
  return new StrictReader(text).document();
}

class StrictReader {
  readonly #text: string;
  #at = 0;
  #left = mostElements;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement | null {
    const element = this.#element('', 1);
    return element !== null && this.#at === this.#text.length ? element : null;
  }

  /** What matches here, and steps over it. */
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #element(parent: string, depth: number): XmlElement | null {
    this.#left -= 1;
    const name = this.#take(/<([A-Za-z_][\w.-]{0,63})/y)?.[1];
    if (name === undefined || depth > deepest || this.#left < 0) return null;
    const attrs = this.#attributes();
    if (attrs === null) return null;
    const { xmlns: ns = parent, ...others } = attrs;
    if (this.#take(/\/>/y) !== null) return { name, ns, attrs: others, children: [] };
    if (this.#take(/>/y) === null) return null;
    const children = this.#children(ns, depth);
    const end = this.#take(/<\/([A-Za-z_][\w.-]{0,63})>/y)?.[1];
    return children === null || end !== name ? null : { name, ns, attrs: others, children };
  }

  #attributes(): Record<string, string> | null {
    const attrs: Record<string, string> = {};
    for (;;) {
      const match = this.#take(/ ((?:xml:)?[A-Za-z_][\w.-]{0,63})='([^'<>]*)'/y);
      if (match === null) return attrs;
      const [, name = '', value = ''] = match;
      const plain = unescaped(value);
      if (plain === null || Object.hasOwn(attrs, name) || name === '__proto__') return null;
      attrs[name] = plain;
    }
  }

  #children(ns: string, depth: number): readonly (XmlElement | string)[] | null {
    const children: (XmlElement | string)[] = [];
    while (!this.#text.startsWith('</', this.#at)) {
      const text = this.#take(/[^<>]+/y)?.[0];
      const child = text === undefined ? this.#element(ns, depth + 1) : unescaped(text);
      if (child === null) return null;
      children.push(child);
    }
    return children;
  }
}

function unescaped(text: string): string | null {
  if (legalXml(text) !== text) return null;
  const pieces = text.split(/(&[^;&]{0,8};?)/).map((piece) => (piece.startsWith('&') ? characterOf.get(piece) : piece));
  return pieces.includes(undefined) ? null : pieces.join('');
}
