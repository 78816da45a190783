import type { MessageId } from '../../../identifiers/index.ts';
import { messageIdBytes } from '../../../identifiers/index.ts';
import type { MessageDraft } from '../../networks/contract.ts';
import type { MatrixLookup } from '../contract.ts';
import { fieldIn, objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';

/** What `m.relates_to` says ("Forming relationships between events"); at most one relation type beside a reply. */
export interface Relation {
  readonly type: 'edit' | 'reaction' | 'thread' | 'reference' | 'none';
  /** The event that it is about; undefined for none. */
  readonly target?: string;
  /** The event that is answered. */
  readonly answers?: string;
  readonly key?: string;
}

const types: Readonly<Record<string, Relation['type']>> = {
  'm.replace': 'edit',
  'm.annotation': 'reaction',
  'm.thread': 'thread',
  'io.element.thread': 'thread',
  'm.reference': 'reference',
};

export function relationIn(content: Json): Relation {
  const relation = objectAt(content, 'm.relates_to');
  const name = textAt(relation, 'rel_type') ?? '';
  const target = eventIdAt(relation, 'event_id');
  const type = target !== undefined && Object.hasOwn(types, name) ? (types[name] ?? 'none') : 'none';
  const answers = eventIdAt(objectAt(relation, 'm.in_reply_to'), 'event_id');
  // Readers without threads see such an answer to the newest event of the thread; nobody meant it (§ "Threading").
  const isForThreadless = type === 'thread' && fieldIn(relation, 'is_falling_back') === true;
  return {
    type,
    ...(type !== 'none' && { target }),
    ...(answers !== undefined && !isForThreadless && { answers }),
    ...(type === 'reaction' && { key: textAt(relation, 'key') }),
  };
}

/** Appendix "Common identifier format": a `$`, and at most 255 octets in all. */
function eventIdAt(value: Json, key: string): string | undefined {
  const id = textAt(value, key);
  return id !== undefined && id.startsWith('$') && Buffer.byteLength(id) <= 255 ? id : undefined;
}

/** Where a new message stands: what it answers (FX-06), and its topic (FX-16). */
export function standingOf(relation: Relation, lookup: MatrixLookup): Pick<MessageDraft, 'inReplyTo' | 'topicId'> {
  const answered = relation.answers === undefined ? null : lookup.messageOf(relation.answers);
  return { inReplyTo: answered?.id ?? null, topicId: topicOf(relation, lookup) };
}

/** A thread's topic: the one that its root has already, else the id of the root's first version (draft §5.11). */
function topicOf(relation: Relation, lookup: MatrixLookup): Uint8Array {
  const root = relation.type === 'thread' && relation.target ? lookup.messageOf(relation.target) : null;
  if (root === null) return new Uint8Array();
  const topic = lookup.topicOf(root.original);
  return topic.length > 0 ? topic : messageIdBytes(root.original);
}

/** Edits and deletions leave everything as it was but the body (draft §9.3). */
export function standingKept(original: MessageId, lookup: MatrixLookup): Pick<MessageDraft, 'inReplyTo' | 'topicId'> {
  return { inReplyTo: lookup.answeredBy(original), topicId: lookup.topicOf(original) };
}
