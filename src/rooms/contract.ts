/**
 * The door to all rooms for adapters, whether a room is hubbed here or elsewhere. Implemented by src/members.
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../identifiers/index.ts';
import type { PolicyRule } from '../policy/index.ts';
import type { Attempt } from './attempt.ts';
import type { RoomEvent } from './room-event.ts';
import type { RoomView } from './room-view.ts';

/** Reasons of refusal: the policy's, and those that come before any policy. */
export type RefusalRule =
  | PolicyRule
  | 'no-such-room'
  | 'room-exists'
  | 'creation-not-allowed'
  | 'too-many-rooms' // of one user
  | 'message-too-long'
  | 'unknown-message' // retraction of a message that the archive does not have
  | 'not-your-message'
  | 'invalid-name';

/** What came of an attempt. A value in both cases; anything temporary is thrown as `RetryLater`. */
export type Outcome =
  | {
      readonly type: 'accepted';
      readonly acceptedAt: number;
      /** Archive position of the first event that shows it; null when nothing changed (already so). */
      readonly seq: number | null;
      /** Of `send` and `retract`. */
      readonly messageId?: MessageId;
    }
  | { readonly type: 'refused'; readonly rule: RefusalRule; readonly section: string; readonly text: string };

/** A part of a room's archive, oldest first (XEP-0313 and join history ask for it). */
export interface ArchiveQuery {
  readonly after?: number;
  readonly before?: number;
  /** Milliseconds since 1970, inclusive. */
  readonly start?: number;
  readonly end?: number;
  readonly types?: readonly RoomEvent['type'][];
  readonly sender?: UserUri;
  readonly limit: number;
  /** Take the newest that match instead of the oldest; the result is oldest first all the same. */
  readonly newest?: boolean;
}

export interface ArchivePage {
  readonly events: readonly RoomEvent[];
  /** Nothing more in the asked direction. */
  readonly complete: boolean;
  /** Matching events in all. */
  readonly count: number;
}

export interface Rooms {
  /**
   * Tries it. Resolves when the hub has decided and, if accepted, the decision is durable. The same `cause` again gives
   * the same outcome. May wait for a commit to be made (joins of one burst share commits).
   * @throws RetryLater when the hub or the database can't be reached now.
   */
  attempt(attempt: Attempt): Promise<Outcome>;
  /** What the policy would say now; changes nothing. */
  check(attempt: Attempt): Promise<Outcome>;
  /** null: no such room (or destroyed). Served from memory; current after every event that was shown. */
  view(room: RoomUri): Promise<RoomView | null>;
  list(): Promise<readonly RoomUri[]>;
  /** Events after `seq`, oldest first, at most `limit`: what deliveries follow. Never one that `view` does not show yet. */
  eventsAfter(room: RoomUri, seq: number, limit: number): Promise<readonly RoomEvent[]>;
  archive(room: RoomUri, query: ArchiveQuery): Promise<ArchivePage>;
  /** The message (or null), and whether it was retracted. */
  message(room: RoomUri, id: MessageId): Promise<{ readonly event: RoomEvent; readonly retracted: boolean } | null>;
  /** Called after events were appended and are durable. Returns the way to stop listening. */
  onEvents(listener: (room: RoomUri, lastSeq: number) => void): () => void;
}
