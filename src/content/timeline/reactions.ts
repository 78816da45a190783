import { parseMediaType } from '../codec/media-type.ts';
import type { MimiContent, Part } from '../contract.ts';
import { dispositions } from '../contract.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a message is a reaction to another one (draft §5.3), and nothing that is said. */
export function isReaction(content: Pick<MimiContent, 'body' | 'inReplyTo'>): boolean {
  return content.inReplyTo !== null && reactionParts(content.body).length > 0;
}

/**
 * The single reactions that a body has (draft §5.3): one, or several as parts of a MultiPart; of alternatives the first
 * text, or else the first part. Nothing for a body that says something besides.
 */
export function reactionParts(body: Part): readonly Part[] {
  return leaves(body, body.disposition === dispositions.reaction) ?? [];
}

/** Null for a part that says something else; of alternatives one that is a reaction is enough. */
function leaves(part: Part, inherited: boolean): readonly Part[] | null {
  const reaction = inherited || part.disposition === dispositions.reaction;
  if (part.type === 'null') return [];
  if (part.type !== 'multi') return reaction ? [part] : null;
  const nested = part.parts.map((one) => leaves(one, reaction));
  if (part.semantics === 'choose-one') {
    const found = nested.flatMap((one) => one ?? []);
    const best = found.find((one) => reactionKey(one) !== null) ?? found[0];
    return best ? [best] : null;
  }
  return nested.includes(null) ? null : nested.flatMap((one) => one ?? []);
}

/** The text of a reaction; null for anything but text. */
export function reactionKey(part: Part): string | null {
  if (part.type !== 'single' || parseMediaType(part.contentType)?.essence !== 'text/plain') return null;
  try {
    return utf8.decode(part.content);
  } catch {
    // Octets that are no text: a reaction all the same, but one that has no key to group it by.
    return null;
  }
}
