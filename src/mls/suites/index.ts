/**
 * The seven cipher suites of RFC 9420 over node:crypto. The only folder of the engine that touches cryptography and
 * randomness; what MLS makes of the primitives (labels, references) is in labels.ts.
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { CipherSuiteId } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { aead } from './aead.ts';
import type { CipherSuite } from './cipher-suite.ts';
import { equalSecrets, hkdf, plain } from './hkdf.ts';
import { hpke } from './hpke.ts';
import { dhKem } from './kem.ts';
import { suiteParameters } from './parameters.ts';
import { signatureScheme } from './signature.ts';

export type { CipherSuite, KeyPair } from './cipher-suite.ts';
export * from './labels.ts';

const made = new Map<CipherSuiteId, CipherSuite>();

/** The suite with this number; each is made once. */
export function cipherSuite(id: CipherSuiteId): CipherSuite {
  let suite = made.get(id);
  if (suite === undefined) {
    suite = makeSuite(id);
    made.set(id, suite);
  }
  return suite;
}

function makeSuite(id: CipherSuiteId): CipherSuite {
  const parameters = suiteParameters[id];
  const kdf = hkdf(parameters.hash, parameters.hashLength);
  const kem = dhKem(parameters, kdf);
  const cipher = aead(parameters);
  const publicKeyEncryption = hpke(parameters, kdf, kem, cipher);
  const signatures = signatureScheme(parameters);
  return {
    id,
    name: parameters.name,
    keyLength: parameters.keyLength,
    nonceLength: 12,
    random: (length) => plain(randomBytes(length)).slice(),
    ...kdf,
    ...cipher,
    equal: equalSecrets,
    generateSignatureKeyPair: () => signatures.generate(),
    sign: (privateKey, message) => signatures.sign(privateKey, message),
    verify: (publicKey, message, signature) => signatures.verify(publicKey, message, signature),
    certificateHasKey: (certificate, publicKey) => signatures.certificateHasKey(certificate, publicKey),
    generateHpkeKeyPair: () => kem.generate(),
    deriveHpkeKeyPair: (inputKey) => kem.derive(inputKey),
    seal: (publicKey, info, plaintext) => foreignKey(() => publicKeyEncryption.seal(publicKey, info, plaintext)),
    open: (privateKey, info, sealed) => foreignOutput(() => publicKeyEncryption.open(privateKey, info, sealed)),
    sendExport: (publicKey, context, length) =>
      foreignKey(() => publicKeyEncryption.sendExport(publicKey, context, length)),
    receiveExport: (kemOutput, privateKey, context, length) =>
      foreignOutput(() => publicKeyEncryption.receiveExport(kemOutput, privateKey, context, length)),
  };
}

function foreignKey<T>(seal: () => T): T {
  try {
    return seal();
  } catch (cause) {
    throw new InvalidMessage('malformed', 'not a public key of the suite', { cause });
  }
}

function foreignOutput<T>(open: () => T): T | null {
  try {
    return open();
  } catch {
    // The KEM output came from outside and is no point of the curve, or its agreement is all zeros (RFC 9180 §7.1.4).
    return null;
  }
}
export { pauseAt } from './pause.ts';
export { messageHash } from './message-hash.ts';
