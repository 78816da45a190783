import type { MessageId } from '../../identifiers/index.ts';
import type {
  IgnoredReason,
  ShownReaction,
  ShownReply,
  ShownState,
  ShownVersion,
  Timeline,
  TimelineEntry,
} from './contract.ts';
import { reactionKey, reactionParts } from './reactions.ts';
import { ReplyChains } from './replies.ts';
import type { Unit } from './unit.ts';

interface Folded {
  readonly units: ReadonlyMap<MessageId, Unit>;
  /** First version of a message; null while it is not known. */
  readonly originalOf: (id: MessageId) => MessageId | null;
  readonly mayReact: (reaction: Unit) => boolean;
}

const latestOf = (unit: Unit): ShownVersion => unit.versions.at(-1) ?? unit.versions[0];

/** Puts replies and reactions to the messages that they belong to, once it is clear what became of each. */
export function shownEntries(folded: Folded): Timeline {
  const reactions = new Map<Unit, ShownReaction[]>();
  const waiting: { id: MessageId; target: MessageId }[] = [];
  const ignored: { id: MessageId; reason: IgnoredReason }[] = [];
  for (const unit of folded.units.values()) {
    if (unit.kind !== 'reaction' || unit.gone) continue;
    const target = unit.first.content.inReplyTo;
    const original = target === null ? null : folded.originalOf(target);
    if (target === null || original === null) {
      waiting.push({ id: unit.first.id, target: target ?? unit.first.id });
      continue;
    }
    const entry = folded.units.get(original);
    const reason = whyNot(folded, unit, entry);
    if (reason !== null) ignored.push({ id: unit.first.id, reason });
    else if (entry) {
      const shown = reactions.get(entry) ?? [];
      shown.push(...shownReactions(unit, target, entry));
      reactions.set(entry, shown);
    }
  }
  const chains = new ReplyChains();
  const messages = [...folded.units.values()].filter(({ kind }) => kind === 'message');
  const entries = messages.map((unit) => entryOf(unit, replyOf(folded, chains, unit), reactions.get(unit) ?? []));
  return { entries, waiting, ignored };
}

function whyNot(folded: Folded, reaction: Unit, target: Unit | undefined): IgnoredReason | null {
  if (target?.kind !== 'message') return 'nothing-to-do';
  if (target.gone) return 'already-gone';
  return folded.mayReact(reaction) ? null : 'not-authorised';
}

function shownReactions(unit: Unit, target: MessageId, entry: Unit): readonly ShownReaction[] {
  return reactionParts(latestOf(unit).body).map((part) => ({
    message: unit.first.id,
    user: unit.first.sender,
    part,
    key: reactionKey(part),
    olderVersion: target !== latestOf(entry).id,
  }));
}

/** Null for no reply, and for one that would close a loop (draft §4.1). */
function replyOf(folded: Folded, chains: ReplyChains, unit: Unit): ShownReply | null {
  const version = unit.first.content.inReplyTo;
  if (version === null) return null;
  const original = folded.originalOf(version);
  if (!chains.note(unit.first.id, original ?? version)) return null;
  const target = original === null ? undefined : folded.units.get(original);
  return {
    version,
    original,
    olderVersion: target !== undefined && target.gone === null && version !== latestOf(target).id,
    gone: target !== undefined && target.gone !== null,
  };
}

function entryOf(unit: Unit, reply: ShownReply | null, reactions: readonly ShownReaction[]): TimelineEntry {
  const { first, topicId, versions } = unit;
  const state: ShownState = unit.gone ?? { type: 'said', versions };
  return {
    original: first.id,
    sender: first.sender,
    acceptedAt: first.acceptedAt,
    state,
    reply,
    topicId,
    reactions,
    first,
  };
}
