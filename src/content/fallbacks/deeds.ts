/** What was done to a message, for readers who can't see it done (FX-09, FX-10, FX-13, FX-14). */
import { reasonIn } from '../extensions/reason.ts';
import { onOneLine } from '../links/index.ts';
import { shortened } from '../shortened.ts';
import type { FallbackText, Withdrawn } from './contract.ts';
import { nameInText, quotedLine } from './quote.ts';
import type { Quoted } from './quote.ts';
import { fallbackBefore, wholeFallback } from './text-range.ts';

const keyLength = 64;

/** A reaction's text: usually one emoji; words from elsewhere may be long. */
const keyInText = (key: string): string => shortened(onOneLine(key), keyLength);

const about = (quoted: Quoted | null, line: string): string =>
  quoted === null ? line : `${quotedLine(quoted)}\n${line}`;

/** @param quoted null where the network shows by itself which message is meant */
export const reactionFallback = (key: string, quoted: Quoted | null): FallbackText =>
  wholeFallback(about(quoted, `Reaction: ${keyInText(key)}`));

/**
 * A reaction that is taken back. What it says stands last, for it may be words of somebody else than who takes it back:
 * behind it nothing more is said, which they could pretend to be.
 */
export function unlikeFallback({ key, of, reason }: Withdrawn, quoted: Quoted | null): FallbackText {
  const whose = of === null ? '' : ` of ${nameInText(of)}`;
  const told = reasonIn(reason);
  const why = told === null ? '' : ` (${told})`;
  return wholeFallback(about(quoted, `Reaction${whose} withdrawn${why}: ${keyInText(key)}`));
}

/** A new version as a message of its own: what is said stays outside of the fallback's range. */
export function editFallback(said: string, quoted: Quoted | null): FallbackText {
  if (quoted === null) return fallbackBefore('Edited:', said);
  return fallbackBefore(`${quotedLine(quoted)}\nEdited:`, said);
}

/**
 * Says nothing of the message itself.
 * @param deletion.by the moderator's name; null for the author
 * @param deletion.id the moderator's, in a network where it is shown for a name that is missing
 */
export function deletionFallback(deletion: {
  by: string | null;
  id?: string | null;
  reason: string | null;
}): FallbackText {
  const { by, id } = deletion;
  const who = by === null ? 'A message was deleted' : `A message was deleted by ${nameInText(by, id)}`;
  const why = reasonIn(deletion.reason);
  return wholeFallback(why === null ? who : `${who}: ${why}`);
}

/** What stands beside a message whose alternatives say different things (draft-ietf-mimi-content §9.5, CF-24). */
export const differingNotice = 'Other members may see quite another text of this message.';
