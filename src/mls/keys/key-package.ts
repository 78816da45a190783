import { componentId, extensionType, greaseValues, protocolVersion } from '../structs/code-points.ts';
import type {
  Capabilities,
  CipherSuiteId,
  Credential,
  Extension,
  GroupRules,
  KeyPackageSecrets,
  Member,
} from '../contract.ts';
import { dictionaryExtension, dictionaryIn } from '../structs/extensions.ts';
import { asCipherSuite } from '../structs/group-info.ts';
import { decodeKeyPackage, keyPackageToBeSigned, signedKeyPackage } from '../structs/key-package.ts';
import { type LeafNode, leafNodeToBeSigned, type Lifetime, memberOf } from '../structs/leaf-node.ts';
import { encodeMessage } from '../structs/message.ts';
import { cipherSuite, keyPackageRef, type KeyPair, signWithLabel } from '../suites/index.ts';
import { checkKeyPackage } from '../validation/10.1-key-package.ts';

/** A fresh signature key pair of a suite, as raw octets. */
export function generateSignatureKeyPair(suite: CipherSuiteId): KeyPair {
  return cipherSuite(suite).generateSignatureKeyPair();
}

export interface KeyPackageOptions {
  readonly suite: CipherSuiteId;
  readonly credential: Credential;
  readonly signature: KeyPair;
  readonly capabilities: Capabilities;
  readonly lifetime: Lifetime;
  readonly leafExtensions?: readonly Extension[];
  readonly extensions?: readonly Extension[];
  /** Marks it as the one that may be used more than once (draft-ietf-mls-extensions §6.4). */
  readonly lastResort?: boolean;
}

/** Makes a key package (RFC 9420 §10). `message` is the MLSMessage, `keyPackage` the bare struct. */
export function createKeyPackage(options: KeyPackageOptions): {
  message: Uint8Array;
  keyPackage: Uint8Array;
  secrets: KeyPackageSecrets;
} {
  const suite = cipherSuite(options.suite);
  const { privateKey, publicKey } = options.signature;
  const [init, encryption] = [suite.generateHpkeKeyPair(), suite.generateHpkeKeyPair()];
  const unsignedLeaf = {
    encryptionKey: encryption.publicKey,
    signatureKey: publicKey,
    credential: options.credential,
    capabilities: options.capabilities,
    source: { type: 'key-package', lifetime: options.lifetime },
    extensions: options.leafExtensions ?? [],
  } as const;
  const signature = signWithLabel(suite, privateKey, 'LeafNodeTBS', leafNodeToBeSigned(unsignedLeaf, null));
  const leaf: LeafNode = { ...unsignedLeaf, signature };
  const unsigned = {
    version: protocolVersion,
    cipherSuite: options.suite,
    initKey: init.publicKey,
    leaf,
    extensions: withLastResort(options.extensions ?? [], options.lastResort ?? false),
  };
  const signed = signWithLabel(suite, privateKey, 'KeyPackageTBS', keyPackageToBeSigned(unsigned));
  const keyPackage = signedKeyPackage(unsigned, signed);
  return {
    message: encodeMessage({ wireFormat: 'key-package', message: keyPackage }),
    keyPackage: keyPackage.encoded,
    secrets: {
      ref: keyPackageRef(suite, keyPackage.encoded),
      initKey: init.privateKey,
      encryptionKey: encryption.privateKey,
      signatureKey: privateKey,
    },
  };
}

function withLastResort(extensions: readonly Extension[], lastResort: boolean): readonly Extension[] {
  if (!lastResort) return extensions;
  const entries = new Map(dictionaryIn(extensions)).set(componentId.lastResortKeyPackage, new Uint8Array(0));
  return [...extensions.filter(({ type }) => type !== extensionType.appDataDictionary), dictionaryExtension(entries)];
}

/** A key package that was verified (RFC 9420 §10.1). */
export interface OpenedKeyPackage {
  readonly suite: CipherSuiteId;
  readonly member: Omit<Member, 'leafIndex'>;
  readonly ref: Uint8Array;
  readonly lastResort: boolean;
  readonly lifetime: Lifetime;
}

/**
 * Verifies a bare KeyPackage (RFC 9420 §10.1), outside of any group. Throws `InvalidMessage`.
 * `rules.now` null skips the lifetime.
 */
export function openKeyPackage(keyPackage: Uint8Array, rules: GroupRules): OpenedKeyPackage {
  const decoded = decodeKeyPackage(keyPackage);
  const suite = cipherSuite(asCipherSuite(decoded.cipherSuite));
  checkKeyPackage(suite, decoded, undefined, rules);
  const { leafIndex: _none, ...member } = memberOf(decoded.leaf, 0);
  const { source } = decoded.leaf;
  return {
    suite: suite.id,
    member,
    ref: keyPackageRef(suite, decoded.encoded),
    lastResort: dictionaryIn(decoded.extensions).has(componentId.lastResortKeyPackage),
    lifetime: source.type === 'key-package' ? source.lifetime : { notBefore: 0n, notAfter: 0n },
  };
}

/**
 * Capabilities with a GREASE value in each list (RFC 9420 §13.5), so that others show that they ignore what they don't
 * know.
 */
export function capabilitiesOf(o: {
  readonly suites: readonly CipherSuiteId[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}): Capabilities {
  const [first = 1] = o.suites;
  const random = cipherSuite(first).random(4);
  const grease = (i: number): number => greaseValues[(random[i] ?? 0) % greaseValues.length] ?? 0x0a0a;
  return {
    versions: [protocolVersion],
    cipherSuites: [...o.suites, grease(0)],
    extensions: [...o.extensions, grease(1)],
    proposals: [...o.proposals, grease(2)],
    credentials: [...o.credentials, grease(3)],
  };
}
