import type { UserUri } from '../../../identifiers/index.ts';
import { onOneLine } from '../../links/index.ts';
import {
  codePoints,
  fromPlain,
  fromStyling,
  isFormatted,
  mapInlines,
  toMarked,
  toStyling,
} from '../../markup/index.ts';
import type { Mark, MarkedText, Markup, ShownMention } from '../../markup/index.ts';
import type { Showable } from '../../networks/contract.ts';
import type { Said } from '../../parts/contract.ts';
import { shortened } from '../../shortened.ts';
import type { XmppLookup } from '../contract.ts';
import { legalXml } from '../characters.ts';

/** A text as a body has it, with what pieces of it mean. */
export interface WrittenText extends MarkedText {
  /** Its signs mean a look. */
  readonly isStyled: boolean;
  /** What is plain text would look formatted to clients that know styling (XEP-0393 §7). */
  readonly isUnstyled: boolean;
}

/** What is said, one below the other, with styling where any of it is formatted. */
export function writtenText(
  said: readonly Pick<Said, 'plain' | 'markup'>[],
  showable: Showable,
  lookup: XmppLookup,
): WrittenText {
  if (said.every(({ markup }) => markup === null)) {
    const text = legalXml(said.map(({ plain }) => plain).join('\n'));
    return { text, marks: [], isStyled: false, isUnstyled: looksStyled(text, showable) };
  }
  const blocks = said.flatMap(({ plain, markup }) => (markup ?? fromPlain(plain)).children);
  const markup = withRoomMentions({ type: 'root', children: blocks }, lookup);
  const show = { mention: (user: UserUri): ShownMention | null => shownMention(user, lookup) };
  const { text, marks } = showable.formatted ? toStyling(markup, show) : toMarked(markup, show);
  const kept = marks.filter(({ meaning }) => showable[meaning.type === 'mention' ? 'mentions' : 'formatted']);
  return { text: legalXml(text), marks: kept, isStyled: true, isUnstyled: false };
}

function looksStyled(text: string, showable: Showable): boolean {
  const styled = showable.formatted ? fromStyling(text) : null;
  return styled !== null && isFormatted(styled);
}

/** Of a nick: it stands in words of somebody else. */
const mostCharacters = 64;

/** The nick alone, which is what clients look for; null for somebody who is not in the room: a link (FX-04). */
function shownMention(user: UserUri, lookup: XmppLookup): ShownMention | null {
  const text = shortened(onOneLine(lookup.nameOf(user) ?? ''), mostCharacters);
  return text === '' ? null : { text, href: null };
}

/** XMPP has no mention of everybody: what the sender called it stands there (FX-05). */
function withRoomMentions(markup: Markup, lookup: XmppLookup): Markup {
  return mapInlines(markup, (node) => (node.type === 'link' && node.url === lookup.room ? node.children : [node]));
}

/** The text with something before it. */
export function prefixed(prefix: string, written: WrittenText): WrittenText {
  const shift = codePoints(prefix);
  return { ...written, text: prefix + written.text, marks: written.marks.map((mark) => moved(mark, shift)) };
}

/** The text with lines below it: signs in them mean no look, which can be said where those of the text mean none either. */
export function withLines(written: WrittenText, lines: readonly string[], showable: Showable): WrittenText {
  const text = [written.text, ...lines.map(legalXml)].filter((line) => line !== '').join('\n');
  const isUnstyled = written.isUnstyled || (lines.length > 0 && !written.isStyled && looksStyled(text, showable));
  return { ...written, text, isUnstyled };
}

function moved(mark: Mark, shift: number): Mark {
  return { ...mark, start: mark.start + shift, end: mark.end + shift };
}
