/** Answers for readers without replies (FX-07), and whatever else refers to a message. */
import { onOneLine, withoutTricks } from '../links/index.ts';
import { shortened } from '../shortened.ts';
import type { FallbackText } from './contract.ts';
import { fallbackBefore } from './text-range.ts';

/** A message that is referred to, as far as it is known. */
export interface Quoted {
  /** Name in the network; null when it is not known. */
  readonly author: string | null;
  /** The author's id in a network where it is shown for a name that is missing. */
  readonly id?: string | null;
  /** Null for a message that was deleted or is not known: nothing of it is quoted (FX-14). */
  readonly text: string | null;
}

/** Whose name the network does not know, or not any more: by no means whoever says so. */
export const somebody = 'Somebody';

const lines = 3;
const lineLength = 160;
const lineSign = ' / ';

/** Who said what is parted by a colon, or by what looks like one (UTS #39 §4): a visarga does where no letter needs it. */
const colons =
  /(?:[:\u02d0\u02d1\u02f8\u0589\u05c3\u0703\u0704\u1365\u16ec\u1803\u1804\u1809\u205a\u2236\u2237\u2254\u2255\u2982\u2a74\ua4fd\ua6f4\ua789\ufe13\ufe30\ufe55\uff1a]|(?<!\p{scx=Devanagari})\u0903|(?<!\p{scx=Gujarati})\u0a83)+/gu;
const matrixId = /^@[^\s:]+:[\w.-]+(?::\d{1,5})?$/u;

const nameLength = 64;

/**
 * A name as it stands in a text: one line, nothing unseen in it, and no words of somebody else in front of ours.
 * @param id theirs in the network: it has a colon, and anybody may call themselves like somebody else's
 */
export function nameInText(name: string, id: string | null = null): string {
  const said = onOneLine(name);
  const told = said === id && matrixId.test(id) ? said : onOneLine(said.replaceAll(colons, ' '));
  return told === '' ? '?' : shortened(told, nameLength);
}

/**
 * The first lines of a message as one line behind its author's name, without those that it quotes itself: quotations don't
 * pile up from answer to answer. A line of its own would be anybody's: "Juliet: yes" in what Romeo wrote would be read as
 * what Juliet said.
 */
export function quotedLine({ author, id = null, text }: Quoted): string {
  if (text === null) return `> ${author === null ? '' : `${nameInText(author, id)}: `}(message not shown)`;
  const own = withoutTricks(text)
    .split('\n')
    .map(onOneLine)
    .filter((line) => line !== '' && !line.startsWith('>'));
  const shown = own.slice(0, lines).map((line) => shortened(line, lineLength));
  if (own.length > lines || own.length === 0) shown.push('…');
  // Without a name before them, the first words of the text could be read as one.
  return `> ${author === null ? somebody : nameInText(author, id)}: ${shown.join(lineSign)}`;
}

export const replyFallback = (quoted: Quoted, said: string): FallbackText => fallbackBefore(quotedLine(quoted), said);
