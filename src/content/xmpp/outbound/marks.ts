import type { Mark } from '../../markup/index.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';
import { occupantUri } from '../occupant-uri.ts';

/** Elements of one stanza that say what pieces of its body mean; more than that is no text for people. */
const mostMarks = 128;

const spans: Readonly<Record<string, string>> = {
  emphasis: 'emphasis',
  strong: 'strong',
  delete: 'deleted',
  code: 'code',
};
const blocks: Readonly<Record<string, string>> = { 'code-block': 'bcode', quote: 'bquote' };

/**
 * What pieces of a body mean: users who are mentioned (XEP-0372), and formatting for clients that want no styling in the
 * text itself (XEP-0394).
 */
export function markElements(marks: readonly Mark[], lookup: XmppLookup): readonly XmlElement[] {
  const some = marks.slice(0, mostMarks);
  const at = ({ start, end }: Mark): { readonly start: string; readonly end: string } => ({
    start: String(start),
    end: String(end),
  });
  const formatting = some.map((mark) => {
    const { type } = mark.meaning;
    const [span, block] = [spans[type], blocks[type]];
    if (block !== undefined) return xml(block, ns.markup, at(mark));
    return span === undefined ? null : xml('span', ns.markup, at(mark), xml(span, ns.markup));
  });
  const mentions = some.map((mark) => {
    if (mark.meaning.type !== 'mention') return null;
    const uri = occupantUri(mark.meaning.user, lookup);
    const { start, end } = at(mark);
    return uri === null ? null : xml('reference', ns.reference, { type: 'mention', begin: start, end, uri });
  });
  const isFormatted = formatting.some((element) => element !== null);
  return [
    ...mentions.filter((element) => element !== null),
    ...(isFormatted ? [xml('markup', ns.markup, {}, formatting)] : []),
  ];
}
