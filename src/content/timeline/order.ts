import { messageIdBytes } from '../../identifiers/index.ts';
import type { MessageId } from '../../identifiers/index.ts';
import type { StoredMessage } from '../networks/contract.ts';

/** Messages by accepted time; of those of one millisecond the lexically lower id comes first (draft §5.11). */
export function compareMessages(
  a: Pick<StoredMessage, 'id' | 'acceptedAt'>,
  b: Pick<StoredMessage, 'id' | 'acceptedAt'>,
): number {
  return a.acceptedAt - b.acceptedAt || Buffer.compare(messageIdBytes(a.id), messageIdBytes(b.id));
}

/** Each message once, in order. */
export function inOrder(messages: readonly StoredMessage[]): readonly StoredMessage[] {
  const byId = new Map<MessageId, StoredMessage>();
  for (const message of messages) {
    const known = byId.get(message.id);
    // The hub accepts a message once; should it say so twice, the earlier time holds, whichever came first.
    if (!known || message.acceptedAt < known.acceptedAt) byId.set(message.id, message);
  }
  return [...byId.values()].sort(compareMessages);
}
