import {
  type CipherSuite,
  decodeExactly,
  decryptWithLabel,
  encodeWith,
  equalOctets,
  type GroupContext,
} from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { codePoints } from '../profile/code-points.ts';
import type { ExternalReceiver, HandshakeKey, OpenedSemiPrivate, SemiPrivateMessage } from './contract.ts';
import {
  guardedNonce,
  isSignedBy,
  keyContext,
  partialContextHash,
  readContent,
  receiverLabel,
  toBeSigned,
} from './frame.ts';
import { openSenderData } from './sender-data.ts';
import { externalReceiverRef, section, writeHead } from './structs.ts';

/** The group at the epoch of the message, as its receiver knows it. */
export interface SemiPrivateEpoch {
  readonly context: GroupContext;
  /** Signature key of the member at a leaf; null for a blank leaf or one outside of the tree. */
  memberKey(leaf: number): Uint8Array | null;
  readonly wireFormat?: number;
}

/** What one message is opened with. */
interface MessageKeys {
  readonly sender: number;
  readonly handshake: HandshakeKey;
  readonly reuseGuard: Uint8Array;
}

/**
 * Opens a message as one of its external receivers, such as the hub (draft-mahy-mls-semiprivatemessage §3.3). The
 * framed content's hash covers the GroupContext, so that it must be known.
 * @throws {@link InvalidWire} `foreign-group`, `encryption`, `malformed`, `inconsistent`, `signature`
 */
export function openAsExternalReceiver(
  suite: CipherSuite,
  message: SemiPrivateMessage,
  self: { readonly receiver: ExternalReceiver; readonly privateKey: Uint8Array },
  epoch: SemiPrivateEpoch,
): OpenedSemiPrivate {
  checkPlace(message, epoch.context);
  const ref = externalReceiverRef(suite, self.receiver);
  const sealed = message.keysForExternalReceivers.find(({ receiverRef }) => equalOctets(receiverRef, ref));
  demand(sealed !== undefined, 'encryption', section, 'not encrypted to this receiver');
  const info = keyContext(message);
  const octets = decryptWithLabel(suite, self.privateKey, receiverLabel, info, sealed.encryptedKeyAndNonces);
  demand(octets !== null, 'encryption', section, 'the key does not open');
  return openContent(suite, message, keysIn(octets), epoch);
}

/**
 * Opens a message as a member (draft-mahy-mls-semiprivatemessage §3.2).
 * @param keys.handshakeKey key of a generation of a member's handshake ratchet; null when it is used up or too far
 * @throws {@link InvalidWire} as {@link openAsExternalReceiver}
 */
export function openAsMember(
  suite: CipherSuite,
  message: SemiPrivateMessage,
  keys: {
    readonly senderDataSecret: Uint8Array;
    handshakeKey(leaf: number, generation: number): HandshakeKey | null;
  },
  epoch: SemiPrivateEpoch,
): OpenedSemiPrivate {
  checkPlace(message, epoch.context);
  const data = openSenderData(suite, keys.senderDataSecret, message, message);
  demand(data !== null, 'encryption', section, 'the sender data do not open');
  const handshake = keys.handshakeKey(data.leafIndex, data.generation);
  demand(handshake !== null, 'encryption', section, 'no key of this generation');
  return openContent(suite, message, { sender: data.leafIndex, handshake, reuseGuard: data.reuseGuard }, epoch);
}

function checkPlace(message: SemiPrivateMessage, context: GroupContext): void {
  const here = equalOctets(message.groupId, context.groupId) && message.epoch === context.epoch;
  demand(here, 'foreign-group', section, 'a message of another group or epoch');
}

function keysIn(octets: Uint8Array): MessageKeys {
  return refusing(section, () =>
    decodeExactly((reader) => {
      const handshake = { key: reader.opaque(), nonce: reader.opaque() };
      return { handshake, reuseGuard: reader.raw(4), sender: reader.uint32() };
    }, octets),
  );
}

function openContent(
  suite: CipherSuite,
  message: SemiPrivateMessage,
  { sender, handshake, reuseGuard }: MessageKeys,
  epoch: SemiPrivateEpoch,
): OpenedSemiPrivate {
  // The sender chose these octets: the cipher would refuse other lengths with an error of its own.
  const fits = handshake.key.length === suite.keyLength && handshake.nonce.length === suite.nonceLength;
  demand(fits, 'malformed', section, 'key or nonce of another length');
  const bound = equalOctets(message.partialContextHash, partialContextHash(suite, sender, handshake.nonce));
  demand(bound, 'inconsistent', section, 'partial_context_hash');
  const nonce = guardedNonce(handshake, reuseGuard);
  const plaintext = suite.decrypt(handshake.key, nonce, encodeWith(writeHead, message), message.ciphertext);
  demand(plaintext !== null, 'encryption', section, 'the content does not open');
  const { body, auth } = refusing(section, () =>
    decodeExactly((reader) => readContent(reader, message.contentType), plaintext),
  );
  const content = { sender, contentType: message.contentType, body, authenticatedData: message.authenticatedData };
  const signed = toBeSigned(content, epoch.context, epoch.wireFormat ?? codePoints.wireFormats.semiPrivateMessage);
  demand(
    equalOctets(message.framedContentTbsHash, suite.hash(signed)),
    'inconsistent',
    section,
    'framed_content_tbs_hash',
  );
  const key = epoch.memberKey(sender);
  demand(key !== null && isSignedBy(suite, key, signed, auth), 'signature', section, 'not signed by the sender');
  return { ...content, auth };
}
