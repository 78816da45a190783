import { equalOctets } from '../codec/octets.ts';
import type { GroupRules } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { isDefaultExtension, protocolVersion } from '../structs/code-points.ts';
import { checkNoDuplicates, dictionaryIn } from '../structs/extensions.ts';
import { type KeyPackage, keyPackageToBeSigned } from '../structs/key-package.ts';
import { type CipherSuite, verifyWithLabel } from '../suites/index.ts';
import type { Requirements } from './7.2-capabilities.ts';
import { checkLeafNode, checkLeafSource } from './7.3-leaf-node.ts';

/** Key packages whose own signature was verified; a proposal is checked when it arrives and again when committed. */
const verified = new WeakSet<KeyPackage>();

/** RFC 9420 §10.1. */
export function checkKeyPackage(
  suite: CipherSuite,
  keyPackage: KeyPackage,
  requirements: Requirements | undefined,
  rules: GroupRules,
): void {
  const { version, cipherSuite } = keyPackage;
  demand(version === protocolVersion && cipherSuite === suite.id, 'key-package-version-or-suite');
  checkNoDuplicates(keyPackage.extensions);
  dictionaryIn(keyPackage.extensions);
  const { capabilities } = keyPackage.leaf;
  for (const { type } of keyPackage.extensions) {
    const listed = isDefaultExtension(type) || capabilities.extensions.includes(type);
    demand(listed, 'key-package-extension-not-in-capabilities', `extension ${type}`);
  }
  demand(!equalOctets(keyPackage.initKey, keyPackage.leaf.encryptionKey), 'key-package-init-key');
  checkLeafSource(keyPackage.leaf, 'key-package');
  checkLeafNode(suite, keyPackage.leaf, null, requirements, rules);
  if (verified.has(keyPackage)) return;
  const signed = keyPackageToBeSigned(keyPackage);
  const valid = verifyWithLabel(suite, keyPackage.leaf.signatureKey, 'KeyPackageTBS', signed, keyPackage.signature);
  demand(valid, 'key-package-signature');
  verified.add(keyPackage);
}
