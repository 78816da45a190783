import type { ExternalContent } from '../contract.ts';
import { InvalidContent } from '../invalid-content.ts';

/** Octets of key and nonce by AEAD code point (RFC 5116 §6, RFC 8439, RFC 8452). */
const aeadSizes = new Map<number, { readonly key: number; readonly nonce: number }>([
  [1, { key: 16, nonce: 12 }],
  [2, { key: 32, nonce: 12 }],
  [3, { key: 16, nonce: 12 }],
  [4, { key: 32, nonce: 12 }],
  [29, { key: 32, nonce: 12 }],
  [30, { key: 16, nonce: 12 }],
  [31, { key: 32, nonce: 12 }],
]);

/** Octets of a hash by named-information code point (RFC 6920 §9.4, and the SHA-3 ones of the registry). */
const hashSizes = new Map<number, number>([
  [1, 32],
  [2, 16],
  [3, 15],
  [4, 12],
  [5, 8],
  [6, 4],
  [7, 48],
  [8, 64],
  [9, 28],
  [10, 32],
  [11, 48],
  [12, 64],
]);

const longestUrl = 8192;

/**
 * Whether a string has the form of an absolute URI: a scheme, and no white space or control characters (RFC 3986 §3).
 * Characters beyond ASCII are let through: that somebody did not encode them hides nothing from a reader.
 */
export function isAbsoluteUri(url: string): boolean {
  return url.length <= longestUrl && /^[a-z][a-z0-9+.-]*:[^\s\p{Cc}]+$/iu.test(url);
}

/**
 * What draft-ietf-mimi-content §4.5 says about external content: a URL; without encryption no key, nonce and
 * additional data; and sizes that fit the algorithm where we know it.
 * @throws {@link InvalidContent} `external`
 */
export function checkExternal(part: ExternalContent): void {
  if (!isAbsoluteUri(part.url)) throw new InvalidContent('external', 'the url is no absolute URI');
  const { encryptionAlgorithm, key, nonce, aad } = part;
  if (encryptionAlgorithm === 0 && key.length + nonce.length + aad.length > 0) {
    throw new InvalidContent('external', 'a key, nonce or aad without encryption');
  }
  const aead = aeadSizes.get(encryptionAlgorithm);
  if (aead && (key.length !== aead.key || nonce.length !== aead.nonce)) {
    throw new InvalidContent('external', `key or nonce do not fit AEAD algorithm ${encryptionAlgorithm}`);
  }
  const hash = part.hashAlgorithm === 0 ? 0 : hashSizes.get(part.hashAlgorithm);
  if (hash !== undefined && part.contentHash.length !== hash) {
    throw new InvalidContent('external', `the hash does not fit hash algorithm ${part.hashAlgorithm}`);
  }
}
