import type { Block, Inline, ListItem, Mark, Markup, TableCell, TableRow } from '../../markup/index.ts';
import { fromMarked, fromStyling, fromXhtml, isFormatted } from '../../markup/index.ts';
import type { XmlElement } from '../contract.ts';
import { attributeOf, childNamed, childrenNamed, elementsIn, numberIn } from '../element.ts';
import { ns } from '../namespaces.ts';
import type { Mention } from './mention.ts';

/** What stands in for a mention while a text is read: characters that XML never carries, around the mention's number. */
const [open, close] = ['\uFFFE', '\uFFFF'];
/** Links of an XHTML body that are compared with the plain one. */
const mostLinks = 64;
const placeholder = /\uFFFE(\d{1,3})\uFFFF/;

/**
 * A body as formatted text: by XHTML-IM where that says the same words, by styling (XEP-0393) unless the sender turned it
 * off, or by markup beside it (XEP-0394), with mentions as links to users. Null where it can't be formatted: it stands as
 * it was written.
 * @param mentions ranges of `text`, in order and apart
 * @param cut code points that `text` has less before its first range than the body that markup counts in
 */
export function formattedBody(
  stanza: XmlElement,
  text: string,
  mentions: readonly Mention[],
  cut: number,
): Markup | null {
  const xhtml = mentions.length === 0 ? xhtmlOf(stanza, text) : null;
  if (xhtml !== null) return xhtml;
  const marks = marksIn(stanza, cut);
  const isStyled = childNamed(stanza, 'unstyled', ns.styling) === null;
  const points = mentions.length === 0 ? [] : Array.from(text);
  const names = namesIn(points, mentions);
  const styled = isStyled ? fromStyling(withPlaceholders(text, points, mentions)) : null;
  const all = [...marks, ...marksOf(mentions, names)];
  if (all.length > 0 && (styled === null || (marks.length > 0 && !isFormatted(styled))))
    return fromMarked({ text, marks: all });
  if (styled === null) return null;
  if (mentions.length === 0) return styled;
  const children = styled.children.flatMap((block) => named(block, { mentions, names })) as Block[];
  return { type: 'root', children };
}

function marksOf(mentions: readonly Mention[], names: readonly string[]): readonly Mark[] {
  return mentions.map(({ start, end, user }, index) => ({
    start,
    end,
    meaning: { type: 'mention', user, text: names[index] ?? '' },
  }));
}

const meanings: Readonly<Record<string, 'emphasis' | 'strong' | 'code' | 'delete'>> = {
  emphasis: 'emphasis',
  strong: 'strong',
  code: 'code',
  deleted: 'delete',
};

/** Spans of XEP-0394; its blocks are seen in the text itself. */
function marksIn(stanza: XmlElement, cut: number): readonly Mark[] {
  const markup = childNamed(stanza, 'markup', ns.markup);
  if (markup === null) return [];
  return childrenNamed(markup, 'span', ns.markup).flatMap((span): readonly Mark[] => {
    const [start, end] = [numberIn(attributeOf(span, 'start')), numberIn(attributeOf(span, 'end'))];
    if (start === null || end === null || start < cut || end <= start) return [];
    return elementsIn(span).flatMap(({ name }): readonly Mark[] => {
      const type = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
      return type === undefined ? [] : [{ start: start - cut, end: end - cut, meaning: { type } }];
    });
  });
}

function namesIn(points: readonly string[], mentions: readonly Mention[]): readonly string[] {
  return mentions.map(({ start, end }) => points.slice(start, end).join(''));
}

function withPlaceholders(text: string, points: readonly string[], mentions: readonly Mention[]): string {
  if (mentions.length === 0) return text;
  let held = '';
  let at = 0;
  mentions.forEach(({ start, end }, number) => {
    held += points.slice(at, start).join('') + open + String(number) + close;
    at = end;
  });
  return held + points.slice(at).join('');
}

type Node = Markup['children'][number] | Inline | ListItem | TableRow | TableCell;

/** The tree with a link to a user where each placeholder stands; in code, which has no links, the name itself. */
function named(node: Node, all: Named): readonly Node[] {
  if (node.type === 'text') return pieces(node.value, all);
  if ('children' in node) {
    const children = (node.children as readonly Node[]).flatMap((child) => named(child, all));
    return [{ ...node, children } as Node];
  }
  return 'value' in node ? [{ ...node, value: restored(node.value, all) }] : [node];
}

interface Named {
  readonly mentions: readonly Mention[];
  readonly names: readonly string[];
}

function pieces(text: string, { mentions, names }: Named): readonly Inline[] {
  return text.split(placeholder).flatMap((piece, index): readonly Inline[] => {
    // Every second piece is the number of a mention.
    if (index % 2 === 0) return piece === '' ? [] : [{ type: 'text', value: piece }];
    const [mention, name] = [mentions[Number(piece)], names[Number(piece)]];
    if (mention === undefined || name === undefined) return [];
    return [{ type: 'link', url: mention.user, title: null, children: [{ type: 'text', value: name }] }];
  });
}

function restored(text: string, { names }: Named): string {
  return text
    .split(placeholder)
    .map((piece, index) => (index % 2 === 0 ? piece : (names[Number(piece)] ?? '')))
    .join('');
}

/**
 * XHTML-IM (XEP-0071), which may say something else than the body: it is taken only where its letters are those of the
 * body, in the same order, with nothing but the targets of its links beside them.
 */
function xhtmlOf(stanza: XmlElement, text: string): Markup | null {
  const html = childNamed(stanza, 'html', ns.xhtmlIm);
  const body = html && childNamed(html, 'body', ns.xhtml);
  if (body === null) return null;
  const markup = fromXhtml(body);
  if (markup === null) return null;
  const { letters, targets } = wordsOf(markup.children);
  if (targets.length > mostLinks) return null;
  const said = targets.reduce((rest, target) => rest.replace(lettersIn(target), ''), lettersIn(text));
  return said === lettersIn(letters) || lettersIn(text) === lettersIn(letters) ? markup : null;
}

function lettersIn(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{Emoji_Presentation}]/gu, '');
}

function wordsOf(nodes: readonly Node[]): { readonly letters: string; readonly targets: readonly string[] } {
  const inner = nodes.map((node) => {
    if ('children' in node) {
      const below = wordsOf(node.children);
      return node.type === 'link' ? { letters: below.letters, targets: [...below.targets, node.url] } : below;
    }
    return { letters: 'value' in node ? node.value : node.type === 'image' ? node.alt : '', targets: [] };
  });
  return { letters: inner.map(({ letters }) => letters).join(''), targets: inner.flatMap(({ targets }) => targets) };
}
