import { type CipherSuite, decodeExactly, encodeWith, expandWithLabel } from '../../mls/index.ts';
import type { HandshakeKey } from './contract.ts';
import { senderDataAad, type SemiPrivateHead } from './structs.ts';

/** RFC 9420 §6.3.2, which SPM uses as it is: for members only, because receivers lack the sender data secret. */
export interface SenderData {
  readonly leafIndex: number;
  readonly generation: number;
  /** 4 octets. */
  readonly reuseGuard: Uint8Array;
}

function keyFor(suite: CipherSuite, senderDataSecret: Uint8Array, ciphertext: Uint8Array): HandshakeKey {
  const sample = ciphertext.subarray(0, suite.hashLength);
  return {
    key: expandWithLabel(suite, senderDataSecret, 'key', sample, suite.keyLength),
    nonce: expandWithLabel(suite, senderDataSecret, 'nonce', sample, suite.nonceLength),
  };
}

export function sealSenderData(
  suite: CipherSuite,
  senderDataSecret: Uint8Array,
  head: SemiPrivateHead,
  ciphertext: Uint8Array,
  data: SenderData,
): Uint8Array {
  const { key, nonce } = keyFor(suite, senderDataSecret, ciphertext);
  const plaintext = encodeWith(
    (writer, value: SenderData) => writer.uint32(value.leafIndex).uint32(value.generation).raw(value.reuseGuard),
    data,
  );
  return suite.encrypt(key, nonce, senderDataAad(head), plaintext);
}

/** Null when it does not open. */
export function openSenderData(
  suite: CipherSuite,
  senderDataSecret: Uint8Array,
  head: SemiPrivateHead,
  sealed: { readonly encryptedSenderData: Uint8Array; readonly ciphertext: Uint8Array },
): SenderData | null {
  const { key, nonce } = keyFor(suite, senderDataSecret, sealed.ciphertext);
  const octets = suite.decrypt(key, nonce, senderDataAad(head), sealed.encryptedSenderData);
  if (octets?.length !== 12) return null;
  return decodeExactly(
    (reader) => ({ leafIndex: reader.uint32(), generation: reader.uint32(), reuseGuard: reader.raw(4) }),
    octets,
  );
}
