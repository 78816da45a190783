import { type CipherSuite, encodeWith, signWithLabel, verifyWithLabel } from '../../mls/index.ts';
import type { KeyMaterialRequest, UnsignedKeyMaterialRequest } from '../contract.ts';
import { InvalidWire } from '../invalid-wire.ts';
import { writeUnsignedKeyMaterialRequest } from '../key-material.ts';
import { refusing } from '../presentation.ts';
import { implementedSuite, keyFitsCredential } from './suites.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.2';
const label = 'KeyMaterialRequestTBS';

/** KeyMaterialRequestTBS: the request without its signature. */
export function keyMaterialRequestToBeSigned(request: UnsignedKeyMaterialRequest): Uint8Array {
  return refusing(section, () => encodeWith(writeUnsignedKeyMaterialRequest, request));
}

/** @param suite the first that is acceptable, or another of those with the same signature scheme (decision WF-17) */
export function signKeyMaterialRequest(
  suite: CipherSuite,
  privateKey: Uint8Array,
  request: UnsignedKeyMaterialRequest,
): KeyMaterialRequest {
  return { ...request, signature: signWithLabel(suite, privateKey, label, keyMaterialRequestToBeSigned(request)) };
}

/**
 * Checks who asks for key material (KP-03). The draft does not say which signature scheme the requester's key is of: that
 * of the first acceptable suite, or else of any other one under which the signature verifies (decision WF-17). Whether
 * the credential is the requesting user's is for the caller, who knows the providers' authorities.
 * @returns the suite under which it verified
 * @throws {@link InvalidWire} `signature`; `cipher-suite` when none of the listed suites is implemented here
 */
export function checkKeyMaterialRequest(request: KeyMaterialRequest): CipherSuite {
  const suites = [...new Set(request.acceptableCipherSuites)].map(implementedSuite).filter((suite) => suite !== null);
  if (suites.length === 0) throw new InvalidWire('cipher-suite', section, 'none of the listed suites is known');
  const signed = keyMaterialRequestToBeSigned(request);
  const { requesterSignatureKey: key, requesterCredential: credential, signature } = request;
  const verified = suites.find(
    (suite) => keyFitsCredential(suite, key, credential) && verifyWithLabel(suite, key, label, signed, signature),
  );
  if (verified === undefined) throw new InvalidWire('signature', section, 'verifies under none of the listed suites');
  return verified;
}
