import { domainOf } from '../../../identifiers/index.ts';
import { knownExtensions } from '../../extensions/known.ts';
import type { StoredMessage, Showable } from '../../networks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';
import { threadOfTopic } from '../thread.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What every stanza of a message carries: its topic (XEP-0201), and when it expires (XEP-0466). */
export function standingElements(message: StoredMessage, showable: Showable): readonly XmlElement[] {
  const thread = showable.threads ? threadOfTopic(message.content.topicId) : null;
  const seconds = showable.expiry ? secondsLeft(message) : null;
  return [
    ...(thread === null ? [] : [xml('thread', ns.client, {}, thread)]),
    ...(seconds === null ? [] : [xml('ephemeral', ns.ephemeral, { timer: String(seconds) })]),
  ];
}

/** Seconds that a message is to be seen; at least one. XMPP counts from when it is read, as a relative expiry does. */
function secondsLeft({ acceptedAt, content: { expires } }: StoredMessage): number | null {
  if (expires === null) return null;
  return Math.max(1, expires.relative ? expires.seconds : expires.seconds - Math.floor(acceptedAt / 1000));
}

/**
 * What the sender's own network said of the message: its subject, and its id where it came from here (CF-10). An id of
 * ours on a stranger's message is somebody else's, whose message clients would take for one that they have already.
 */
export function senderElements({ sender, content }: StoredMessage, lookup: XmppLookup): readonly XmlElement[] {
  const { subject, externalMessageId } = knownExtensions(content.extensions);
  const isFromHere = domainOf(sender) === lookup.provider && externalMessageId?.scope === lookup.idScope;
  const id = isFromHere ? textOf(externalMessageId.id) : null;
  return [
    ...(subject === null ? [] : [xml('subject', ns.client, {}, subject)]),
    ...(id === null ? [] : [xml('origin-id', ns.stanzaId, { id })]),
  ];
}

function textOf(octets: Uint8Array): string | null {
  try {
    return octets.length > 0 && octets.length <= 256 ? utf8.decode(octets) : null;
  } catch (cause) {
    // An id that is no text is none that XMPP gave.
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
