import type { MessageId } from '../../identifiers/index.ts';

/**
 * Finds replies that would close a loop (draft §4.1). Each message answers one other at most, so the chains are trees
 * that grow together: a loop closes when a message answers something of the tree whose end it is.
 */
export class ReplyChains {
  readonly #towardsEnd = new Map<MessageId, MessageId>();

  /** Notes that `message`, which answers nothing yet, answers `target`. False when that closes a loop: not noted then. */
  note(message: MessageId, target: MessageId): boolean {
    if (this.#endOf(target) === message) return false;
    this.#towardsEnd.set(message, target);
    return true;
  }

  /** Shortens the way as it goes, so that a chain of any length is walked once. */
  #endOf(start: MessageId): MessageId {
    const way: MessageId[] = [];
    let end = start;
    for (let next = this.#towardsEnd.get(end); next !== undefined; next = this.#towardsEnd.get(end)) {
      way.push(end);
      end = next;
    }
    for (const id of way) this.#towardsEnd.set(id, end);
    return end;
  }
}

/**
 * Whether following what a message answers leads back to it (draft §4.1).
 * @param answers what a message answers; null for nothing, or for a message that is not known
 */
export function closesLoop(
  message: MessageId,
  inReplyTo: MessageId,
  answers: (id: MessageId) => MessageId | null,
): boolean {
  const seen = new Set<MessageId>([message]);
  for (let id: MessageId | null = inReplyTo; id !== null; id = answers(id)) {
    if (id === message) return true;
    // A loop of others: theirs to be broken, and no way back to this message.
    if (seen.has(id)) return false;
    seen.add(id);
  }
  return false;
}
