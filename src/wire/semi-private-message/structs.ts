import {
  type CipherSuite,
  encodeWith,
  readCredential,
  type Reader,
  readHpkeCiphertext,
  writeCredential,
  type Writer,
  writeHpkeCiphertext,
} from '../../mls/index.ts';
import { demand } from '../invalid-wire.ts';
import { bodyLimits, listLimits } from '../limits.ts';
import { code, codecOf, type Field, list } from '../presentation.ts';
import { codePoints } from '../profile/code-points.ts';
import type { ExternalReceiver, KeyForExternalReceiver, SemiPrivateMessage } from './contract.ts';

export const section = 'draft-mahy-mls-semiprivatemessage §3';

/** RFC 9420 §6, without application(1): SPM is restricted to handshakes. */
const contentTypes = { proposal: 2, commit: 3 } as const satisfies Record<SemiPrivateMessage['contentType'], number>;
const contentType = code(contentTypes, section);

export const externalReceiver: Field<ExternalReceiver> = {
  write: (writer, receiver) => {
    writeCredential(writer.opaque(receiver.publicKey), receiver.credential);
  },
  read: (reader) => ({ publicKey: reader.opaque(), credential: readCredential(reader) }),
};

/** hash(ExternalReceiver). */
export function externalReceiverRef(suite: CipherSuite, receiver: ExternalReceiver): Uint8Array {
  return suite.hash(encodeWith(externalReceiver.write, receiver));
}

function writeKey(writer: Writer, key: KeyForExternalReceiver): void {
  writeHpkeCiphertext(writer.opaque(key.receiverRef), key.encryptedKeyAndNonces);
}

function readKey(reader: Reader): KeyForExternalReceiver {
  return { receiverRef: reader.opaque(), encryptedKeyAndNonces: readHpkeCiphertext(reader) };
}

const keys = list({ write: writeKey, read: readKey }, listLimits.receivers, section);

/** What is both the head of the message and, as SemiPrivateContentAAD, authenticated with its ciphertext. */
export type SemiPrivateHead = Omit<SemiPrivateMessage, 'encryptedSenderData' | 'ciphertext'>;

export function writeHead(writer: Writer, head: SemiPrivateHead): void {
  writer.opaque(head.groupId).uint64(head.epoch);
  contentType.write(writer, head.contentType);
  writer.opaque(head.authenticatedData).opaque(head.partialContextHash);
  keys.write(writer, head.keysForExternalReceivers);
  writer.opaque(head.framedContentTbsHash);
}

/** RFC 9420 §6.3.2 SenderDataAAD. */
export function senderDataAad(head: Pick<SemiPrivateHead, 'groupId' | 'epoch' | 'contentType'>): Uint8Array {
  return encodeWith((writer, value: typeof head) => {
    writer.opaque(value.groupId).uint64(value.epoch);
    contentType.write(writer, value.contentType);
  }, head);
}

/** The bare struct, as it stands behind the header of an MLSMessage. */
export const semiPrivateMessage: Field<SemiPrivateMessage> = {
  write: (writer, message) => {
    writeHead(writer, message);
    writer.opaque(message.encryptedSenderData).opaque(message.ciphertext);
  },
  read: (reader) => ({
    groupId: reader.opaque(),
    epoch: reader.uint64(),
    contentType: contentType.read(reader),
    authenticatedData: reader.opaque(),
    partialContextHash: reader.opaque(),
    keysForExternalReceivers: keys.read(reader),
    framedContentTbsHash: reader.opaque(),
    encryptedSenderData: reader.opaque(),
    ciphertext: reader.opaque(),
  }),
};

/**
 * MLSMessage with a SemiPrivateMessage.
 * @param wireFormat the number of `mls_semiprivate_message`, which the draft leaves open (decision WF-01)
 */
export function semiPrivateMessageCodec(wireFormat: number = codePoints.wireFormats.semiPrivateMessage) {
  return codecOf<SemiPrivateMessage>({
    section,
    limit: bodyLimits.medium,
    write: (writer, message) => semiPrivateMessage.write(writer.uint16(1).uint16(wireFormat), message),
    read: (reader) => {
      const header = [reader.uint16(), reader.uint16()];
      const known = header[0] === 1 && header[1] === wireFormat;
      demand(known, 'mls-message', section, 'not an MLSMessage with a SemiPrivateMessage');
      return semiPrivateMessage.read(reader);
    },
  });
}
