import { fileLine, reactionFallback } from '../../fallbacks/index.ts';
import { factsOf } from '../../parts/index.ts';
import type { ReadReaction, Said } from '../../parts/index.ts';
import type { MatrixContent, MatrixDeed, MatrixLookup } from '../contract.ts';
import { sourceOf } from './files.ts';
import type { ToShow } from './message.ts';

/** Octets of a key; what is longer is something said rather than a sign. */
const keyLimit = 512;

/** Annotations of one message; more than any client offers. Further ones are said. */
const mostAnnotations = 64;

/**
 * A message's reactions as annotations, one each (FX-08). Those that no annotation can carry, or that are about nothing
 * that the room shows, are said (FX-09), and so is what stands beside them.
 * @param saying shows the message with lines in front of it
 */
export function reactionDeeds(
  toShow: ToShow,
  saying: (lines: readonly Said[]) => readonly MatrixDeed[],
): readonly MatrixDeed[] {
  const { message, reading, showable, lookup } = toShow;
  const { inReplyTo } = message.content;
  const target = inReplyTo !== null && showable.reactions ? (lookup.shownAs(inReplyTo)?.events[0] ?? null) : null;
  const annotations = new Map<string, MatrixContent>();
  const lines: Said[] = [];
  for (const reaction of reading.reactions) {
    const annotation = target === null || annotations.size >= mostAnnotations ? null : annotationOf(reaction, lookup);
    if (annotation === null || target === null) lines.push(lineAbout(reaction));
    else if (!isStanding(annotation.key, toShow)) annotations.set(annotation.key, annotating(target, annotation));
  }
  const others = [reading.said, reading.files, reading.sessions, reading.unsupported].some((list) => list.length > 0);
  const sent = [...annotations.values()].map((content): MatrixDeed => ({ do: 'send', type: 'm.reaction', content }));
  return lines.length > 0 || others ? [...sent, ...saying(lines)] : sent;
}

/** A homeserver takes the same annotation of the same user only once. */
function isStanding(key: string, { message, lookup }: ToShow): boolean {
  const { inReplyTo, replaces } = message.content;
  const target = inReplyTo === null ? null : lookup.message(inReplyTo);
  const carrier = target === null ? undefined : lookup.reactionsOf(message.sender, target.original).get(key);
  return carrier !== undefined && carrier !== message.id && carrier !== replaces;
}

function lineAbout(reaction: ReadReaction): Said {
  const key = reaction.type === 'text' ? reaction.text : fileLine(factsOf(reaction.file));
  return { plain: reactionFallback(key, null).text, markup: null, language: '' };
}

interface Annotation {
  readonly key: string;
  readonly more: MatrixContent;
}

function annotating(target: string, { key, more }: Annotation): MatrixContent {
  return { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key }, ...more };
}

/** The key of a reaction: its text, or a picture's URI with a name for those who don't see it (MSC4027). */
function annotationOf(reaction: ReadReaction, lookup: MatrixLookup): Annotation | null {
  if (reaction.type === 'text') {
    const key = reaction.text.trim();
    const isSign = key !== '' && !key.includes('\n') && !key.startsWith('mxc:') && Buffer.byteLength(key) <= keyLimit;
    return isSign ? { key, more: {} } : null;
  }
  const source = sourceOf(reaction.file);
  const key = source.contentType.startsWith('image/') ? lookup.mxcOf(source) : null;
  if (key === null) return null;
  const { description, filename } = factsOf(reaction.file);
  const name = description || filename;
  const isName = name !== '' && Buffer.byteLength(name) <= keyLimit;
  return { key, more: isName ? { 'com.beeper.reaction.shortcode': name } : {} };
}
