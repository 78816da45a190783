import { concat, equalOctets } from '../codec/octets.ts';
import { encode } from '../codec/writer.ts';
import type { GroupRules, LeafIndex } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { credentialType, isDefaultExtension } from '../structs/code-points.ts';
import { checkNoDuplicates, dictionaryIn } from '../structs/extensions.ts';
import { type LeafNode, leafNodeToBeSigned, writeCredential } from '../structs/leaf-node.ts';
import { type CipherSuite, verifyWithLabel } from '../suites/index.ts';
import { checkRequiredCapabilities, checkVersionAndSuite, type Requirements } from './7.2-capabilities.ts';
import { rememberVerified, wasVerified } from './verified-leaves.ts';

/** Where a leaf node is met. A key package's leaf is bound to no place; the others to group and index. */
export interface LeafPlace {
  readonly groupId: Uint8Array;
  readonly leafIndex: LeafIndex;
}

/**
 * RFC 9420 §7.3, all that concerns one leaf alone: source, extensions, capabilities, credential, signature, lifetime.
 * Uniqueness among members and mutual support of credential types are checked on the tree.
 * @param requirements undefined outside of a group
 */
export function checkLeafNode(
  suite: CipherSuite,
  leaf: LeafNode,
  place: LeafPlace | null,
  requirements: Requirements | undefined,
  rules: GroupRules,
): void {
  checkNoDuplicates(leaf.extensions);
  dictionaryIn(leaf.extensions);
  checkVersionAndSuite(leaf.capabilities, suite.id);
  for (const { type } of leaf.extensions) {
    const listed = isDefaultExtension(type) || leaf.capabilities.extensions.includes(type);
    demand(listed, 'leaf-extension-not-in-capabilities', `extension ${type}`);
  }
  const ownType = credentialType[leaf.credential.type];
  demand(leaf.capabilities.credentials.includes(ownType), 'credential-type-unsupported', 'its own');
  if (requirements !== undefined) checkRequiredCapabilities(leaf, requirements);
  checkLifetime(leaf, rules);
  checkSignature(suite, leaf, place);
  checkCredential(suite, leaf, rules);
}

/** RFC 9420 §7.3: the source that the message demands. */
export function checkLeafSource(leaf: LeafNode, source: LeafNode['source']['type']): void {
  demand(leaf.source.type === source, 'leaf-source', `${leaf.source.type}, not ${source}`);
}

/** RFC 9420 §7.3: an updated leaf has a fresh encryption key. */
export function checkFreshEncryptionKey(before: LeafNode, after: LeafNode): void {
  demand(!equalOctets(before.encryptionKey, after.encryptionKey), 'encryption-key-unchanged');
}

/** RFC 9420 §5.3.1: a member's new credential stands for the same client as the old one. */
export function checkSuccessor(before: LeafNode, after: LeafNode, rules: GroupRules): void {
  const [old, now] = [before, after].map(({ credential }) => encode(writeCredential, credential));
  if (old !== undefined && now !== undefined && equalOctets(old, now)) return;
  demand(rules.sameClient(before.credential, after.credential), 'credential-successor');
}

function checkLifetime(leaf: LeafNode, { now }: GroupRules): void {
  if (leaf.source.type !== 'key-package' || now === null) return;
  const { notBefore, notAfter } = leaf.source.lifetime;
  demand(notBefore <= now && now <= notAfter, 'leaf-lifetime');
}

function checkSignature(suite: CipherSuite, leaf: LeafNode, place: LeafPlace | null): void {
  const signed = leafNodeToBeSigned(leaf, place);
  // The suite's hash of everything that goes into the verification names its result.
  const key = Buffer.from(suite.hash(concat(Uint8Array.of(suite.id), signed, leaf.signature))).toString('base64');
  if (wasVerified(key)) return;
  demand(verifyWithLabel(suite, leaf.signatureKey, 'LeafNodeTBS', signed, leaf.signature), 'leaf-signature');
  rememberVerified(key);
}

/** RFC 9420 §5.3: the signature key is the leaf certificate's, and the application vouches for the rest. */
function checkCredential(suite: CipherSuite, leaf: LeafNode, rules: GroupRules): void {
  if (leaf.credential.type === 'x509') {
    const [certificate] = leaf.credential.certificates;
    const matches = certificate !== undefined && suite.certificateHasKey(certificate, leaf.signatureKey);
    demand(matches, 'credential', "the certificate's key is not the leaf's signature key");
  }
  rules.authenticate(leaf.credential, leaf.signatureKey);
}
