/** Answers for readers without replies (FX-07), and whatever else refers to a message. */
import { withoutTricks } from '../links/index.ts';
import type { FallbackText } from './contract.ts';
import { fallbackBefore } from './text-range.ts';

/** A message that is referred to, as far as it is known. */
export interface Quoted {
  /** Name in the network; null when it is not known. */
  readonly author: string | null;
  /** Null for a message that was deleted or is not known: nothing of it is quoted (FX-14). */
  readonly text: string | null;
}

const lines = 3;
const lineLength = 160;

/** A name as it stands in a text: one line, nothing unseen in it. */
export function nameInText(name: string): string {
  const said = withoutTricks(name).split('\n').join(' ').trim();
  return said === '' ? '?' : shortened(said, 64);
}

function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** The first lines of a message, without those that it quotes itself: quotations don't pile up from answer to answer. */
export function quotedLines({ author, text }: Quoted): readonly string[] {
  const by = author === null ? '' : `${nameInText(author)}: `;
  if (text === null) return [`> ${by}(message not shown)`];
  const own = withoutTricks(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('>'));
  const shown = own.slice(0, lines).map((line) => shortened(line, lineLength));
  if (own.length > lines) shown.push('…');
  const [first = '…', ...others] = shown;
  return [`> ${by}${first}`, ...others.map((line) => `> ${line}`)];
}

export const replyFallback = (quoted: Quoted, said: string): FallbackText =>
  fallbackBefore(quotedLines(quoted).join('\n'), said);
