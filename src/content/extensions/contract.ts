/**
 * What the extensions that we know say (draft-ietf-mimi-content §8.2, draft-mimi-content-more-extensions,
 * draft-mahy-mimi-av-metadata). Types only.
 * @module
 */
import type { MessageId } from '../../identifiers/index.ts';
import type { MessageBody } from '../contract.ts';

/** When the sender says that it sent (more-extensions, "Sender Timestamp"). */
export interface SenderTimestamp {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** What is beyond whole seconds, as exact as the sender says; null for nothing. */
  readonly fraction: { readonly unit: 'milliseconds' | 'microseconds' | 'nanoseconds'; readonly count: number } | null;
}

/** The id of a message in the system that it came from (more-extensions, "External Message ID"). */
export interface ExternalMessageId {
  readonly id: Uint8Array;
  /** An internet domain, a URI, or an IANA private enterprise number. */
  readonly scope: string | number;
}

/** The latest messages that the sender knew of (more-extensions, "lastSeen"): of one kind of ids. */
export type LastSeen =
  | { readonly type: 'messages'; readonly ids: readonly MessageId[] }
  | { readonly type: 'external'; readonly ids: readonly ExternalMessageId[] };

/** How a sound, picture or film is to be shown before it is there (draft-mahy-mimi-av-metadata). Null for not said. */
export interface AvMetadata {
  /** Index of a SinglePart or ExternalPart (draft-ietf-mimi-content §4.4). */
  readonly part: number;
  readonly type: 'audio' | 'image' | 'video';
  /** Pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** Index of the part that holds its preview picture. */
  readonly preview: number | null;
  readonly accessibilityText: string | null;
  /** Degrees clockwise that make it upright. */
  readonly rotation: 0 | 90 | 180 | 270 | null;
}

/** The extensions that we know; null for absent, or for a value that is not of the extension's type. */
export interface KnownExtensions {
  readonly sender: string | null;
  readonly room: string | null;
  readonly senderTimestamp: SenderTimestamp | null;
  readonly externalMessageId: ExternalMessageId | null;
  readonly subject: string | null;
  readonly lastSeen: LastSeen | null;
  readonly avMetadata: readonly AvMetadata[] | null;
  /** Ours: a message that is no plain speech (FX-03). */
  readonly kind: Exclude<MessageBody['kind'], 'text'> | null;
  /** Ours: indices of the sounds that were spoken for this message (FX-20). */
  readonly voice: readonly number[] | null;
  /** Ours: why a message takes another one back (FX-15, as KB-13 has it for kicks). Others ignore it (draft §4.3). */
  readonly reason: string | null;
}
