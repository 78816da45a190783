import type { MessageId } from '../../../identifiers/index.ts';
import type { Quoted } from '../../fallbacks/index.ts';
import { editFallback, replyFallback } from '../../fallbacks/index.ts';
import type { StoredMessage, Showable } from '../../networks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { indexOfCodePoint, legalXml } from '../characters.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';

/** What a message answers or corrects, as XMPP shows it. */
export interface Relating {
  /** Lines before the text for readers who see no replies, or no corrections; empty for none. */
  readonly head: string;
  /** What those lines stand in for (XEP-0428). */
  readonly headIsFor: string;
  readonly elements: readonly XmlElement[];
  readonly corrects: boolean;
}

export function relatingOf(message: StoredMessage, showable: Showable, lookup: XmppLookup): Relating {
  const { replaces } = message.content;
  // Clients take a correction from the author only (XEP-0308 §5): somebody else's is told as one (FX-12).
  const isAuthor = replaces !== null && (lookup.message(replaces)?.sender ?? message.sender) === message.sender;
  const corrected = isAuthor && showable.edits ? lookup.shownAs(replaces) : null;
  if (replaces !== null && corrected === null) return editAsReply(replaces, showable, lookup);
  const elements = corrected === null ? [] : [xml('replace', ns.correct, { id: corrected.id })];
  const target = answeredIn(message, showable);
  if (target === null) return { head: '', headIsFor: ns.reply, elements, corrects: corrected !== null };
  return {
    head: headOf(replyFallback(quotedOf(target, lookup), ' ')),
    headIsFor: ns.reply,
    elements: [...elements, ...replyTo(target, showable, lookup)],
    corrects: corrected !== null,
  };
}

/** Without corrections a new version is an answer to the old one (FX-13). */
function editAsReply(replaces: MessageId, showable: Showable, lookup: XmppLookup): Relating {
  return {
    head: headOf(editFallback(' ', quotedOf(replaces, lookup))),
    headIsFor: ns.correct,
    elements: replyTo(replaces, showable, lookup),
    corrects: false,
  };
}

/** The lines of a fallback before what is said. */
function headOf({ text, fallback }: ReturnType<typeof replyFallback>): string {
  return legalXml(text.slice(0, indexOfCodePoint(text, fallback?.end ?? 0)));
}

/** The message that one answers; for a reader without threads, the one that its topic began with (FX-16). */
function answeredIn({ id, content }: StoredMessage, showable: Showable): MessageId | null {
  if (content.inReplyTo !== null || showable.threads || content.topicId.length !== 32) return content.inReplyTo;
  const first = Buffer.from(content.topicId).toString('base64url');
  return first === id ? null : (first as MessageId);
}

export function replyTo(target: MessageId, showable: Showable, lookup: XmppLookup): readonly XmlElement[] {
  const shown = showable.replies ? lookup.shownAs(target) : null;
  if (shown === null) return [];
  const author = lookup.message(target)?.sender;
  const to = author === undefined ? null : lookup.occupantOf(author);
  return [xml('reply', ns.reply, { id: shown.stanzaId, to: to ?? undefined })];
}

/** A message as far as it may be quoted; nothing of one that was deleted. */
export function quotedOf(target: MessageId, lookup: XmppLookup): Quoted {
  const known = lookup.message(target);
  return { author: known === null ? null : lookup.nameOf(known.sender), text: known?.text ?? null };
}
