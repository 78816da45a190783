import { sign, verify, X509Certificate } from 'node:crypto';
import { equalOctets } from '../codec/octets.ts';
import type { KeyPair } from './cipher-suite.ts';
import { plain } from './hkdf.ts';
import type { SuiteParameters } from './parameters.ts';
import { generateRawKeyPair, importPrivateKey, importPublicKey, isNist, rawPublicKey, remembered } from './raw-keys.ts';

/** The signature scheme of a suite (RFC 9420 §5.1): EdDSA, or ECDSA with DER-encoded signatures. */
export interface SignatureScheme {
  generate(): KeyPair;
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  certificateHasKey(certificate: Uint8Array, publicKey: Uint8Array): boolean;
}

export function signatureScheme(parameters: SuiteParameters): SignatureScheme {
  const curve = parameters.signature;
  const digest = isNist(curve) ? parameters.hash : null;
  const publicKey = remembered((raw) => importPublicKey(curve, raw));
  const privateKey = remembered((raw) => importPrivateKey(curve, raw));
  return {
    generate: () => generateRawKeyPair(curve),
    sign: (key, message) => plain(sign(digest, message, privateKey(key))).slice(),
    verify: (key, message, signature) => {
      try {
        return verify(digest, message, publicKey(key), signature);
      } catch {
        // The key came from outside and is no point of the curve: nothing verifies under it.
        return false;
      }
    },
    certificateHasKey: (certificate, key) => {
      try {
        return equalOctets(rawPublicKey(curve, new X509Certificate(certificate).publicKey), key);
      } catch {
        // Not a certificate, or one with a key of another kind.
        return false;
      }
    },
  };
}
