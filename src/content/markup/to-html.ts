/** Formatted text as the subset of HTML that Matrix recommends: nothing in it acts, and nothing is loaded by reading. */
import type { Element, ElementContent } from 'hast';
import { sanitize } from 'hast-util-sanitize';
import type { Schema } from 'hast-util-sanitize';
import { toHtml as serialise } from 'hast-util-to-html';
import type * as mdast from 'mdast';
import { toHast } from 'mdast-util-to-hast';
import type { State } from 'mdast-util-to-hast';
import { judgeLink, mentionOf } from '../links/index.ts';
import type { Block, ListItem, Markup, MarkupShow } from './contract.ts';
import { saidBy } from './runs.ts';
import { taskSigns } from './task-signs.ts';
import { mdastOf } from './to-mdast.ts';

const writable: Schema = {
  tagNames: [
    ...[
      'a',
      'blockquote',
      'br',
      'code',
      'del',
      'em',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'hr',
      'img',
      'li',
      'ol',
      'p',
      'pre',
    ],
    ...['strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
  ],
  attributes: {
    a: ['href', 'title'],
    code: [['className', /^language-/]],
    img: ['src', 'alt', 'title'],
    ol: ['start'],
  },
  protocols: { href: ['http', 'https', 'mailto', 'mimi', 'xmpp', 'matrix', 'sip', 'sips', 'tel', 'geo'], src: ['mxc'] },
  required: {},
  strip: ['script', 'style'],
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};

/** @param show names users and finds pictures in the network. */
export function toHtml(markup: Markup, show: MarkupShow): string {
  const written = mdastOf({ type: 'root', children: markup.children.map(withSigns) });
  // The library walks through all that it is given for definitions, of which there are none, and takes as long for it as
  // for everything else: it is given an empty root, in whose place the blocks are written.
  const root = (state: State): ElementContent[] => state.wrap(state.all(written));
  const tree = toHast({ type: 'root', children: [] }, { handlers: { ...handlersFor(show), root } });
  return serialise(sanitize(tree, writable), {
    closeSelfClosing: true,
    characterReferences: { useNamedReferences: true },
  });
}

/** The boxes of task lists as signs: Matrix knows no input elements. */
function withSigns(block: Block): Block {
  if (block.type === 'blockquote') return { ...block, children: block.children.map(withSigns) };
  return block.type === 'list' ? { ...block, children: block.children.map(signed) } : block;
}

function signed(item: ListItem): ListItem {
  const children = item.children.map(withSigns);
  if (item.checked === null) return { ...item, children };
  const sign = { type: 'text', value: item.checked ? taskSigns.done : taskSigns.open } as const;
  const [first, ...others] = children;
  return {
    ...item,
    checked: null,
    children:
      first?.type === 'paragraph'
        ? [{ ...first, children: [sign, ...first.children] }, ...others]
        : [{ type: 'paragraph', children: [sign] }, ...children],
  };
}

const textNode = (value: string): ElementContent => ({ type: 'text', value });
const element = (tagName: string, properties: Element['properties'], children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
});

function handlersFor(show: MarkupShow) {
  return {
    link: (state: State, node: mdast.Link): ElementContent | ElementContent[] => {
      const text = saidBy(node.children as Parameters<typeof saidBy>[0]);
      const user = mentionOf(node.url);
      const mention = user === null ? null : show.mention(user, text);
      if (mention !== null) {
        return mention.href === null
          ? textNode(mention.text)
          : element('a', { href: mention.href }, [textNode(mention.text)]);
      }
      const judged = judgeLink({ text, url: node.url });
      if (judged.type === 'refused') return state.all(node);
      return element('a', { href: judged.url }, [textNode(judged.text)]);
    },
    image: (_: State, node: mdast.Image): ElementContent => {
      const alt = node.alt ?? '';
      const src = show.image(node.url, alt);
      if (src === null) return textNode(alt === '' ? '[image]' : `[${alt}]`);
      return element('img', { src, alt, ...(node.title ? { title: node.title } : {}) }, []);
    },
  };
}
