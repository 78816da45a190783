import type { UserUri } from '../../../identifiers/index.ts';
import type { TextRange } from '../../fallbacks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { codePoints } from '../../markup/index.ts';
import { withoutRanges } from '../../fallbacks/index.ts';
import { orderedRanges } from '../characters.ts';
import { attributeOf, childrenNamed, numberIn } from '../element.ts';
import { ns } from '../namespaces.ts';
import { jidIn } from '../occupant-uri.ts';

const mostMentions = 64;
/** UTF-16 units of a name at the start of a message. */
const longestNick = 128;

/** A user who is named in a body, and where: in code points. */
export interface Mention extends TextRange {
  readonly user: UserUri;
}

/**
 * Who is mentioned in a body, in order, without overlaps: by reference (XEP-0372), and as people on XMPP have always done
 * it, by a nick at the start with a colon or comma behind it.
 * @param removed ranges that are not in what is read: mentions are counted in the rest
 */
export function mentionsIn(
  stanza: XmlElement,
  body: string,
  removed: readonly TextRange[],
  lookup: XmppLookup,
): readonly Mention[] {
  const length = codePoints(body);
  const referenced = childrenNamed(stanza, 'reference', ns.reference)
    .slice(0, mostMentions)
    .map((reference) => mentionOf(reference, length, lookup))
    .filter((mention) => mention !== null);
  const addressed = addressedIn(withoutRanges(body, removed), lookup);
  const all = [...movedBy(referenced, orderedRanges(removed, length)), ...(addressed === null ? [] : [addressed])];
  const apart: Mention[] = [];
  for (const mention of all.sort((a, b) => a.start - b.start)) {
    if (mention.start >= (apart.at(-1)?.end ?? 0)) apart.push(mention);
  }
  return apart;
}

function mentionOf(reference: XmlElement, length: number, lookup: XmppLookup): Mention | null {
  if (attributeOf(reference, 'type') !== 'mention') return null;
  const start = numberIn(attributeOf(reference, 'begin'));
  const end = numberIn(attributeOf(reference, 'end'));
  const jid = jidIn(attributeOf(reference, 'uri') ?? '');
  const user = jid === null ? null : lookup.userOf(jid);
  if (user === null || start === null || end === null || end <= start || end > length) return null;
  return { user, start, end };
}

function addressedIn(body: string, lookup: XmppLookup): Mention | null {
  const name = /^@?([^\n:,]{1,128})[:,](?:\s|$)/.exec(body.slice(0, longestNick + 3))?.[1];
  const user = name === undefined ? null : lookup.userWithNick(name);
  if (name === undefined || user === null) return null;
  const at = body.startsWith('@') ? 1 : 0;
  return { user, start: 0, end: codePoints(name) + at };
}

/** Mentions as they stand in what is left when ranges are taken out; those that were cut into are gone. */
function movedBy(mentions: readonly Mention[], removed: readonly TextRange[]): readonly Mention[] {
  const shiftAt = (at: number): number =>
    removed.filter(({ end }) => end <= at).reduce((sum, { start, end }) => sum + end - start, 0);
  return mentions
    .filter(({ start, end }) => removed.every((range) => range.end <= start || range.start >= end))
    .map((mention) => {
      const shift = shiftAt(mention.start);
      return { ...mention, start: mention.start - shift, end: mention.end - shift };
    });
}
