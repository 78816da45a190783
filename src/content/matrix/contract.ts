/**
 * Between Matrix events and MIMI content: what a rendering takes, asks and gives. Types only.
 * Source: Matrix client-server specification v1.14 ("Instant messaging", "Forming relationships between events").
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../../identifiers/index.ts';
import type { ExternalContent } from '../contract.ts';
import type { KnownMessage, Lookup } from '../networks/contract.ts';

/** A JSON object that goes to a homeserver. */
export type MatrixContent = Readonly<Record<string, unknown>>;

/** A timeline event as the homeserver gave it. Nothing of it is trusted but that the homeserver said so. */
export interface MatrixMessageEvent {
  readonly type: string;
  /** The user id that the homeserver vouches for. */
  readonly sender: string;
  readonly eventId: string;
  /** Any JSON at all. */
  readonly content: unknown;
  /** Redactions of rooms before version 11 have it here, later ones in their content. */
  readonly redacts?: unknown;
}

/** One thing to be done in the Matrix room, as the ghost of the message's sender. */
export type MatrixDeed =
  | { readonly do: 'send'; readonly type: string; readonly content: MatrixContent }
  /** `reason`: why, where somebody has said so. */
  | { readonly do: 'redact'; readonly eventId: string; readonly reason?: string }
  /** A read receipt of the sender's ghost. */
  | { readonly do: 'read'; readonly eventId: string };

/** How a message stands in the Matrix room. */
export interface ShownInMatrix {
  /** Type of the first of its events: whatever replaces it has to be of the same. */
  readonly type: string;
  /** The events that show its first version: one, or several where one was too small; the first one is pointed at. */
  readonly events: readonly [string, ...string[]];
  /** Events that replaced them later. */
  readonly edits: readonly string[];
}

/** A thread of Matrix: where a topic stands. */
export interface MatrixThread {
  readonly root: string;
  /** Its newest event, for readers without threads; the root itself while it is alone. */
  readonly latest: string;
}

/** Content that is carried within a message, of which the room needs a copy in its media repository. */
export interface InlineFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What a rendering asks about the Matrix room. `null` always means: not known here, fall back. */
export interface MatrixLookup extends Lookup {
  /** The room of the messages: a link to it in a text is a mention of everybody (FX-05). */
  readonly room: RoomUri;
  /** BCP 47 tags of what is spoken in the room, best first; empty for not known (CF-12). */
  readonly languages: readonly string[];
  /** Domain in which this network's event ids are unique: the scope of external message ids (CF-10). */
  readonly idScope: string;
  /** Whether somebody's mention of the whole room is to notify everybody (Matrix's `notifications.room`). */
  mayMentionRoom(user: UserUri): boolean;
  /** Any version of a message: how its first version and the later ones are shown. */
  shownAs(id: MessageId): ShownInMatrix | null;
  /** What an event shows, in its latest version. */
  messageOf(eventId: string): KnownMessage | null;
  /** The topic that a message belongs to: no octets for none. */
  topicOf(id: MessageId): Uint8Array;
  /** What a message answers, so that an edit keeps it. */
  answeredBy(id: MessageId): MessageId | null;
  /** Messages up to and including this one that a user has not reported as read yet, oldest first (FX-25). */
  unreadUpTo(user: UserUri, id: MessageId): readonly MessageId[];
  /** Users that a message mentions, so that an edit notifies those only who were not before. */
  mentionsOf(id: MessageId): ReadonlySet<UserUri>;
  /** The thread that shows a topic; null while the topic has no message in the room. */
  threadOf(topicId: Uint8Array): MatrixThread | null;
  userOf(mxid: string): UserUri | null;
  /** The user id under which a user is in the Matrix room. */
  mxidOf(user: UserUri): string | null;
  /** A file behind an `mxc:` URI, as it was laid down for MIMI; null when it could not be fetched or is refused. */
  fileOf(mxc: string): ExternalContent | null;
  /** The copy of a file in the room's media repository. */
  mxcOf(file: ExternalContent | InlineFile): string | null;
}
