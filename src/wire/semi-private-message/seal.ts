import { type CipherSuite, encodeWith, encryptWithLabel, type GroupContext } from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { codePoints } from '../profile/code-points.ts';
import type {
  ExternalReceiver,
  HandshakeKey,
  KeyForExternalReceiver,
  SemiPrivateAuth,
  SemiPrivateContent,
  SemiPrivateMessage,
} from './contract.ts';
import { guardedNonce, keyContext, partialContextHash, receiverLabel, toBeSigned, writeContent } from './frame.ts';
import { sealSenderData } from './sender-data.ts';
import { externalReceiverRef, section, type SemiPrivateHead, writeHead } from './structs.ts';

/** What of the group's and the sender's secrets one message takes. */
export interface SealingKeys {
  /** Of an unused generation of the sender's handshake ratchet. */
  readonly handshake: HandshakeKey;
  readonly generation: number;
  readonly senderDataSecret: Uint8Array;
}

interface Sealing {
  readonly context: GroupContext;
  readonly content: SemiPrivateContent;
  readonly auth: SemiPrivateAuth;
  readonly keys: SealingKeys;
  /** All that the group lists. */
  readonly receivers: readonly ExternalReceiver[];
  /** The padded length is a multiple of so many octets; 0, as a room's policy has it, is no padding. */
  readonly padTo?: number;
  readonly wireFormat?: number;
}

/**
 * Encrypts a signed handshake to the members and, once each, the message's key to the external receivers
 * (draft-mahy-mls-semiprivatemessage §3.1). Randomness comes from the suite.
 * @throws {@link InvalidWire} `encryption` when a receiver's key is none of the suite, `empty-list` without receivers
 */
export function sealSemiPrivate(suite: CipherSuite, sealing: Sealing): SemiPrivateMessage {
  const { context, content, auth, keys, receivers } = sealing;
  demand(receivers.length > 0, 'empty-list', section, 'a group without external receivers has no such messages');
  const reuseGuard = suite.random(4);
  const place = { groupId: context.groupId, epoch: context.epoch, contentType: content.contentType };
  const contextHash = partialContextHash(suite, content.sender, keys.handshake.nonce);
  const keyAndNonces = encodeWith(
    (writer, { key, nonce }: HandshakeKey) => writer.opaque(key).opaque(nonce).raw(reuseGuard).uint32(content.sender),
    keys.handshake,
  );
  const info = keyContext({ ...place, partialContextHash: contextHash });
  const head: SemiPrivateHead = {
    ...place,
    authenticatedData: content.authenticatedData,
    partialContextHash: contextHash,
    keysForExternalReceivers: receivers.map((receiver) => keyFor(suite, receiver, info, keyAndNonces)),
    framedContentTbsHash: suite.hash(
      toBeSigned(content, context, sealing.wireFormat ?? codePoints.wireFormats.semiPrivateMessage),
    ),
  };
  keyAndNonces.fill(0);
  const plaintext = padded(content, auth, sealing.padTo ?? 1);
  const nonce = guardedNonce(keys.handshake, reuseGuard);
  const ciphertext = suite.encrypt(keys.handshake.key, nonce, encodeWith(writeHead, head), plaintext);
  plaintext.fill(0);
  const senderData = { leafIndex: content.sender, generation: keys.generation, reuseGuard };
  const encryptedSenderData = sealSenderData(suite, keys.senderDataSecret, head, ciphertext, senderData);
  return { ...head, encryptedSenderData, ciphertext };
}

function keyFor(
  suite: CipherSuite,
  receiver: ExternalReceiver,
  info: Uint8Array,
  keyAndNonces: Uint8Array,
): KeyForExternalReceiver {
  return {
    receiverRef: externalReceiverRef(suite, receiver),
    encryptedKeyAndNonces: refusing(
      section,
      () => encryptWithLabel(suite, receiver.publicKey, receiverLabel, info, keyAndNonces),
      'encryption',
    ),
  };
}

function padded(content: SemiPrivateContent, auth: SemiPrivateAuth, padTo: number): Uint8Array {
  const bare = encodeWith((writer, value: SemiPrivateContent) => writeContent(writer, value, auth), content);
  const octets = new Uint8Array(padTo > 1 ? Math.ceil(bare.length / padTo) * padTo : bare.length);
  octets.set(bare);
  bare.fill(0);
  return octets;
}
