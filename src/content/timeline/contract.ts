/**
 * A room's messages as they are to be shown: what was said, with its edits, deletions, reactions and topics folded in.
 * Types only. Source: draft-ietf-mimi-content §5 and §9.3; who may do what: draft-ietf-mimi-room-policy §8.3.
 * @module
 */
import type { MessageId, UserUri } from '../../identifiers/index.ts';
import type { Part } from '../contract.ts';
import type { StoredMessage } from '../networks/contract.ts';

/** What somebody may do to messages that were said before, by the names of draft-ietf-mimi-room-policy §8.3. */
export type MessageCapability =
  | 'canReactToMessage'
  | 'canEditReaction'
  | 'canDeleteOwnReaction'
  | 'canDeleteOtherReaction'
  | 'canEditOwnMessage'
  | 'canDeleteOwnMessage'
  | 'canDeleteOtherMessage'
  | 'canEditOwnTopic'
  | 'canEditOtherTopic';

/** Whether a user may do something, by the room's policy as it was when `deed` was accepted. */
export type Authorised = (actor: UserUri, capability: MessageCapability, deed: StoredMessage) => boolean;

/** Messages that the hub took back (draft-mahy-mimi-hub-retracted-messages): named, or all of a sender in a span. */
export type HubRetraction =
  | { readonly type: 'messages'; readonly ids: readonly MessageId[]; readonly acceptedAt: number }
  | {
      readonly type: 'span';
      readonly sender: UserUri;
      /** Accepted timestamps, milliseconds since 1970; both ends belong to it. */
      readonly from: number;
      readonly to: number;
      readonly acceptedAt: number;
    };

/** When a relative expiry began for a message: milliseconds since 1970, null for not yet. */
export interface Reading {
  readonly readAt: number | null;
  readonly deliveredAt: number | null;
}

/** What the fold needs besides the messages. */
export interface TimelineFacts {
  readonly authorised: Authorised;
  readonly retractions?: readonly HubRetraction[];
  /** Left out, nothing expires. */
  readonly expiry?: { readonly now: number; readonly reading: (id: MessageId) => Reading };
}

/** One version of a message. */
export interface ShownVersion {
  readonly id: MessageId;
  readonly acceptedAt: number;
  readonly body: Part;
}

/** What stands in a message's place (draft §5.6: a placeholder remains). */
export type ShownState =
  /** `versions` from the first to the one that is shown; more than one: edited. */
  | { readonly type: 'said'; readonly versions: readonly [ShownVersion, ...ShownVersion[]] }
  | {
      readonly type: 'deleted';
      /** Null for the hub. */
      readonly by: UserUri | null;
      readonly at: number;
      readonly reason: 'author' | 'moderator' | 'hub';
    }
  | { readonly type: 'expired'; readonly at: number };

/** What a message answers (draft §4.1: always one version). */
export interface ShownReply {
  readonly version: MessageId;
  /** First version of the message that is answered; null while it is not known. */
  readonly original: MessageId | null;
  /** It answers another version than the one that is shown now. */
  readonly olderVersion: boolean;
  /** Nothing of it may be quoted any more. */
  readonly gone: boolean;
}

/** One reaction that stands. The same user may have several, and the same one twice by two messages. */
export interface ShownReaction {
  /** The message that carries it: what an unlike replaces. */
  readonly message: MessageId;
  readonly user: UserUri;
  readonly part: Part;
  /** Its text, usually one emoji; null for a picture, sound or film. */
  readonly key: string | null;
  readonly olderVersion: boolean;
}

export interface TimelineEntry {
  /** Id of the first version: what edits, deletions and topics go by. */
  readonly original: MessageId;
  readonly sender: UserUri;
  readonly acceptedAt: number;
  readonly state: ShownState;
  readonly reply: ShownReply | null;
  /** Empty for none. */
  readonly topicId: Uint8Array;
  readonly reactions: readonly ShownReaction[];
  /** The first version, whose other fields stay as they are (draft §9.3). */
  readonly first: StoredMessage;
}

/** Why a message has no effect on what is shown. */
export type IgnoredReason =
  | 'not-authorised'
  | 'already-gone'
  /** It has no body and replaces nothing, or does to a reaction or a deletion what only a message can undergo. */
  | 'nothing-to-do'
  /** A profile, a status report, or what somebody is just doing: nothing that is said to the room. */
  | 'aside';

export interface Timeline {
  /** By accepted time, then id (draft §5.11): the same whatever order the messages were given in. */
  readonly entries: readonly TimelineEntry[];
  /** Edits, deletions and reactions whose target is not known: they take effect when it is. */
  readonly waiting: readonly { readonly id: MessageId; readonly target: MessageId }[];
  readonly ignored: readonly { readonly id: MessageId; readonly reason: IgnoredReason }[];
}
