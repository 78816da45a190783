import type { MessageId } from '../identifiers/index.ts';
import type { StoredMessage } from './networks/contract.ts';
import { closesLoop } from './timeline/replies.ts';

/** What most likely is malice (draft-ietf-mimi-content §9.1): logged and discarded. */
export type NonsenseRule =
  | 'sender-not-member'
  | 'duplicate-id'
  | 'in-the-future'
  | 'before-the-format'
  | 'before-the-room'
  | 'expired-long-ago'
  | 'expires-far-ahead';

/** What is known where a message arrives. Times are milliseconds since 1970. */
export interface ArrivalFacts {
  readonly now: number;
  readonly roomCreatedAt: number;
  /** Whether the sender had a client in the group that the message was sent to. */
  readonly senderIsMember: boolean;
  readonly knows: (id: MessageId) => boolean;
  /** What a message answers; null for nothing, or for a message that is not known. */
  readonly answers: (id: MessageId) => MessageId | null;
}

export type Judgement =
  | { readonly verdict: 'sound' }
  /** The message is shown, but not as an answer: it would answer itself (draft §4.1). */
  | { readonly verdict: 'drop-reply' }
  | { readonly verdict: 'discard'; readonly rule: NonsenseRule };

const minute = 60_000;
const year = 366 * 24 * 60 * minute;
/** "More than a few minutes in the future". */
const clockDifference = 5 * minute;
/** Day of the timestamp in the draft's own first example (§5.1): no message is older than the format. */
const formatBegan = Date.UTC(2022, 1, 9);

/**
 * Judges a message that was decoded, by the rules of draft §9.1 that need to know more than the message itself; those
 * that do not are kept by decoding. Unknown references, dispositions, media types and languages are no malice (CF-20).
 */
export function judgeMessage(message: StoredMessage, facts: ArrivalFacts): Judgement {
  const rule = nonsenseIn(message, facts);
  if (rule !== null) return { verdict: 'discard', rule };
  const { inReplyTo } = message.content;
  const loops = inReplyTo !== null && closesLoop(message.id, inReplyTo, facts.answers);
  return { verdict: loops ? 'drop-reply' : 'sound' };
}

function nonsenseIn({ id, acceptedAt, content }: StoredMessage, facts: ArrivalFacts): NonsenseRule | null {
  if (!facts.senderIsMember) return 'sender-not-member';
  if (facts.knows(id)) return 'duplicate-id';
  if (acceptedAt > facts.now + clockDifference) return 'in-the-future';
  if (acceptedAt < formatBegan) return 'before-the-format';
  if (acceptedAt < facts.roomCreatedAt) return 'before-the-room';
  if (content.expires === null) return null;
  const { relative, seconds } = content.expires;
  const ahead = relative ? seconds * 1000 : seconds * 1000 - facts.now;
  if (ahead > year) return 'expires-far-ahead';
  return ahead < -year ? 'expired-long-ago' : null;
}
