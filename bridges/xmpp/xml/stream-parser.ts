import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Element } from './element.ts';
import { ns } from './namespaces.ts';

/** What came is no XMPP stream, or more than is taken: the stream ends with this condition (RFC 6120 §4.9.3). */
export class InvalidStream extends Error {
  override readonly name = 'InvalidStream';
  readonly kind = 'invalid';
  readonly rule: 'not-well-formed' | 'restricted-xml' | 'policy-violation';

  constructor(rule: InvalidStream['rule'], detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

export interface StreamListener {
  /** The stream's root element with its attributes. */
  opened(attrs: Readonly<Record<string, string>>): void;
  /** A complete child of the root. */
  element(element: Element): void;
  /** The root was closed. */
  closed(): void;
}

export interface StreamLimits {
  /** Characters of one stanza. */
  readonly stanza: number;
  /** Elements inside one another. */
  readonly depth: number;
}

interface Open {
  readonly tag: SaxesTagNS;
  readonly children: (Element | string)[];
}

/** Reads a stream piece by piece. Pieces are text: the decoder before it joins characters that were cut in two. */
export class StreamParser {
  readonly #listener: StreamListener;
  readonly #limits: StreamLimits;
  readonly #sax = new SaxesParser({ xmlns: true, position: false });
  readonly #open: Open[] = [];
  #rootSeen = false;
  #sinceStanza = 0;

  constructor(listener: StreamListener, limits: StreamLimits) {
    this.#listener = listener;
    this.#limits = limits;
    const sax = this.#sax;
    sax.on('error', (error) => {
      throw new InvalidStream('not-well-formed', error.message);
    });
    sax.on('doctype', () => {
      throw new InvalidStream('restricted-xml', 'a document type declaration');
    });
    sax.on('opentag', (tag) => {
      this.#opened(tag);
    });
    sax.on('closetag', () => {
      this.#closed();
    });
    const text = (words: string) => this.#open.at(-1)?.children.push(words);
    sax.on('text', text);
    sax.on('cdata', text);
  }

  /** @throws InvalidStream; nothing may be written after it */
  write(text: string): void {
    this.#sinceStanza += text.length;
    this.#sax.write(text);
    if (this.#open.length === 0) this.#sinceStanza = 0;
    if (this.#sinceStanza > this.#limits.stanza) {
      throw new InvalidStream('policy-violation', `a stanza of more than ${this.#limits.stanza} characters`);
    }
  }

  #opened(tag: SaxesTagNS): void {
    if (!this.#rootSeen) {
      if (tag.local !== 'stream' || tag.uri !== ns.streams) throw new InvalidStream('restricted-xml', 'not a stream');
      this.#rootSeen = true;
      this.#listener.opened(attributesOf(tag));
      return;
    }
    if (this.#open.length >= this.#limits.depth) {
      throw new InvalidStream('policy-violation', `elements nested more than ${this.#limits.depth} deep`);
    }
    this.#open.push({ tag, children: [] });
  }

  #closed(): void {
    const done = this.#open.pop();
    if (done === undefined) {
      this.#listener.closed();
      return;
    }
    const { tag } = done;
    const namespace = tag.uri === ns.component ? ns.client : tag.uri;
    const element = new Element(tag.local, namespace, attributesOf(tag), done.children);
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      parent.children.push(element);
      return;
    }
    // A busy stream may never be cut between two stanzas.
    this.#sinceStanza = 0;
    this.#listener.element(element);
  }
}

/** Attributes without namespace declarations; of those with a prefix only `xml:lang` and its like are known without one. */
function attributesOf(tag: SaxesTagNS): Record<string, string> {
  const attrs: Record<string, string> = {};
  for (const { name, prefix, value } of Object.values(tag.attributes)) {
    if ((prefix === '' && name !== 'xmlns') || prefix === 'xml') attrs[name] = value;
  }
  return attrs;
}

/** Reads one stanza from its text, as the inbox keeps it. @throws InvalidStream */
export function parseStanza(xml: string): Element {
  const found: Element[] = [];
  const listener: StreamListener = {
    opened: () => undefined,
    element: (element) => {
      found.push(element);
    },
    closed: () => undefined,
  };
  const parser = new StreamParser(listener, { stanza: Number.POSITIVE_INFINITY, depth: 1000 });
  parser.write(`<stream:stream xmlns='${ns.client}' xmlns:stream='${ns.streams}'>${xml}`);
  const [first] = found;
  if (first === undefined) throw new InvalidStream('not-well-formed', 'no complete stanza');
  return first;
}
