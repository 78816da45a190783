import type { ProviderDomain, RoomUri } from '../../identifiers/index.ts';
import {
  type CipherSuite,
  decryptWithLabel,
  encodeWith,
  encryptWithLabel,
  type ExternalSender,
  signWithLabel,
  verifyWithLabel,
} from '../../mls/index.ts';
import type { GroupInfoAndTree, GroupInfoResponse, UnsignedGroupInfoSuccess } from '../contract.ts';
import { isKeyOfProvider } from '../franking/provider-of-credential.ts';
import { groupInfoAndTreeWith, writeUnsignedGroupInfoSuccess } from '../group-info.ts';
import { demand } from '../invalid-wire.ts';
import { refusing } from '../presentation.ts';
import { type CodePoints, codePoints } from '../profile/code-points.ts';
import { demandSuite } from './suites.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.6';
const signatureLabel = 'GroupInfoResponseTBS';
const encryptionLabel = 'GroupInfo and ratchet_tree encryption';
const utf8 = new TextEncoder();

type Success = Extract<GroupInfoResponse, { status: 'success' }>;

/** GroupInfoResponseTBS: the answer without its signature. */
export function groupInfoResponseToBeSigned(answer: UnsignedGroupInfoSuccess): Uint8Array {
  return refusing(section, () => encodeWith(writeUnsignedGroupInfoSuccess, answer));
}

/** Signs an answer whose content is encrypted already. */
export function signGroupInfoResponse(
  suite: CipherSuite,
  privateKey: Uint8Array,
  answer: UnsignedGroupInfoSuccess,
): Success {
  demand(suite.id === answer.cipherSuite, 'inconsistent', section, 'signed under another suite than it names');
  return {
    ...answer,
    signature: signWithLabel(suite, privateKey, signatureLabel, groupInfoResponseToBeSigned(answer)),
  };
}

/**
 * The hub's answer (GI-02): encrypted to the key of the request, in the request's suite, with the room as context.
 * @param hub.privateKey of the sender's signature key; its scheme is that of the suite
 * @throws {@link InvalidWire} `encryption` when the requester's key is none of the suite
 */
export function sealGroupInfo(
  suite: CipherSuite,
  hub: { readonly sender: ExternalSender; readonly privateKey: Uint8Array },
  request: { readonly room: RoomUri; readonly groupInfoPublicKey: Uint8Array },
  content: GroupInfoAndTree,
  numbers: CodePoints = codePoints,
): Success {
  const plaintext = groupInfoAndTreeWith(numbers).encode(content);
  const context = utf8.encode(request.room);
  const encryptedGroupInfoAndTree = refusing(
    section,
    () => encryptWithLabel(suite, request.groupInfoPublicKey, encryptionLabel, context, plaintext),
    'encryption',
  );
  return signGroupInfoResponse(suite, hub.privateKey, {
    status: 'success',
    room: request.room,
    cipherSuite: suite.id,
    hubSender: hub.sender,
    encryptedGroupInfoAndTree,
  });
}

/** What the requester remembers of its request. */
export interface AskedGroupInfo {
  readonly room: RoomUri;
  /** Provider of the room's URI. */
  readonly hub: ProviderDomain;
  readonly cipherSuite: number;
  /** Of the request's HPKE key. */
  readonly privateKey: Uint8Array;
}

/**
 * Verifies and opens an answer. The hub's key is that of its credential; a certificate's issuer is the caller's to trust.
 * @throws {@link InvalidWire} `inconsistent` for an answer to another request, `cipher-suite`, `signature`, `encryption`,
 *   and what decoding the content throws
 */
export function openGroupInfo(
  answer: Success,
  asked: AskedGroupInfo,
  numbers: CodePoints = codePoints,
): GroupInfoAndTree {
  demand(answer.room === asked.room, 'inconsistent', section, 'an answer about another room');
  demand(answer.cipherSuite === asked.cipherSuite, 'inconsistent', section, 'an answer in another suite');
  const suite = demandSuite(answer.cipherSuite, section);
  const { hubSender, signature, encryptedGroupInfoAndTree: sealed } = answer;
  demand(isKeyOfProvider(suite, hubSender, asked.hub), 'signature', section, "the signer is not the room's hub");
  const signed = groupInfoResponseToBeSigned(answer);
  const valid = verifyWithLabel(suite, hubSender.signatureKey, signatureLabel, signed, signature);
  demand(valid, 'signature', section, 'the answer is not signed by the hub');
  const context = utf8.encode(asked.room);
  const plaintext = decryptWithLabel(suite, asked.privateKey, encryptionLabel, context, sealed);
  demand(plaintext !== null, 'encryption', section, 'the answer does not open');
  return groupInfoAndTreeWith(numbers).decode(plaintext);
}
