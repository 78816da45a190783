import { equalOctets } from '../codec/octets.ts';
import type { GroupRules, PublicGroup, RefKey } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { extensionType } from '../structs/code-points.ts';
import { checkNoDuplicates, findExtension } from '../structs/extensions.ts';
import { encodeGroupContext, type GroupInfo, groupInfoToBeSigned } from '../structs/group-info.ts';
import { expectMessage } from '../structs/message.ts';
import { decodeRatchetTree, encodeRatchetTree } from '../structs/tree-node.ts';
import { verifyWithLabel } from '../suites/index.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { verifyRatchetTree } from '../validation/12.4.3.1-ratchet-tree.ts';
import { type PublicState, publicStateOf, type StoredProposal, suiteOf } from './public-state.ts';

/** RFC 9420 §12.4.3: the signature of the member that is named. */
export function checkGroupInfoSignature(info: GroupInfo, tree: RatchetTree): void {
  checkNoDuplicates(info.extensions);
  const signer = tree.leafAt(info.signer);
  demand(signer !== undefined, 'group-info-signer', `leaf ${info.signer}`);
  const suite = suiteOf(info.context);
  const signed = groupInfoToBeSigned(info);
  const valid = verifyWithLabel(suite, signer.signatureKey, 'GroupInfoTBS', signed, info.signature);
  demand(valid, 'group-info-signature');
}

/** Verifies a GroupInfo and the ratchet tree that came with it (RFC 9420 §12.4.3.1). */
export async function stateFromGroupInfo(
  info: GroupInfo,
  ratchetTree: Uint8Array,
  rules: GroupRules,
): Promise<PublicState> {
  const nodes = decodeRatchetTree(ratchetTree);
  const tree = await verifyRatchetTree(suiteOf(info.context), nodes, info.context, rules);
  checkGroupInfoSignature(info, tree);
  return {
    context: info.context,
    confirmationTag: info.confirmationTag,
    pending: new Map<RefKey, StoredProposal>(),
    reinitialized: false,
    tree,
  };
}

/**
 * Starts to track a group from outside, as a hub does.
 * @param groupInfo MLSMessage(GroupInfo)
 * @param ratchetTree `optional<Node> ratchet_tree<V>` (RFC 9420 §12.4.3.3)
 */
export async function openPublicGroup(
  groupInfo: Uint8Array,
  ratchetTree: Uint8Array,
  rules: GroupRules,
): Promise<PublicGroup> {
  return stateFromGroupInfo(expectMessage(groupInfo, 'group-info'), ratchetTree, rules);
}

/**
 * RFC 9420 §12.4.3: a GroupInfo for joiners of the group's present epoch: its context and confirmation tag are the
 * group's, a member signed it, it has external_pub and no embedded tree, and the tree beside it is the group's. Throws
 * `InvalidMessage`.
 */
export function checkGroupInfo(group: PublicGroup, groupInfo: Uint8Array, ratchetTree: Uint8Array): void {
  const state = publicStateOf(group);
  const info = expectMessage(groupInfo, 'group-info');
  const sameContext = equalOctets(encodeGroupContext(info.context), encodeGroupContext(state.context));
  demand(sameContext, 'group-info-context');
  demand(equalOctets(info.confirmationTag, state.confirmationTag), 'group-info-confirmation-tag');
  demand(findExtension(info.extensions, extensionType.ratchetTree) === undefined, 'group-info-embeds-tree');
  demand(findExtension(info.extensions, extensionType.externalPub) !== undefined, 'external-pub-missing');
  checkGroupInfoSignature(info, state.tree);
  demand(equalOctets(ratchetTree, encodeRatchetTree(state.tree.nodes)), 'tree-differs');
}

/** The group's ratchet tree as joiners get it (RFC 9420 §12.4.3.3). */
export function ratchetTreeOf(group: PublicGroup): Uint8Array {
  return encodeRatchetTree(publicStateOf(group).tree.nodes);
}
