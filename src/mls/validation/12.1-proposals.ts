import type { GroupContext, GroupRules, Sender } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { proposalType } from '../structs/code-points.ts';
import type { ParsedProposal } from '../structs/proposal.ts';
import type { CipherSuite } from '../suites/index.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { requirementsOf } from './7.2-capabilities.ts';
import { checkFreshEncryptionKey, checkLeafNode, checkLeafSource, checkSuccessor } from './7.3-leaf-node.ts';
import { checkKeyPackage } from './10.1-key-package.ts';

/** What a proposal is judged against. `context` has the extensions that hold after the commit's changes to them. */
export interface ProposalView {
  readonly suite: CipherSuite;
  readonly context: GroupContext;
  readonly tree: RatchetTree;
  readonly rules: GroupRules;
}

/** RFC 9420 §12.1.8, draft-ietf-mls-extensions §7.2: what an external sender may propose. */
const fromExternalSenders = new Set<number>([
  proposalType.add,
  proposalType.remove,
  proposalType.psk,
  proposalType.reinit,
  proposalType['group-context-extensions'],
  proposalType['app-data-update'],
  proposalType['app-ephemeral'],
]);

/** RFC 9420 §12.1.8: which senders may propose what, and SelfRemove's own rules. */
export function checkProposer(
  proposal: ParsedProposal,
  sender: Sender,
  framing: 'public-message' | 'private-message',
): void {
  switch (sender.type) {
    case 'member':
      break;
    case 'external':
      if (proposal.type !== 'unknown')
        demand(fromExternalSenders.has(proposalType[proposal.type]), 'external-proposal-type', proposal.type);
      break;
    case 'new-member-proposal':
      demand(proposal.type === 'add', 'new-member-proposal-type', proposal.type);
      break;
    case 'new-member-commit':
      demand(false, 'sender-not-allowed', 'a new member commits, it does not propose so');
  }
  demand(proposal.type !== 'external-init', 'external-init-by-member');
  if (proposal.type === 'self-remove') demand(framing === 'public-message', 'self-remove-not-public');
}

/** RFC 9420 §12.1: one proposal on its own. */
export function checkProposal(view: ProposalView, proposal: ParsedProposal, sender: Sender): void {
  const { suite, context, tree, rules } = view;
  switch (proposal.type) {
    case 'add':
      checkKeyPackage(suite, proposal.parsed, requirementsOf(context.extensions), rules);
      return;
    case 'update':
      demand(sender.type === 'member', 'sender-not-allowed', 'only members update');
      checkUpdate(view, proposal.parsed, sender.leafIndex);
      return;
    case 'remove':
      tree.memberLeaf(proposal.removed);
      return;
    case 'psk':
      checkPsk(view, proposal.id);
      return;
    case 'reinit':
      // RFC 9420 §12.1.5: a group is never reinitialised with an older version.
      demand(proposal.version >= context.version, 'reinit-version');
      return;
    case 'group-context-extensions':
      requirementsOf(proposal.extensions);
      return;
    case 'self-remove':
      demand(sender.type === 'member', 'sender-not-allowed', 'only members remove themselves');
      tree.memberLeaf(sender.leafIndex);
      return;
    case 'external-init':
    case 'app-data-update':
    case 'app-ephemeral':
    case 'unknown':
  }
}

/** RFC 9420 §12.1.2. */
function checkUpdate(
  view: ProposalView,
  leaf: Extract<ParsedProposal, { type: 'update' }>['parsed'],
  leafIndex: number,
): void {
  const { suite, context, tree, rules } = view;
  checkLeafSource(leaf, 'update');
  const before = tree.memberLeaf(leafIndex);
  checkFreshEncryptionKey(before, leaf);
  checkLeafNode(suite, leaf, { groupId: context.groupId, leafIndex }, requirementsOf(context.extensions), rules);
  checkSuccessor(before, leaf, rules);
}

/** RFC 9420 §12.1.4: reinit and branch PSKs belong into the first commit of their new group only. */
function checkPsk({ suite, context }: ProposalView, id: Extract<ParsedProposal, { type: 'psk' }>['id']): void {
  demand(id.nonce.length === suite.hashLength, 'psk-nonce-length');
  if (id.type === 'resumption') demand(id.usage === 'application' || context.epoch === 0n, 'psk-usage', id.usage);
}
