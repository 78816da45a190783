import type { MessageId } from '../../identifiers/index.ts';
import { isAside } from '../aside.ts';
import type { StoredMessage } from '../networks/contract.ts';
import { isNothing } from '../purpose.ts';
import type { HubRetraction, IgnoredReason, ShownVersion, Timeline, TimelineFacts } from './contract.ts';
import { dueAt } from './expiry.ts';
import { inOrder } from './order.ts';
import { isReaction } from './reactions.ts';
import { shownEntries } from './shown-entries.ts';
import type { Unit } from './unit.ts';

/**
 * Folds a room's messages into what is shown (draft-ietf-mimi-content §5). Messages may be given in any order and more
 * than once; what points at a message that is not there waits for it.
 */
export function foldTimeline(messages: readonly StoredMessage[], facts: TimelineFacts): Timeline {
  return new Fold(inOrder(messages), facts).timeline();
}

class Fold {
  readonly #facts: TimelineFacts;
  readonly #messages: readonly StoredMessage[];
  readonly #byId: ReadonlyMap<MessageId, StoredMessage>;
  readonly #units = new Map<MessageId, Unit>();
  readonly #waiting: { id: MessageId; target: MessageId }[] = [];
  readonly #ignored: { id: MessageId; reason: IgnoredReason }[] = [];

  constructor(messages: readonly StoredMessage[], facts: TimelineFacts) {
    this.#messages = messages;
    this.#facts = facts;
    this.#byId = new Map(messages.map((message) => [message.id, message]));
  }

  timeline(): Timeline {
    for (const message of this.#messages) if (message.content.replaces === null) this.#open(message);
    for (const message of this.#messages) if (message.content.replaces !== null) this.#change(message);
    for (const retraction of this.#facts.retractions ?? []) this.#retract(retraction);
    for (const unit of this.#units.values()) this.#expire(unit);
    const shown = shownEntries({
      units: this.#units,
      originalOf: (id) => this.#originalOf(id),
      mayReact: ({ first }) => this.#facts.authorised(first.sender, 'canReactToMessage', first),
    });
    return {
      entries: shown.entries,
      waiting: [...this.#waiting, ...shown.waiting],
      ignored: [...this.#ignored, ...shown.ignored],
    };
  }

  #open(message: StoredMessage): void {
    const { id, acceptedAt, content } = message;
    if (isAside(content.body)) {
      this.#ignored.push({ id, reason: isNothing(content.body) ? 'nothing-to-do' : 'aside' });
      return;
    }
    this.#units.set(id, {
      first: message,
      kind: isReaction(content) ? 'reaction' : 'message',
      versions: [{ id, acceptedAt, body: content.body }],
      topicId: content.topicId,
      gone: null,
    });
  }

  /**
   * First version of a message: changes are to name that one (draft §5.5), and what names a later version means it too.
   * Null while it is not known.
   */
  #originalOf(id: MessageId): MessageId | null {
    const seen = new Set<MessageId>();
    let at = this.#byId.get(id);
    while (at && at.content.replaces !== null && !seen.has(at.id)) {
      seen.add(at.id);
      at = this.#byId.get(at.content.replaces);
    }
    return at && at.content.replaces === null ? at.id : null;
  }

  #change(message: StoredMessage): void {
    const { id, content } = message;
    const target = content.replaces ?? id;
    const original = this.#originalOf(target);
    if (original === null) {
      this.#waiting.push({ id, target });
      return;
    }
    const unit = this.#units.get(original);
    const reason = unit ? this.#apply(unit, message) : 'nothing-to-do';
    if (reason !== null) this.#ignored.push({ id, reason });
  }

  #apply(unit: Unit, deed: StoredMessage): IgnoredReason | null {
    if (unit.gone) return 'already-gone';
    if (isNothing(deed.content.body)) return this.#delete(unit, deed);
    if (unit.kind === 'reaction') return this.#editReaction(unit, deed);
    // Nothing that is shown could stand in the place of what was said.
    return isAside(deed.content.body) ? 'aside' : this.#edit(unit, deed);
  }

  #delete(unit: Unit, deed: StoredMessage): IgnoredReason | null {
    const own = deed.sender === unit.first.sender;
    const capability =
      unit.kind === 'reaction'
        ? own
          ? 'canDeleteOwnReaction'
          : 'canDeleteOtherReaction'
        : own
          ? 'canDeleteOwnMessage'
          : 'canDeleteOtherMessage';
    if (!this.#facts.authorised(deed.sender, capability, deed)) return 'not-authorised';
    unit.gone = { type: 'deleted', by: deed.sender, at: deed.acceptedAt, reason: own ? 'author' : 'moderator' };
    return null;
  }

  #editReaction(unit: Unit, deed: StoredMessage): IgnoredReason | null {
    const own = deed.sender === unit.first.sender;
    if (!own || !this.#facts.authorised(deed.sender, 'canEditReaction', deed)) return 'not-authorised';
    if (!isReaction({ body: deed.content.body, inReplyTo: unit.first.content.inReplyTo })) return 'nothing-to-do';
    unit.versions.push(versionOf(deed));
    return null;
  }

  /** A body is its author's alone; a topic may be somebody else's to set (draft §9.3, room-policy §8.3). */
  #edit(unit: Unit, deed: StoredMessage): IgnoredReason | null {
    const own = deed.sender === unit.first.sender;
    const { topicId } = deed.content;
    // Without a topic an edit says nothing about it: senders leave it out.
    const otherTopic = topicId.length > 0 && Buffer.compare(topicId, unit.topicId) !== 0;
    const mayEdit = own && this.#facts.authorised(deed.sender, 'canEditOwnMessage', deed);
    const mayMove =
      otherTopic && this.#facts.authorised(deed.sender, own ? 'canEditOwnTopic' : 'canEditOtherTopic', deed);
    if (mayEdit) unit.versions.push(versionOf(deed));
    if (mayMove) unit.topicId = topicId;
    return mayEdit || mayMove ? null : 'not-authorised';
  }

  #retract(retraction: HubRetraction): void {
    const gone = { type: 'deleted', by: null, at: retraction.acceptedAt, reason: 'hub' } as const;
    const named = retraction.type === 'messages' ? retraction.ids.map((id) => this.#originalOf(id) ?? id) : null;
    const units = named ? named.flatMap((id) => this.#units.get(id) ?? []) : this.#units.values();
    for (const unit of units) {
      if (retraction.type === 'span') {
        const { sender, acceptedAt } = unit.first;
        if (sender !== retraction.sender || acceptedAt < retraction.from || acceptedAt > retraction.to) continue;
      }
      unit.gone ??= gone;
    }
  }

  #expire(unit: Unit): void {
    const { expiry } = this.#facts;
    if (!expiry || unit.gone) return;
    const due = dueAt(unit.first.content.expires, expiry.reading(unit.first.id));
    if (due !== null && due <= expiry.now) unit.gone = { type: 'expired', at: due };
  }
}

function versionOf({ id, acceptedAt, content }: StoredMessage): ShownVersion {
  return { id, acceptedAt, body: content.body };
}
