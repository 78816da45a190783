import type { KnownMessage, MessageDraft } from '../../networks/contract.ts';
import { attributeOf, childNamed, numberIn, textOfChild } from '../element.ts';
import { ns } from '../namespaces.ts';
import { topicOfThread } from '../thread.ts';
import type { Sent } from './draft.ts';

/** Seconds. Messages that expire later are taken for nonsense (draft §9.1). */
const longestTimer = 365 * 24 * 60 * 60;

/** The message that a stanza corrects (XEP-0308): only its own sender's, and only one that is known. */
export function correctedBy({ stanza, sender, lookup }: Sent): KnownMessage | null {
  const id = correctedId(stanza);
  const known = id === null ? null : lookup.messageFrom(sender, id);
  return known?.sender === sender && !known.reaction ? known : null;
}

function correctedId(stanza: Sent['stanza']): string | null {
  const replace = childNamed(stanza, 'replace', ns.correct);
  return replace && attributeOf(replace, 'id');
}

/** The message that a stanza answers (XEP-0461); null for none that is known. */
export function answeredBy({ stanza, lookup }: Sent): KnownMessage | null {
  const reply = childNamed(stanza, 'reply', ns.reply);
  const id = reply && attributeOf(reply, 'id');
  return id === null ? null : lookup.messageOf(id);
}

/**
 * Where a message stands: what it replaces, what it answers, its topic (XEP-0201) and when it expires (XEP-0466). An edit
 * leaves everything as it was but the body (draft §9.3).
 */
export function standingOf(sent: Sent): Pick<MessageDraft, 'replaces' | 'inReplyTo' | 'topicId' | 'expires'> {
  const { stanza, lookup } = sent;
  const expires = expiryIn(sent);
  const corrected = correctedBy(sent);
  if (corrected !== null) {
    const { original } = corrected;
    return { replaces: original, inReplyTo: lookup.answeredBy(original), topicId: lookup.topicOf(original), expires };
  }
  const thread = textOfChild(stanza, 'thread', stanza.ns);
  return {
    replaces: null,
    inReplyTo: answeredBy(sent)?.id ?? null,
    topicId: thread === null ? new Uint8Array() : topicOfThread(thread),
    expires,
  };
}

function expiryIn({ stanza }: Sent): MessageDraft['expires'] {
  const ephemeral = childNamed(stanza, 'ephemeral', ns.ephemeral);
  const seconds = ephemeral && numberIn(attributeOf(ephemeral, 'timer'));
  return seconds === null || seconds === 0 ? null : { relative: true, seconds: Math.min(seconds, longestTimer) };
}
