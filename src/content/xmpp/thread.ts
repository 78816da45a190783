/** How a topic that is no text XMPP can carry is written as one. */
const opaque = 'mimi-topic:';
const longestTopic = 4096;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What XML keeps as it is, white space at the ends included, and what no reader takes for the form above. */
const plain =
  /^(?!mimi-topic:)[!-~\u{A1}-\u{D7FF}\u{10000}-\u{1FFFF}](?:[ -~\u{A0}-\u{D7FF}\u{10000}-\u{1FFFF}]*[!-~\u{A1}-\u{D7FF}\u{10000}-\u{1FFFF}])?$/u;

/** A topic (draft §5.11) as a thread's id (XEP-0201): the same text, or base64url where it is no text. Null for none. */
export function threadOfTopic(topicId: Uint8Array): string | null {
  if (topicId.length === 0) return null;
  try {
    const text = utf8.decode(topicId);
    if (plain.test(text)) return text;
  } catch (cause) {
    // Octets that are no text are written like any other topic that XML would change.
    if (!(cause instanceof TypeError)) throw cause;
  }
  return opaque + Buffer.from(topicId).toString('base64url');
}

/** The topic that a thread's id stands for; no octets for none, or for one that is longer than a topic may be. */
export function topicOfThread(thread: string): Uint8Array {
  const written = thread.startsWith(opaque) ? thread.slice(opaque.length) : null;
  const octets =
    written !== null && /^[\w-]+$/.test(written) ? Buffer.from(written, 'base64url') : Buffer.from(thread, 'utf8');
  return octets.length > longestTopic ? new Uint8Array() : new Uint8Array(octets);
}
