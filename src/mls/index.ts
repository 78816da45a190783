/**
 * Our RFC 9420 engine with draft-ietf-mls-extensions: strict codec, ratchet tree, key schedule, secret tree, framing,
 * and two views of a group.
 *
 * - `public/`: a group from outside, as a hub keeps it: public tree, context, pending proposals. `receivePublicCommit`
 *   makes every check that needs no secret; `unseenByHub` lists what is left.
 * - `hosted/`: a group of which one or many leaves live here, all on one state. `commit` makes a commit, `receive` takes
 *   everybody else's, `encrypt` and `receive` carry application data.
 * - `outsiders/`: proposals of those who are no members.
 * - `validation/`: one file a section of the RFC; `rules.ts` has every rule by name. Below them `structs/` (the wire
 *   forms), `tree/`, `schedule/`, `secret-tree/`, `framing/`, and `suites/`, the only door to cryptography.
 *
 * Groups are values: an operation gives the next one and leaves the old one as it was. Every refusal is an
 * `InvalidMessage`; RangeError and TypeError are mistakes of the caller. GroupInfo, Welcome and handshakes are
 * MLSMessages; key packages and trees are bare structs.
 * @module
 */
export type * from './contract.ts';
export { InvalidMessage } from './invalid-message.ts';
export { equalOctets } from './codec/octets.ts';
export { decode as decodeExactly, Reader } from './codec/reader.ts';
export { encode as encodeWith, Writer } from './codec/writer.ts';
export { type Rule, sectionOf, unseenByHub } from './rules.ts';
export {
  capabilitiesOf,
  createKeyPackage,
  generateSignatureKeyPair,
  type KeyPackageOptions,
  type OpenedKeyPackage,
  openKeyPackage,
} from './keys/key-package.ts';
export { componentId, extensionType, proposalType } from './structs/code-points.ts';
export {
  type Dictionary,
  dictionaryExtension,
  type ExternalSender,
  externalSendersExtension,
  externalSendersIn,
  readDictionary,
  readExternalSender,
  readRequiredCapabilities,
  type RequiredCapabilities,
  requiredCapabilitiesExtension,
  requiredCapabilitiesIn,
  writeDictionary,
  writeExternalSender,
  writeRequiredCapabilities,
} from './structs/extensions.ts';
export { decodeSafeAad, encodeSafeAad, type SafeAad } from './structs/safe-aad.ts';
export { messageHash } from './suites/index.ts';
// For protocols that carry MLS structs, sign with a suite's keys or seal to them.
export {
  type CipherSuite,
  cipherSuite,
  decryptWithLabel,
  encryptWithLabel,
  expandWithLabel,
  type KeyPair,
  signWithLabel,
  verifyWithLabel,
} from './suites/index.ts';
export { type HpkeCiphertext, readHpkeCiphertext, writeHpkeCiphertext } from './structs/commit.ts';
export { asCipherSuite, encodeGroupContext, readWelcome, type Welcome, writeWelcome } from './structs/group-info.ts';
export { readCarriedGroupInfo, readCarriedKeyPackage, readCarriedWelcome } from './structs/carried.ts';
export {
  readCapabilities,
  readCredential,
  readExtensions,
  writeCapabilities,
  writeCredential,
  writeExtensions,
} from './structs/leaf-node.ts';
export { readBody as readContentBody, writeSender } from './structs/message.ts';
export { decodeRatchetTree } from './structs/tree-node.ts';
export {
  component,
  leafComponent,
  leafExtensions,
  memberAt,
  members,
  readCarriedMessage,
  readFrame,
} from './public/read.ts';
export { checkGroupInfo, openPublicGroup, ratchetTreeOf } from './public/group-info.ts';
export { dropProposals, receivePublicCommit, receivePublicProposal } from './public/receive.ts';
export { decodePublicGroup, encodePublicGroup } from './public/encode-state.ts';
export { proposeAsExternalSender, proposeAsNewMember } from './outsiders/propose.ts';
export { type CreateOptions, createGroup } from './hosted/create-group.ts';
export { joinByWelcome } from './hosted/open-welcome.ts';
export type { ResumedGroup } from './validation/12.4.3.1-welcome.ts';
export { type ExternalCommitOptions, joinByExternalCommit } from './hosted/external-commit.ts';
export { propose } from './hosted/propose.ts';
export { keepUpdates } from './hosted/own-updates.ts';
export { type CommitOptions, commit } from './hosted/commit.ts';
export { receive } from './hosted/receive.ts';
export type { ReceiveOptions } from './hosted/process-commit.ts';
export { encrypt, forgetGenerations } from './hosted/encrypt.ts';
export { exportSecret, resumptionPsk, safeExport } from './hosted/export.ts';
export { decodeHostedGroup, encodeHostedGroup } from './hosted/encode-state.ts';
export { forgetLeaf, mergeGroups, wipe } from './hosted/forget.ts';
export { forgetVerifiedLeaves } from './validation/verified-leaves.ts';
