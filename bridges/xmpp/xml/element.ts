import { ns } from './namespaces.ts';

/** An XML element with its namespace resolved. Values, never changed after they were made. */
export class Element {
  readonly name: string;
  readonly ns: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];

  constructor(
    name: string,
    namespace: string,
    attrs: Readonly<Record<string, string>>,
    children: readonly (Element | string)[],
  ) {
    this.name = name;
    this.ns = namespace;
    this.attrs = attrs;
    this.children = children;
  }

  /** All text directly inside. */
  get text(): string {
    return this.children.filter((child) => typeof child === 'string').join('');
  }

  get elements(): readonly Element[] {
    return this.children.filter((child) => typeof child !== 'string');
  }

  /** The first child of that name and namespace (this element's own when none is given). */
  child(name: string, namespace: string = this.ns): Element | null {
    return this.elements.find((child) => child.name === name && child.ns === namespace) ?? null;
  }

  childrenNamed(name: string, namespace: string = this.ns): readonly Element[] {
    return this.elements.filter((child) => child.name === name && child.ns === namespace);
  }

  /** Text of a child; null when there is no such child. */
  textOf(name: string, namespace: string = this.ns): string | null {
    return this.child(name, namespace)?.text ?? null;
  }

  has(name: string, namespace: string = this.ns): boolean {
    return this.child(name, namespace) !== null;
  }

  withAttrs(attrs: Attributes): Element {
    return new Element(this.name, this.ns, known({ ...this.attrs, ...attrs }), this.children);
  }

  withChildren(children: readonly (Element | string)[]): Element {
    return new Element(this.name, this.ns, this.attrs, children);
  }
}

/** Attributes; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | undefined>>;
/** What may stand inside; null and undefined are left out, so that optional children read well. */
export type Content = Element | string | null | undefined | readonly (Element | string | null | undefined)[];

function known(attrs: Attributes): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(attrs)) if (value !== undefined) result[name] = value;
  return result;
}

/** Makes an element of a namespace. */
export function el(name: string, namespace: string, attrs: Attributes = {}, ...content: readonly Content[]): Element {
  const children = content.flat().filter((child) => child !== null && child !== undefined);
  return new Element(name, namespace, known(attrs), children);
}

/** Makes a stanza, or a child that has the stanza's own namespace. */
export function stanza(name: string, attrs: Attributes = {}, ...content: readonly Content[]): Element {
  return el(name, ns.client, attrs, ...content);
}
