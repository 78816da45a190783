/**
 * SemiPrivateMessage (draft-mahy-mls-semiprivatemessage) as values. Types only.
 * @module
 */
import type { ExternalSender, HpkeCiphertext } from '../../mls/index.ts';

/** An HPKE key to which members encrypt their handshakes, and whose it is. */
export interface ExternalReceiver {
  readonly publicKey: Uint8Array;
  readonly credential: ExternalSender['credential'];
}

/** KeyForExternalReceiver: the message's key, sealed to one receiver. */
export interface KeyForExternalReceiver {
  /** hash(ExternalReceiver), with the hash of the group's suite. */
  readonly receiverRef: Uint8Array;
  readonly encryptedKeyAndNonces: HpkeCiphertext;
}

/** A handshake that members and external receivers can read, and nobody else. */
export interface SemiPrivateMessage {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  /** Application messages are none. */
  readonly contentType: 'proposal' | 'commit';
  readonly authenticatedData: Uint8Array;
  readonly partialContextHash: Uint8Array;
  readonly keysForExternalReceivers: readonly KeyForExternalReceiver[];
  readonly framedContentTbsHash: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** What a SemiPrivateMessage frames: a handshake of a member, as RFC 9420 §6 frames it. */
export interface SemiPrivateContent {
  /** Leaf of the sender. */
  readonly sender: number;
  readonly contentType: 'proposal' | 'commit';
  /** The Proposal or Commit struct. */
  readonly body: Uint8Array;
  readonly authenticatedData: Uint8Array;
}

/** FramedContentAuthData. */
export interface SemiPrivateAuth {
  readonly signature: Uint8Array;
  /** Only of a commit. */
  readonly confirmationTag: Uint8Array | null;
}

/** Key and nonce of one generation of a member's handshake ratchet (RFC 9420 §9). */
export interface HandshakeKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** A SemiPrivateMessage that was opened and verified. */
export interface OpenedSemiPrivate extends SemiPrivateContent {
  readonly auth: SemiPrivateAuth;
}
