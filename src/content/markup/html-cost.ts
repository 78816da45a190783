/**
 * Whether an HTML text may be parsed. A conforming parser is not linear: formatting elements that nothing closes are
 * opened again in every block, and 29 KB of them took one several seconds. So tags are read here first, in one pass, as
 * the parser's tokeniser does (HTML standard §13.2.5), and what can't be counted for certain counts as open.
 */
import { markupLimits } from './limits.ts';

const voids = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
/** Closed by the next of the same group. */
const groups: readonly ReadonlySet<string>[] = [
  new Set(['p']),
  new Set(['li']),
  new Set(['dt', 'dd']),
  new Set(['td', 'th']),
  new Set(['tr']),
  new Set(['thead', 'tbody', 'tfoot']),
  new Set(['option']),
];
const formatting = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '));
/** Of the others, those that never close a block around them with formatting elements still open inside. */
const withinLines = new Set('abbr bdi bdo br cite del img ins kbd mark q samp span sub sup var wbr'.split(' '));
/** What follows them is text to the parser, tags and all: from there on no end tag is believed. */
const swallowing = new Set(
  'iframe math noembed noframes noscript plaintext script select style svg template textarea title xmp'.split(' '),
);

/** Tags at most, and elements that the parser opens again: each takes it, and whoever reads the tree, about 10 microseconds. */
const elementBudget = 4_000;
/** Characters of one tag: a parser compares each attribute with all before it. */
const tagLength = 16_384;

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  /** Behind its `>`. */
  readonly end: number;
}

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && ((character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z'));

const endsName = (character: string): boolean => '\t\n\f\r />'.includes(character);

/** The tag at a `<`; null for one that never ends. */
function tagAt(html: string, open: number): Tag | null {
  const closes = html[open + 1] === '/';
  let at = open + (closes ? 2 : 1);
  const nameStart = at;
  while (at < html.length && !endsName(html.charAt(at))) at += 1;
  const name = html.slice(nameStart, at).toLowerCase();
  let quote = '';
  let previous = '';
  for (; at < html.length; at += 1) {
    const character = html.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') {
      return { name, closes, end: at + 1 };
    } else if ((character === '"' || character === "'") && previous === '=') {
      quote = character;
    }
    if (!' \t\n\f\r'.includes(character)) previous = character;
  }
  return null;
}

/** What is open, as far as it is certain that it was closed when it was closed. */
class OpenElements {
  readonly #names: string[] = [];
  #formatting = 0;
  /** Whether no formatting element can be waiting to be opened again. */
  #certain = true;
  #trusted = true;
  cost = 0;

  get depth(): number {
    return this.#names.length;
  }

  opened(name: string): void {
    if (this.#formatting > 0 && !formatting.has(name) && !withinLines.has(name)) this.#certain = false;
    this.cost += 1 + (this.#certain ? 0 : this.#formatting);
    const group = groups.find((one) => one.has(name));
    if (group?.has(this.#names.at(-1) ?? '') === true) this.#names.pop();
    if (!voids.has(name)) this.#push(name);
  }

  closed(name: string): void {
    let at = this.#names.length - 1;
    while (at >= 0 && this.#names[at] !== name && groups.some((group) => group.has(this.#names[at] ?? ''))) at -= 1;
    if (this.#trusted && this.#names[at] === name) {
      this.#names.length = at;
      if (formatting.has(name)) this.#formatting -= 1;
    } else {
      this.#certain = false;
    }
    this.cost += 1 + (this.#certain ? 0 : this.#formatting);
  }

  /** Comments, declarations and elements that swallow tags: the parser may see fewer end tags than stand there. */
  distrust(): void {
    this.#trusted = false;
    this.#certain = false;
  }

  #push(name: string): void {
    this.#names.push(name);
    if (formatting.has(name)) this.#formatting += 1;
  }
}

/** What parsing a text costs, as a share of what is spent on one message at most; above 1 for a text that is not parsed. */
export function htmlCost(html: string): number {
  if (html.length > markupLimits.size) return Number.POSITIVE_INFINITY;
  const elements = new OpenElements();
  for (let at = html.indexOf('<'); at >= 0; ) {
    const next = html[at + 1] === '/' ? html[at + 2] : html[at + 1];
    if (!isLetter(next)) {
      if (html[at + 1] === '!' || html[at + 1] === '?' || html[at + 1] === '/') elements.distrust();
      elements.cost += 1;
      at = html.indexOf('<', at + 1);
      continue;
    }
    const tag = tagAt(html, at);
    if (tag === null) break;
    if (tag.end - at > tagLength) return Number.POSITIVE_INFINITY;
    if (swallowing.has(tag.name)) elements.distrust();
    if (tag.closes) elements.closed(tag.name);
    else elements.opened(tag.name);
    if (elements.depth > markupLimits.nesting || elements.cost > elementBudget) return Number.POSITIVE_INFINITY;
    at = html.indexOf('<', tag.end);
  }
  return Math.max(elements.cost / elementBudget, html.length / markupLimits.size);
}
