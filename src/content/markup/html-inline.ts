/** What stands in lines of HTML: blanks are one, and none stands at the ends of a line (CSS Text §4.1). */
import type { Element, Nodes } from 'hast';
import { isPartUrl, withoutFlag } from '../links/index.ts';
import type { Inline } from './contract.ts';
import { tidy } from './tidy-inlines.ts';
import { saidBy } from './runs.ts';

/** A look that the lines of a block have because it stands within such an element. */
export interface Wrapper {
  readonly type: 'strong' | 'emphasis' | 'delete';
}

/** What is never text to its reader, and the quotation that Matrix once put before answers. */
const unseen = new Set(
  'mx-reply script style title head template noscript iframe object svg math textarea select datalist'.split(' '),
);

export const isShown = (node: Element): boolean => !unseen.has(node.tagName);

const looks: Readonly<Record<string, 'strong' | 'emphasis' | 'delete'>> = {
  ...{ b: 'strong', strong: 'strong', em: 'emphasis', i: 'emphasis', u: 'emphasis', var: 'emphasis', cite: 'emphasis' },
  ...{ del: 'delete', s: 'delete', strike: 'delete' },
};
const codeNames = new Set(['code', 'tt', 'kbd', 'samp']);

/** All text inside, as it stands there. */
export function textIn(node: Nodes): string {
  const pieces: string[] = [];
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.type === 'text') pieces.push(next.value);
    else if (next.type === 'element' && next.tagName === 'br') pieces.push('\n');
    else if ('children' in next && (next.type !== 'element' || isShown(next)))
      waiting.push(...[...next.children].reverse());
  }
  return pieces.join('');
}

const blanks = ' \t\n\r\f';

/** Every run of blanks as one blank. */
function collapsed(text: string): string {
  const pieces: string[] = [];
  let start = 0;
  let blank = false;
  for (let at = 0; at < text.length; at += 1) {
    const isBlank = blanks.includes(text.charAt(at));
    if (isBlank && !blank) pieces.push(text.slice(start, at), ' ');
    if (!isBlank && blank) start = at;
    blank = isBlank;
  }
  if (!blank) pieces.push(text.slice(start));
  return pieces.join('');
}

/** Nodes that are being put together: the text that was written last may still lose its blank. */
type Leaf = { type: 'text'; value: string };

export class InlineCollector {
  readonly #wrappers: readonly Wrapper[];
  readonly #nodes: Inline[] = [];
  #last: Leaf | null = null;
  /** Whether a blank would stand beside another or at the start of a line. */
  #afterBlank = true;

  constructor(wrappers: readonly Wrapper[]) {
    this.#wrappers = wrappers;
  }

  text(text: string): void {
    this.#text(text, this.#nodes);
  }

  /** @param linked whether a link may be one */
  element(node: Element, linked: boolean): void {
    this.#element(node, this.#nodes, linked);
  }

  /** Empty when nothing is said. */
  finish(): readonly Inline[] {
    this.#endLine();
    let nodes = tidy(this.#nodes);
    while (nodes.at(-1)?.type === 'break') nodes = nodes.slice(0, -1);
    if (nodes.length === 0) return nodes;
    return tidy(this.#wrappers.reduceRight<readonly Inline[]>((children, { type }) => [{ type, children }], nodes));
  }

  #text(text: string, into: Inline[]): void {
    let value = collapsed(text);
    if (this.#afterBlank && value.startsWith(' ')) value = value.slice(1);
    if (value === '') return;
    const leaf: Leaf = { type: 'text', value };
    into.push(leaf);
    this.#last = leaf;
    this.#afterBlank = value.endsWith(' ');
  }

  /** Text that no blank is taken from. */
  #exact(value: string, into: Inline[]): void {
    if (value === '') return;
    into.push({ type: 'text', value });
    this.#last = null;
    this.#afterBlank = value.endsWith(' ');
  }

  #endLine(): void {
    if (this.#last?.value.endsWith(' ') === true) this.#last.value = this.#last.value.slice(0, -1);
    this.#last = null;
    this.#afterBlank = true;
  }

  #children(node: Element, into: Inline[], linked: boolean): void {
    for (const child of node.children) {
      if (child.type === 'text') this.#text(child.value, into);
      else if (child.type === 'element') this.#element(child, into, linked);
    }
  }

  #element(node: Element, into: Inline[], linked: boolean): void {
    if (!isShown(node)) return;
    const { tagName } = node;
    if (tagName === 'br') {
      this.#endLine();
      into.push({ type: 'break' });
    } else if (codeNames.has(tagName)) {
      const value = collapsed(textIn(node)).trim();
      if (value !== '') this.#put({ type: 'inlineCode', value }, into);
    } else if (tagName === 'img') {
      this.#image(node, into, linked);
    } else if (tagName === 'a') {
      this.#link(node, into, linked);
    } else if (tagName === 'sup' || tagName === 'sub') {
      this.#shifted(node, into, linked);
    } else if (tagName === 'span') {
      this.#span(node, into, linked);
    } else if (tagName === 'q') {
      this.#exact('“', into);
      this.#children(node, into, linked);
      this.#exact('”', into);
    } else {
      this.#look(node, into, linked);
    }
  }

  #put(node: Inline, into: Inline[]): void {
    into.push(node);
    this.#last = null;
    this.#afterBlank = false;
  }

  /** A blank at the end of a look stands behind it. */
  #look(node: Element, into: Inline[], linked: boolean): void {
    const type = Object.hasOwn(looks, node.tagName) ? looks[node.tagName] : undefined;
    if (type === undefined) {
      this.#children(node, into, linked);
      return;
    }
    const children: Inline[] = [];
    this.#children(node, children, linked);
    const blank = this.#last !== null && this.#last.value.endsWith(' ') && children.length > 0;
    if (blank) this.#endLine();
    into.push({ type, children });
    if (!blank) return;
    this.#afterBlank = false;
    this.#text(' ', into);
  }

  #link(node: Element, into: Inline[], linked: boolean): void {
    const { href, title } = node.properties;
    const children: Inline[] = [];
    this.#children(node, children, false);
    if (!linked || typeof href !== 'string' || href === '' || children.length === 0) {
      into.push(...children);
      return;
    }
    const said = saidBy(children);
    const own = withoutFlag(said, href);
    into.push({
      type: 'link',
      url: href,
      title: typeof title === 'string' ? title : null,
      children: own === said ? children : [{ type: 'text', value: own }],
    });
  }

  /** Pictures from anywhere are links: loading them would tell a stranger who reads, and when. */
  #image(node: Element, into: Inline[], linked: boolean): void {
    const { src, alt, title } = node.properties;
    const said = typeof alt === 'string' ? alt : '';
    if (typeof src !== 'string' || src === '') {
      this.#exact(said, into);
      return;
    }
    if (isPartUrl(src) || src.startsWith('mxc://')) {
      this.#put({ type: 'image', url: src, title: typeof title === 'string' ? title : null, alt: said }, into);
      return;
    }
    const text: Inline = { type: 'text', value: said === '' ? src : said };
    this.#put(linked ? { type: 'link', url: src, title: null, children: [text] } : text, into);
  }

  /** Spoilers have no form elsewhere: the signs that people write by hand for them. */
  #span(node: Element, into: Inline[], linked: boolean): void {
    const reason = node.properties['dataMxSpoiler'];
    if (typeof reason !== 'string') {
      this.#children(node, into, linked);
      return;
    }
    this.#exact(reason === '' ? '||' : `||(${reason}) `, into);
    this.#children(node, into, linked);
    this.#exact('||', into);
  }

  /** Raised and lowered text keeps its meaning: 10⁵ is not 105. */
  #shifted(node: Element, into: Inline[], linked: boolean): void {
    const text = textIn(node).trim();
    const raised = node.tagName === 'sup';
    const letters = Array.from(text).map((letter) => (raised ? superscripts : subscripts).get(letter));
    if (text !== '' && letters.every((letter) => letter !== undefined)) {
      this.#exact(letters.join(''), into);
      return;
    }
    this.#exact(raised ? '^(' : '_(', into);
    this.#children(node, into, linked);
    this.#exact(')', into);
  }
}

const letterPairs = (plain: string, shifted: string): ReadonlyMap<string, string> => {
  const letters = Array.from(shifted);
  return new Map(Array.from(plain).map((letter, at) => [letter, letters[at] ?? letter]));
};
const superscripts = letterPairs('0123456789+-=()n', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ');
const subscripts = letterPairs('0123456789+-=()', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎');
