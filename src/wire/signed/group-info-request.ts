import { type CipherSuite, encodeWith, signWithLabel, verifyWithLabel } from '../../mls/index.ts';
import type { GroupInfoRequest, UnsignedGroupInfoRequest } from '../contract.ts';
import { writeGroupInfoRequestTbs } from '../group-info.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { demandSuite, keyFitsCredential } from './suites.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.6';
const label = 'GroupInfoRequestTBS';

/** GroupInfoRequestTBS: here, other than in the body, an octet says whether there is a joining code (decision WF-16). */
export function groupInfoRequestToBeSigned(request: UnsignedGroupInfoRequest): Uint8Array {
  return refusing(section, () => encodeWith(writeGroupInfoRequestTbs, request));
}

/**
 * @param suite the one that the request names
 * @throws {@link InvalidWire} `inconsistent` for another suite, and for an empty joining code, which would read as none
 */
export function signGroupInfoRequest(
  suite: CipherSuite,
  privateKey: Uint8Array,
  request: UnsignedGroupInfoRequest,
): GroupInfoRequest {
  demand(suite.id === request.cipherSuite, 'inconsistent', section, 'signed under another suite than it names');
  demand(request.joiningCode?.length !== 0, 'inconsistent', section, 'an empty joining code is spelled null');
  return { ...request, signature: signWithLabel(suite, privateKey, label, groupInfoRequestToBeSigned(request)) };
}

/**
 * Checks who asks for group information (GI-01). Whether this one may have it is for the policy.
 * @returns the request's suite
 * @throws {@link InvalidWire} `cipher-suite`, `signature`
 */
export function checkGroupInfoRequest(request: GroupInfoRequest): CipherSuite {
  const suite = demandSuite(request.cipherSuite, section);
  const { requestingSignatureKey: key, requestingCredential: credential, signature } = request;
  demand(keyFitsCredential(suite, key, credential), 'signature', section, "the key is not the certificate's");
  const valid = verifyWithLabel(suite, key, label, groupInfoRequestToBeSigned(request), signature);
  demand(valid, 'signature', section, 'the request is not signed by its requester');
  return suite;
}

/**
 * What a request is remembered by, so that a recorded one can't be sent again, to this room or another (decision WF-16:
 * the room is not under the signature): its HPKE key, which an honest requester makes anew each time.
 */
export function groupInfoReplayKey(request: Pick<GroupInfoRequest, 'cipherSuite' | 'groupInfoPublicKey'>): string {
  return `${request.cipherSuite}:${Buffer.from(request.groupInfoPublicKey).toString('base64url')}`;
}
