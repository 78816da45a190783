import type { CipherSuiteId } from '../contract.ts';
import type { HpkeCiphertext } from '../structs/commit.ts';

/** Raw keys, as they stand on the wire: never PKCS #8 or SPKI. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/**
 * What RFC 9420 §5.1 asks of a cipher suite: the only door to cryptography and to randomness. Synchronous, because a
 * call takes microseconds and a thread hop would cost more. Key objects are cached by the identity of the octets that
 * they were made from, so a key must never be changed in place, except to erase it for good.
 */
export interface CipherSuite {
  readonly id: CipherSuiteId;
  /** RFC 9420 §17.1. */
  readonly name: string;
  /** KDF.Nh, in octets. */
  readonly hashLength: number;
  /** AEAD.Nk, in octets. */
  readonly keyLength: number;
  /** AEAD.Nn, in octets. */
  readonly nonceLength: number;

  random(length: number): Uint8Array;
  hash(data: Uint8Array): Uint8Array;
  mac(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Constant-time for equal lengths. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
  /** HKDF-Extract. */
  extract(salt: Uint8Array, inputKey: Uint8Array): Uint8Array;
  /** HKDF-Expand. */
  expand(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array;

  /** AEAD; the tag is the end of the result. */
  encrypt(key: Uint8Array, nonce: Uint8Array, authenticated: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Null when it does not authenticate. */
  decrypt(key: Uint8Array, nonce: Uint8Array, authenticated: Uint8Array, ciphertext: Uint8Array): Uint8Array | null;

  generateSignatureKeyPair(): KeyPair;
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** False for anything that is not a valid signature under a valid key. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Whether the leaf certificate of an X.509 credential has this signature key; false when it can't be parsed. */
  certificateHasKey(certificate: Uint8Array, publicKey: Uint8Array): boolean;

  generateHpkeKeyPair(): KeyPair;
  /** DeriveKeyPair of RFC 9180. */
  deriveHpkeKeyPair(inputKey: Uint8Array): KeyPair;
  /** SealBase of RFC 9180 with no AAD. Throws `InvalidMessage('malformed')` when the public key is none. */
  seal(publicKey: Uint8Array, info: Uint8Array, plaintext: Uint8Array): HpkeCiphertext;
  /** OpenBase with no AAD; null when it does not open. */
  open(privateKey: Uint8Array, info: Uint8Array, sealed: HpkeCiphertext): Uint8Array | null;
  /** SendExportBase with no info. */
  sendExport(publicKey: Uint8Array, context: Uint8Array, length: number): { kemOutput: Uint8Array; secret: Uint8Array };
  /** ReceiveExportBase with no info; null when the KEM output is none. */
  receiveExport(kemOutput: Uint8Array, privateKey: Uint8Array, context: Uint8Array, length: number): Uint8Array | null;
}
