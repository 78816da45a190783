import { asCipherSuite, type CipherSuite, cipherSuite, type Credential, InvalidMessage } from '../../mls/index.ts';
import { InvalidWire } from '../invalid-wire.ts';

/** The suite with this number; null when it is unknown, or a GREASE value. */
export function implementedSuite(id: number): CipherSuite | null {
  try {
    return cipherSuite(asCipherSuite(id));
  } catch (cause) {
    if (cause instanceof InvalidMessage) return null;
    throw cause;
  }
}

/** @throws {@link InvalidWire} `cipher-suite` */
export function demandSuite(id: number, section: string): CipherSuite {
  const suite = implementedSuite(id);
  if (suite === null) throw new InvalidWire('cipher-suite', section, `${id} is not implemented`);
  return suite;
}

/** RFC 9420 §5.3: the key of an x509 credential's certificate is the signature key. A basic credential says nothing. */
export function keyFitsCredential(suite: CipherSuite, signatureKey: Uint8Array, credential: Credential): boolean {
  if (credential.type === 'basic') return true;
  const leaf = credential.certificates[0];
  return leaf !== undefined && suite.certificateHasKey(leaf, signatureKey);
}
