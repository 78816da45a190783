/**
 * Messages as values (draft-ietf-mimi-content-08): the whole `application/mimi-content` structure, and the small model of
 * it that bridges use. Types only; the codec and the readings stand behind `index.ts`.
 * @module
 */
import type { MessageId, RoomUri, UserUri } from '../identifiers/index.ts';

/** Registry of dispositions (draft §4.4); other values up to 255 are carried and act as `render`. */
export const dispositions = {
  unspecified: 0,
  render: 1,
  reaction: 2,
  profile: 3,
  inline: 4,
  icon: 5,
  attachment: 6,
  session: 7,
  preview: 8,
} as const;

/** How the parts of a MultiPart belong together (draft §4.4). */
export type PartSemantics = 'choose-one' | 'single-unit' | 'process-all';

/** A NestedPart (draft §4.4): at most 4 levels deep, at most 1024 in a message. */
export type Part = {
  readonly disposition: number;
  /** Empty, or BCP 47 tags with commas between them. */
  readonly language: string;
} & PartContent;

export type PartContent =
  | { readonly type: 'null' }
  | { readonly type: 'single'; readonly contentType: string; readonly content: Uint8Array }
  | ({ readonly type: 'external' } & ExternalContent)
  | { readonly type: 'multi'; readonly semantics: PartSemantics; readonly parts: readonly Part[] };

/** Content that lies elsewhere, encrypted (draft §4.5). */
export interface ExternalContent {
  readonly contentType: string;
  readonly url: string;
  /** Seconds since 1970, 0 for none. */
  readonly expires: number;
  /** Octets. */
  readonly size: bigint;
  /** AEAD code point (RFC 5116), 0 for none. */
  readonly encryptionAlgorithm: number;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  /** Named-information hash (RFC 6920), 0 for none. */
  readonly hashAlgorithm: number;
  readonly contentHash: Uint8Array;
  readonly description: string;
  readonly filename: string;
}

/** The structure of a message (draft §4.1). */
export interface MimiContent {
  /** 16 random octets, never used twice. */
  readonly salt: Uint8Array;
  /** First version of the message that this one edits or deletes. */
  readonly replaces: MessageId | null;
  /** At most 4096 octets. */
  readonly topicId: Uint8Array;
  /** Seconds after reading, or since 1970; null for never. */
  readonly expires: { readonly relative: boolean; readonly seconds: number } | null;
  readonly inReplyTo: MessageId | null;
  /** Values as deterministic CBOR, so that those we don't know go out again unchanged. */
  readonly extensions: ReadonlyMap<ExtensionKey, Uint8Array>;
  readonly body: Part;
}

/** What a receiver knows of a message besides its content (draft §4.6), as it is kept with it. */
export interface DerivedValues {
  readonly messageId: MessageId;
  /** As the hub accepted it; `value` is an extended time of RFC 9581 as it was encoded, tag 1001 included. */
  readonly hubAcceptedTimestamp:
    | { readonly type: 'milliseconds'; readonly since1970: bigint }
    | { readonly type: 'extended'; readonly value: Uint8Array };
  readonly mlsGroupId: Uint8Array;
  readonly senderLeafIndex: number;
  /** URIs, as they were derived from the credential and the room. */
  readonly senderClient: string;
  readonly sender: string;
  readonly room: string;
}

/** Integer within ±(2^53-1), or text of 1 to 255 octets for private use (draft §4.3). */
export type ExtensionKey = number | string;

/** What networks can say in common now. */
export interface MessageBody {
  /** `emote` is Matrix's `m.emote` and XMPP's `/me`; `notice` is said by a machine and not answered by machines. */
  readonly kind: 'text' | 'emote' | 'notice';
  readonly text: string;
}

/** Where a message stands: its sender and room as the MLS layer and the hub give them. */
export interface MessagePlace {
  readonly sender: UserUri;
  readonly room: RoomUri;
}

/** A message as a bridge reads it. */
export type ReadMessage =
  | {
      readonly type: 'text';
      readonly id: MessageId;
      readonly body: MessageBody;
      readonly inReplyTo: MessageId | null;
      /** First version of the message that this one is an edit of. */
      readonly replaces: MessageId | null;
    }
  | {
      readonly type: 'retraction';
      readonly id: MessageId;
      readonly target: MessageId;
    };
