import type { XmlElement } from './contract.ts';
import { legalXml } from './characters.ts';

type Child = XmlElement | string | null | readonly (XmlElement | string | null)[];

/** Makes an element for sending: attributes that are undefined are left out, and no character that XML forbids remains. */
export function xml(
  name: string,
  namespace: string,
  attrs: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly Child[]
): XmlElement {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = legalXml(value);
  const children = content.flat().filter((child) => child !== null);
  return {
    name,
    ns: namespace,
    attrs: kept,
    children: children.map((child) => (typeof child === 'string' ? legalXml(child) : child)),
  };
}

/** Children of an element that are looked at: more than any client sends, and few enough to be walked many times. */
const mostChildren = 512;

export function elementsIn(element: XmlElement): readonly XmlElement[] {
  return element.children.slice(0, mostChildren).filter((child) => typeof child !== 'string');
}

export function childrenNamed(element: XmlElement, name: string, namespace: string): readonly XmlElement[] {
  return elementsIn(element).filter((child) => child.name === name && child.ns === namespace);
}

/** The first child of that name; null when there is none. */
export function childNamed(element: XmlElement, name: string, namespace: string): XmlElement | null {
  return elementsIn(element).find((child) => child.name === name && child.ns === namespace) ?? null;
}

/** All text directly inside, well formed. */
export function textIn(element: XmlElement): string {
  return element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .toWellFormed();
}

/** Text of a child without the white space around it; null where there is none or it is empty. */
export function textOfChild(element: XmlElement, name: string, namespace: string): string | null {
  const child = childNamed(element, name, namespace);
  return child === null ? null : textIn(child).trim() || null;
}

/** An attribute of its own (never one of the prototype); null where there is none or it is empty. */
export function attributeOf(element: XmlElement, name: string): string | null {
  const value = Object.hasOwn(element.attrs, name) ? element.attrs[name] : undefined;
  return value === undefined || value === '' ? null : value.toWellFormed();
}

/** A whole number within 0 and 2^32-1 (xs:unsignedInt); null for anything else. */
export function numberIn(text: string | null): number | null {
  if (text === null || !/^\d{1,10}$/.test(text.trim())) return null;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : null;
}
