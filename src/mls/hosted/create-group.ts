import { empty } from '../codec/octets.ts';
import type {
  CipherSuiteId,
  CreatedGroup,
  Extension,
  GroupRules,
  OwnKeyPackage,
  RefKey,
  Retention,
} from '../contract.ts';
import type { PublicState, StoredProposal } from '../public/public-state.ts';
import { confirmationTagOf, secretsOfEpoch } from '../schedule/key-schedule.ts';
import { protocolVersion } from '../structs/code-points.ts';
import { decodeKeyPackage } from '../structs/key-package.ts';
import { encodeRatchetTree } from '../structs/tree-node.ts';
import { cipherSuite } from '../suites/index.ts';
import { RatchetTree } from '../tree/ratchet-tree.ts';
import { treeHash } from '../tree/tree-hash.ts';
import { requirementsOf } from '../validation/7.2-capabilities.ts';
import { checkKeyPackage } from '../validation/10.1-key-package.ts';
import { enterEpoch } from './enter-epoch.ts';
import { defaultRetention } from './hosted-state.ts';
import { groupInfoMessage } from './make-group-info.ts';

export interface CreateOptions {
  readonly suite: CipherSuiteId;
  readonly groupId: Uint8Array;
  /** The first member's key package; its leaf becomes leaf 0. */
  readonly leaf: OwnKeyPackage;
  readonly extensions: readonly Extension[];
  readonly rules: GroupRules;
  readonly retention?: Partial<Retention>;
}

/** A fresh group of one member in epoch 0 (RFC 9420 §11). Throws `InvalidMessage` when the leaf does not fit it. */
export function createGroup(options: CreateOptions): CreatedGroup {
  const suite = cipherSuite(options.suite);
  const { leaf, extensions, rules } = options;
  const keyPackage = decodeKeyPackage(leaf.keyPackage);
  checkKeyPackage(suite, keyPackage, requirementsOf(extensions), rules);
  const tree = new RatchetTree([{ leaf: keyPackage.leaf }]);
  const context = {
    version: protocolVersion,
    cipherSuite: options.suite,
    groupId: options.groupId.slice(),
    epoch: 0n,
    treeHash: treeHash(suite, tree),
    confirmedTranscriptHash: empty,
    extensions,
  } as const;
  const secrets = secretsOfEpoch(suite, suite.random(suite.hashLength));
  const state: PublicState = {
    context,
    confirmationTag: confirmationTagOf(suite, secrets, empty),
    pending: new Map<RefKey, StoredProposal>(),
    reinitialized: false,
    tree,
  };
  const holdings = {
    local: [{ leafIndex: 0, signaturePublicKey: keyPackage.leaf.signatureKey }],
    signatureKeys: new Map([[0, leaf.secrets.signatureKey]]),
    nodeKeys: new Map([[0, leaf.secrets.encryptionKey]]),
  };
  const group = enterEpoch(null, state, secrets, holdings, { ...defaultRetention, ...options.retention });
  const signer = { leafIndex: 0, privateKey: leaf.secrets.signatureKey };
  return { group, groupInfo: groupInfoMessage(state, secrets, signer), ratchetTree: encodeRatchetTree(tree.nodes) };
}
