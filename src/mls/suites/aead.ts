import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat } from '../codec/octets.ts';
import { plain } from './hkdf.ts';
import type { SuiteParameters } from './parameters.ts';

const tagLength = 16;

/** RFC 5116; the tag is the end of the ciphertext. */
export interface Aead {
  encrypt(key: Uint8Array, nonce: Uint8Array, authenticated: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Null when it does not authenticate. */
  decrypt(key: Uint8Array, nonce: Uint8Array, authenticated: Uint8Array, ciphertext: Uint8Array): Uint8Array | null;
}

export function aead(parameters: SuiteParameters): Aead {
  // node:crypto types each kind of cipher by its literal name; all three kinds here behave alike.
  const name = parameters.aead as 'aes-128-gcm';
  const options = { authTagLength: tagLength };
  return {
    encrypt: (key, nonce, authenticated, plaintext) => {
      const cipher = createCipheriv(name, key, nonce, options);
      if (authenticated.length > 0) cipher.setAAD(authenticated);
      return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    decrypt: (key, nonce, authenticated, ciphertext) => {
      if (ciphertext.length < tagLength) return null;
      const at = ciphertext.length - tagLength;
      const decipher = createDecipheriv(name, key, nonce, options);
      decipher.setAuthTag(ciphertext.subarray(at));
      if (authenticated.length > 0) decipher.setAAD(authenticated);
      const plaintext = decipher.update(ciphertext.subarray(0, at));
      try {
        decipher.final();
      } catch {
        // The tag is wrong: what was decrypted so far is nobody's.
        plaintext.fill(0);
        return null;
      }
      return plain(plaintext).slice();
    },
  };
}
