/** From a tree of HTML, cleaned of everything but the subset that Matrix recommends, to formatted text. */
import type { Element, Nodes, Root } from 'hast';
import { sanitize } from 'hast-util-sanitize';
import type { Schema } from 'hast-util-sanitize';
import { toMdast } from 'hast-util-to-mdast';
import type { State } from 'hast-util-to-mdast';
import type * as mdast from 'mdast';
import { withoutFlag } from '../links/index.ts';
import type { Link, Markup } from './contract.ts';
import { markupOf } from './from-mdast.ts';
import { markupLimits } from './limits.ts';
import { mapInlines } from './map-inlines.ts';
import { saidBy } from './runs.ts';

/** What is read. Colours and other looks that no other network has are left out. */
const readable: Schema = {
  tagNames: [
    ...[
      'a',
      'b',
      'blockquote',
      'br',
      'caption',
      'cite',
      'code',
      'dd',
      'del',
      'details',
      'div',
      'dl',
      'dt',
      'em',
      'font',
    ],
    ...[
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'hr',
      'i',
      'img',
      'ins',
      'kbd',
      'li',
      'mark',
      'ol',
      'p',
      'pre',
      'q',
      's',
      'samp',
    ],
    ...[
      'small',
      'span',
      'strike',
      'strong',
      'sub',
      'summary',
      'sup',
      'table',
      'tbody',
      'td',
      'tfoot',
      'th',
      'thead',
      'tr',
    ],
    ...['tt', 'u', 'ul', 'var', 'body', 'html', 'center', 'section', 'article', 'header', 'footer', 'address', 'input'],
  ],
  attributes: {
    a: ['href', 'title'],
    code: ['className'],
    img: ['src', 'alt', 'title'],
    input: [['type', 'checkbox'], 'checked', 'disabled'],
    ol: ['start'],
    span: ['dataMxSpoiler', 'dataMxMaths'],
    div: ['dataMxMaths'],
    td: ['align'],
    th: ['align'],
  },
  protocols: {},
  required: {},
  strip: [
    'script',
    'style',
    'mx-reply',
    'title',
    'head',
    'template',
    'noscript',
    'iframe',
    'object',
    'svg',
    'math',
    'textarea',
    'select',
  ],
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};

const superscripts = new Map(
  Array.from('0123456789+-=()n').map((plain, at) => [plain, Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ')[at] ?? plain]),
);
const subscripts = new Map(
  Array.from('0123456789+-=()').map((plain, at) => [plain, Array.from('₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎')[at] ?? plain]),
);

/** Raised and lowered text keeps its meaning: 10⁵ is not 105. */
function shifted(letters: ReadonlyMap<string, string>, sign: string) {
  return (state: State, node: Element): mdast.Nodes[] => {
    const children = state.all(node);
    const [only] = children;
    if (
      children.length === 1 &&
      only?.type === 'text' &&
      Array.from(only.value).every((letter) => letters.has(letter))
    ) {
      return [
        {
          type: 'text',
          value: Array.from(only.value)
            .map((letter) => letters.get(letter) ?? letter)
            .join(''),
        },
      ];
    }
    return children.length === 0
      ? []
      : [{ type: 'text', value: `${sign}(` }, ...children, { type: 'text', value: ')' }];
  };
}

const text = (value: string): mdast.Text => ({ type: 'text', value });

/** Spoilers have no form elsewhere: the signs that people write by hand for them. */
function span(state: State, node: Element): mdast.Nodes[] {
  const children = state.all(node);
  const { dataMxSpoiler: reason } = node.properties;
  if (reason === undefined || reason === null || reason === false) return children;
  const said = typeof reason === 'string' && reason !== '' ? `(${reason}) ` : '';
  return [text(`||${said}`), ...children, text('||')];
}

/** Summary as a line above what it sums up; folding has no form elsewhere. */
const summary = (state: State, node: Element): mdast.Nodes => ({
  type: 'paragraph',
  children: [{ type: 'strong', children: state.all(node).filter(isPhrasing) }],
});

const isPhrasing = (node: mdast.Nodes): node is mdast.PhrasingContent =>
  ['text', 'emphasis', 'strong', 'delete', 'inlineCode', 'break', 'link', 'image'].includes(node.type);

const handlers = {
  sub: shifted(subscripts, '_'),
  sup: shifted(superscripts, '^'),
  span,
  summary,
  u: (state: State, node: Element): mdast.Nodes => ({ type: 'emphasis', children: state.all(node).filter(isPhrasing) }),
  caption: (state: State, node: Element): mdast.Nodes[] => state.all(node),
};

/** @returns null when the tree is nested too deeply. */
export function fromHast(tree: Root): Markup | null {
  if (tooDeep(tree)) return null;
  const clean = sanitize(tree, readable);
  const read = toMdast(clean, { handlers, document: true });
  const markup = markupOf(read.type === 'root' ? read : { type: 'root', children: [] });
  return markup && mapInlines(markup, (node) => (node.type === 'link' ? [unflagged(node)] : [node]));
}

function tooDeep(tree: Root): boolean {
  const waiting: { readonly node: Nodes; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.depth > 2 * markupLimits.nesting) return true;
    const children: readonly Nodes[] = 'children' in next.node ? next.node.children : [];
    for (const child of children) waiting.push({ node: child, depth: next.depth + 1 });
  }
  return false;
}

/** A flag that a gateway put behind the text of a link says what the link says itself. */
function unflagged(link: Link): Link {
  const said = saidBy(link.children);
  const own = withoutFlag(said, link.url);
  return own === said ? link : { ...link, children: [{ type: 'text', value: own }] };
}
