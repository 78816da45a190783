/** Answers for readers without replies (FX-07), and whatever else refers to a message. */
import { onOneLine, withoutTricks } from '../links/index.ts';
import { shortened } from '../shortened.ts';
import type { FallbackText } from './contract.ts';
import { fallbackBefore } from './text-range.ts';

/** A message that is referred to, as far as it is known. */
export interface Quoted {
  /** Name in the network; null when it is not known. */
  readonly author: string | null;
  /** Null for a message that was deleted or is not known: nothing of it is quoted (FX-14). */
  readonly text: string | null;
}

/** Whose name the network does not know, or not any more: by no means whoever says so. */
export const somebody = 'Somebody';

const lines = 3;
const lineLength = 160;
const lineSign = ' / ';

/** Who said what is parted by a colon: a Matrix id may have one, other names may not. */
const colons = /[:\u02D0\u02D1\u0589\u05C3\u1365\u1804\u205A\u2236\uA4FD\uA789\uFE13\uFE55\uFF1A]+/gu;
const matrixId = /^@[^\s:]+:[\w.-]+(?::\d{1,5})?$/u;

/** A name as it stands in a text: one line, nothing unseen in it, and no words of somebody else in front of ours. */
export function nameInText(name: string): string {
  const said = onOneLine(name);
  const told = matrixId.test(said) ? said : onOneLine(said.replaceAll(colons, ' '));
  return told === '' ? '?' : shortened(told, 64);
}

/**
 * The first lines of a message as one line behind its author's name, without those that it quotes itself: quotations don't
 * pile up from answer to answer. A line of its own would be anybody's: "Juliet: yes" in what Romeo wrote would be read as
 * what Juliet said.
 */
export function quotedLine({ author, text }: Quoted): string {
  if (text === null) return `> ${author === null ? '' : `${nameInText(author)}: `}(message not shown)`;
  const own = withoutTricks(text)
    .split('\n')
    .map(onOneLine)
    .filter((line) => line !== '' && !line.startsWith('>'));
  const shown = own.slice(0, lines).map((line) => shortened(line, lineLength));
  if (own.length > lines || own.length === 0) shown.push('…');
  // Without a name before them, the first words of the text could be read as one.
  return `> ${author === null ? somebody : nameInText(author)}: ${shown.join(lineSign)}`;
}

export const replyFallback = (quoted: Quoted, said: string): FallbackText => fallbackBefore(quotedLine(quoted), said);
