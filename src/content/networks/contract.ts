/**
 * Between a network's own messages and MIMI content: what both directions take and give. Types only.
 *
 * Every rendering is a pure function. What it needs from outside (whose name is this, which event was that message) is
 * asked of a {@link Lookup}, whose answers the caller has fetched before: none of them may wait.
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../../identifiers/index.ts';
import type { ExternalContent, MimiContent } from '../contract.ts';

/** What a sender wants to say, before it has a salt, and the two extensions that say who and where (draft §8.2). */
export type MessageDraft = Omit<MimiContent, 'salt'>;

/** A message as it stands in the room's log. */
export interface StoredMessage {
  readonly id: MessageId;
  readonly sender: UserUri;
  readonly room: RoomUri;
  /** Milliseconds since 1970, as the hub accepted it. */
  readonly acceptedAt: number;
  readonly content: MimiContent;
}

/** Why nothing is sent for something that a network's user did, as an operator and, where `tell` is set, the user is told. */
export interface Untranslated {
  readonly reason: 'nothing-said' | 'encrypted' | 'unknown-target' | 'too-big' | 'malformed';
  readonly text: string;
}

/** What one thing of a network says in MIMI: usually one message; an XMPP reaction set can be several, or none. */
export type Drafted = readonly MessageDraft[] | Untranslated;

/** What the receiving network, or its reader, can show. Everything that is off arrives as a readable fallback (FX-28). */
export interface Showable {
  readonly formatted: boolean;
  readonly mentions: boolean;
  readonly replies: boolean;
  readonly threads: boolean;
  readonly edits: boolean;
  readonly deletions: boolean;
  readonly reactions: boolean;
  readonly files: boolean;
  readonly expiry: boolean;
}

export type ShowableFeature = keyof Showable;

/** A message that another one refers to, as far as it is known here. */
export interface KnownMessage {
  readonly id: MessageId;
  readonly sender: UserUri;
  /** As its readers would see it without formatting; null when it was deleted. */
  readonly text: string | null;
  /** First version, if this one is an edit. */
  readonly original: MessageId;
  /** A reaction rather than something said. */
  readonly reaction: boolean;
}

/** What a rendering asks about the room. `null` always means: not known here, fall back. */
export interface Lookup {
  /** The name that the network shows for a user. Null for somebody who has no client in the room: no mention (FX-04). */
  nameOf(user: UserUri): string | null;
  message(id: MessageId): KnownMessage | null;
  /** Reactions of one user to one message that stand now: their keys with the messages that carry them (FX-08). */
  reactionsOf(user: UserUri, target: MessageId): ReadonlyMap<string, MessageId>;
}

/** A file that a network's user sent, as it was laid down for MIMI; null while it could not be fetched or is refused. */
export type FileLookup = (networkUrl: string) => ExternalContent | null;
