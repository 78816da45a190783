import {
  type CipherSuite,
  encodeGroupContext,
  encodeWith,
  type GroupContext,
  readContentBody,
  type Reader,
  signWithLabel,
  verifyWithLabel,
  type Writer,
  writeSender,
} from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import type { HandshakeKey, SemiPrivateAuth, SemiPrivateContent, SemiPrivateMessage } from './contract.ts';
import { section } from './structs.ts';

/** RFC 9420 §6. */
const contentTypeOctet = { proposal: 2, commit: 3 } as const;

/**
 * FramedContentTBS (RFC 9420 §6.1) of a member's handshake in this wire format. It covers the GroupContext, so that
 * only who has the context can check its hash.
 */
export function toBeSigned(content: SemiPrivateContent, context: GroupContext, wireFormat: number): Uint8Array {
  return encodeWith((writer, framed: SemiPrivateContent) => {
    writer.uint16(1).uint16(wireFormat).opaque(context.groupId).uint64(context.epoch);
    writeSender(writer, { type: 'member', leafIndex: framed.sender });
    writer.opaque(framed.authenticatedData).uint8(contentTypeOctet[framed.contentType]);
    writer.raw(framed.body).raw(encodeGroupContext(context));
  }, content);
}

/**
 * A member's signature over a handshake. A commit's confirmation tag is made from it, so that it comes before sealing.
 * @param privateKey the member's signature key
 */
export function signSemiPrivate(
  suite: CipherSuite,
  privateKey: Uint8Array,
  content: SemiPrivateContent,
  context: GroupContext,
  wireFormat: number,
): Uint8Array {
  return signWithLabel(suite, privateKey, 'FramedContentTBS', toBeSigned(content, context, wireFormat));
}

export function isSignedBy(
  suite: CipherSuite,
  publicKey: Uint8Array,
  signed: Uint8Array,
  auth: SemiPrivateAuth,
): boolean {
  return verifyWithLabel(suite, publicKey, 'FramedContentTBS', signed, auth.signature);
}

/** SemiPrivateMessageContent without its padding. */
export function writeContent(writer: Writer, content: SemiPrivateContent, auth: SemiPrivateAuth): void {
  writer.raw(content.body).opaque(auth.signature);
  if (auth.confirmationTag !== null) writer.opaque(auth.confirmationTag);
}

/** SemiPrivateMessageContent with its padding, which must be zeros. */
export function readContent(
  reader: Reader,
  type: SemiPrivateMessage['contentType'],
): { readonly body: Uint8Array; readonly auth: SemiPrivateAuth } {
  const start = reader.position;
  readContentBody(reader, type);
  const body = reader.since(start);
  const signature = reader.opaque();
  const confirmationTag = type === 'commit' ? reader.opaque() : null;
  const zeros = reader.rest().every((octet) => octet === 0);
  demand(zeros, 'malformed', section, 'padding is not zero');
  return { body, auth: { signature, confirmationTag } };
}

/** hash(sender_leaf_index || nonce): binds the key that receivers get to the sender that members see. */
export function partialContextHash(suite: CipherSuite, sender: number, nonce: Uint8Array): Uint8Array {
  return suite.hash(encodeWith((writer, octets: Uint8Array) => writer.uint32(sender).raw(octets), nonce));
}

/** SemiPrivateMessageContext. */
export function keyContext(head: Pick<SemiPrivateMessage, 'groupId' | 'epoch' | 'partialContextHash'>): Uint8Array {
  return encodeWith(
    (writer, value: typeof head) => writer.opaque(value.groupId).uint64(value.epoch).opaque(value.partialContextHash),
    head,
  );
}

/** Label of the key for a receiver. */
export const receiverLabel = 'SemiPrivateMessageReceiver';

/** The nonce with the first octets mixed with the reuse guard, as in RFC 9420 §6.3.1. */
export function guardedNonce({ nonce }: HandshakeKey, reuseGuard: Uint8Array): Uint8Array {
  return nonce.map((octet, at) => octet ^ (reuseGuard[at] ?? 0));
}
