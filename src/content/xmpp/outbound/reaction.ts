import type { MessageId } from '../../../identifiers/index.ts';
import { knownExtensions } from '../../extensions/known.ts';
import { describePart, reactionFallback, somebody, unlikeFallback } from '../../fallbacks/index.ts';
import type { FallbackText, Quoted } from '../../fallbacks/index.ts';
import type { StoredMessage, Showable } from '../../networks/contract.ts';
import type { ReadReaction } from '../../parts/index.ts';
import type { XmppDeed, XmppLookup } from '../contract.ts';
import { legalXml } from '../characters.ts';
import { elementsIn, textIn, xml } from '../element.ts';
import { ns } from '../namespaces.ts';
import { quotedOf, replyTo } from './relation.ts';
import { xmlOctets } from './split.ts';

/** Reactions of one set, and octets of one as XML: a stanza that is too long ends the stream of everybody. */
const mostReactions = 64;
const longestReaction = 512;
/** Lines about reactions that no set has room for; of further ones it is said that there are some. */
const mostLines = 64;

/** A text that a set can carry; a longer one is something said rather than a sign. */
const isSign = (text: string): boolean => !text.includes('\n') && xmlOctets(text) <= longestReaction;

/**
 * Reactions as XMPP shows them: texts in the sender's full set (XEP-0444), and whatever can't stand there as a line
 * that answers the message (FX-09).
 */
export function reactionDeeds(
  message: StoredMessage,
  reactions: readonly ReadReaction[],
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  if (reactions.length === 0) return [];
  const target = message.content.inReplyTo;
  const texts = reactions.flatMap((reaction) => (reaction.type === 'text' ? [reaction.text] : []));
  const set = target !== null && showable.reactions ? reactionsAfter(message, target, texts, lookup) : null;
  const carried = set === null ? [] : set.payload.flatMap(elementsIn).map(textIn);
  const isCarried = (reaction: ReadReaction): boolean =>
    reaction.type === 'text' && carried.includes(legalXml(reaction.text));
  const keys = reactions.filter((reaction) => !isCarried(reaction)).map(keyOf);
  const said = keys.length === 0 ? [] : [lineDeed(keys, reactionFallback, target, showable, lookup)];
  if (set === null) return said;
  return [...(reactions.some(isCarried) || message.content.replaces !== null ? [set] : []), ...said];
}

function keyOf(reaction: ReadReaction): string {
  if (reaction.type === 'text') return reaction.text;
  const { source, disposition, language } = reaction.file;
  if (source.type === 'external') return describePart({ ...source, disposition, language });
  return describePart({ ...source, type: 'single', disposition, language });
}

/** What is said of a reaction that is withdrawn, where nothing is known of it any more. */
const unknownKey = '…';

/** Reactions that are taken back, for readers who have seen them as lines, or by somebody else (FX-10). */
export function unlikeDeeds(
  message: StoredMessage,
  carrier: MessageId,
  target: MessageId,
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  const original = lookup.message(target)?.original ?? target;
  const known = lookup.message(carrier);
  const author = known?.sender ?? message.sender;
  const standing = [...lookup.reactionsOf(author, original)];
  const said = standing.filter(([, of]) => of === (known?.original ?? carrier)).map(([reaction]) => reaction);
  const keys = said.length === 0 && known !== null ? [unknownKey] : said;
  const of = author === message.sender ? null : (lookup.nameOf(author) ?? somebody);
  const { reason } = knownExtensions(message.content.extensions);
  // The reason is the same for all of them: the first line says it.
  const withdrawn = keys.map((key, index) => ({ key, of, reason: index === 0 ? reason : null }));
  return withdrawn.length === 0 ? [] : [lineDeed(withdrawn, unlikeFallback, target, showable, lookup)];
}

/** One line about each; the message that they are about is quoted before the first where no reply can say so. */
function lineDeed<Key>(
  keys: readonly Key[],
  said: (key: Key, quoted: Quoted | null) => FallbackText,
  target: MessageId | null,
  showable: Showable,
  lookup: XmppLookup,
): XmppDeed {
  const answers = target === null ? [] : replyTo(target, showable, lookup);
  const quoted = target !== null && answers.length === 0 ? quotedOf(target, lookup) : null;
  const lines = keys.slice(0, mostLines).map((key, index) => said(key, index === 0 ? quoted : null).text);
  if (keys.length > mostLines) lines.push('…');
  // Clients that know reactions would hide a line that is marked: it is for them too where no set can say it.
  const marked = showable.reactions
    ? []
    : [xml('fallback', ns.fallback, { for: ns.reactions }, xml('body', ns.fallback))];
  return { purpose: 'say', payload: [xml('body', ns.client, {}, lines.join('\n')), ...marked, ...answers] };
}

/**
 * Everything that a user feels about a message now (XEP-0444 carries the full set): what stood before, without what
 * this message replaces, and with what it says. Null for a message that the room has never shown.
 * @param says texts of this message's reactions; none for one that is taken back
 */
export function reactionsAfter(
  message: StoredMessage,
  target: MessageId,
  says: readonly string[],
  lookup: XmppLookup,
): XmppDeed | null {
  const shown = lookup.shownAs(target);
  if (shown === null) return null;
  const { replaces } = message.content;
  const original = lookup.message(target)?.original ?? target;
  const present = [...lookup.reactionsOf(message.sender, original)]
    .filter(([, carrier]) => carrier !== replaces && carrier !== message.id)
    .map(([reaction]) => reaction);
  const set = [...new Set([...present, ...says])]
    .filter(isSign)
    .slice(0, mostReactions)
    .map((text) => xml('reaction', ns.reactions, {}, text));
  return {
    purpose: 'react',
    payload: [xml('reactions', ns.reactions, { id: shown.stanzaId }, set), xml('store', ns.hints)],
  };
}
