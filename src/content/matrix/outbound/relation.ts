import type { MessageId } from '../../../identifiers/index.ts';
import type { Showable, StoredMessage } from '../../networks/contract.ts';
import type { MatrixContent, MatrixLookup, MatrixThread } from '../contract.ts';

/** What is answered, or belongs together, as `m.relates_to` says it; and what it can't say. */
export interface Relating {
  /** To be spread into a content. */
  readonly content: MatrixContent;
  /** The same for what follows in the same place: it stands in the thread too, and answers nothing. */
  readonly following: MatrixContent;
  /** The message answers one that the room doesn't show, or the reader shows no answers: a quotation has to say so. */
  readonly quotes: boolean;
}

/** @param answers the message that is answered, or edited where the reader sees no edits */
export function relatingOf(
  message: StoredMessage,
  answers: MessageId | null,
  showable: Showable,
  lookup: MatrixLookup,
): Relating {
  const answered = answers !== null && showable.replies ? (lookup.shownAs(answers)?.events[0] ?? null) : null;
  const thread = threadOf(message, lookup);
  const quotes = answers !== null && answered === null;
  if (thread !== null && showable.threads) {
    const { latest } = thread;
    return { content: inThread(thread.root, answered, latest), following: inThread(thread.root, null, latest), quotes };
  }
  // A reader without threads sees what is said in one as answers to its first message (FX-16).
  const target = answered ?? (answers === null && showable.replies ? (thread?.root ?? null) : null);
  return { content: target === null ? {} : related({ 'm.in_reply_to': { event_id: target } }), following: {}, quotes };
}

/** The thread that a message has to be put into: not the one that it is the root of. */
function threadOf(message: StoredMessage, lookup: MatrixLookup): MatrixThread | null {
  const { topicId } = message.content;
  const thread = topicId.length > 0 ? lookup.threadOf(topicId) : null;
  return thread?.root === lookup.shownAs(message.id)?.events[0] ? null : thread;
}

function inThread(root: string, answered: string | null, latest: string): MatrixContent {
  return related({
    rel_type: 'm.thread',
    event_id: root,
    is_falling_back: answered === null,
    'm.in_reply_to': { event_id: answered ?? latest },
  });
}

export const related = (relation: MatrixContent): MatrixContent => ({ 'm.relates_to': relation });
