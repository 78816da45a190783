import { messageIdBytes } from '../../identifiers/index.ts';
import type { TimelineEntry } from './contract.ts';

/** Messages of one topic, in the order of the timeline. */
export interface Topic {
  readonly topicId: Uint8Array;
  /** The message whose id the topic has for its own (draft §5.11), if there is one; it stands outside of `entries`. */
  readonly head: TimelineEntry | null;
  readonly entries: readonly [TimelineEntry, ...TimelineEntry[]];
}

/** The topics of a timeline, in the order in which they were begun. */
export function topicsOf(entries: readonly TimelineEntry[]): readonly Topic[] {
  const keyOf = (topicId: Uint8Array): string => Buffer.from(topicId).toString('base64url');
  const byId = new Map(entries.map((entry) => [keyOf(messageIdBytes(entry.original)), entry]));
  const topics = new Map<string, [TimelineEntry, ...TimelineEntry[]]>();
  for (const entry of entries) {
    if (entry.topicId.length === 0) continue;
    const key = keyOf(entry.topicId);
    const topic = topics.get(key);
    if (topic) topic.push(entry);
    else topics.set(key, [entry]);
  }
  return [...topics].map(([key, inTopic]) => ({
    topicId: inTopic[0].topicId,
    head: byId.get(key) ?? null,
    entries: inTopic,
  }));
}
