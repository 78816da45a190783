import type { Extension, GroupRules, LeafIndex, Member, PreSharedKeyId } from '../contract.ts';
import { checkRequiredCapabilities, requirementsOf } from '../validation/7.2-capabilities.ts';
import { checkProposal } from '../validation/12.1-proposals.ts';
import { checkAddedClients, checkProposalList, needsPath, removedLeaves } from '../validation/12.2-proposal-list.ts';
import { applyAppDataUpdates, checkDictionaryUntouched } from '../validation/extensions-4.7-app-data-update.ts';
import type { KeyPackage } from '../structs/key-package.ts';
import { memberOf } from '../structs/leaf-node.ts';
import { pauseAt } from '../suites/index.ts';
import type { TreeDraft } from '../tree/ratchet-tree.ts';
import { type Committer, ofType, type ProposalList } from './listed-proposals.ts';
import { type PublicState, suiteOf } from './public-state.ts';

/** What a list of proposals does to a group. The draft is not yet the new tree: the path comes on top. */
export interface Applied {
  readonly list: ProposalList;
  readonly draft: TreeDraft;
  readonly extensions: readonly Extension[];
  readonly added: readonly { readonly leafIndex: LeafIndex; readonly keyPackage: KeyPackage }[];
  readonly removed: readonly Member[];
  readonly updated: readonly { readonly before: Member; readonly after: Member }[];
  readonly psks: readonly PreSharedKeyId[];
  readonly kemOutput: Uint8Array | undefined;
  readonly reinit: boolean;
  readonly pathRequired: boolean;
}

/**
 * Validates a list of proposals (RFC 9420 §12.1, §12.2) and applies it in the order of §12.3: GroupContextExtensions,
 * Updates, removals, Adds; then AppEphemeral and AppDataUpdate (draft-ietf-mls-extensions §4.7, §4.8).
 */
export async function applyProposals(
  state: PublicState,
  list: ProposalList,
  committer: Committer,
  rules: GroupRules,
): Promise<Applied> {
  checkProposalList(list, committer, state.tree, rules);
  const extensions = extensionsAfter(state, list);
  const suite = suiteOf(state.context);
  const view = { suite, context: { ...state.context, extensions }, tree: state.tree, rules };
  for (const [step, { proposal, sender }] of list.entries()) {
    checkProposal(view, proposal, sender);
    await pauseAt(step);
  }
  const draft = state.tree.draft();
  const updated = applyUpdates(draft, list);
  const removed = removedLeaves(list).map((leafIndex) => memberOf(state.tree.memberLeaf(leafIndex), leafIndex));
  for (const { leafIndex } of removed) draft.removeLeaf(leafIndex);
  checkAddedClients(list, draft, rules);
  if (extensions !== state.context.extensions) {
    const requirements = requirementsOf(extensions);
    for (const [, leaf] of draft.leaves()) checkRequiredCapabilities(leaf, requirements);
  }
  const added = ofType(list, 'add').map(({ proposal }) => ({
    leafIndex: draft.addLeaf(proposal.parsed.leaf),
    keyPackage: proposal.parsed,
  }));
  const afterUpdates = applyAppDataUpdates(extensions, list, rules);
  if (afterUpdates !== extensions) {
    // AppDataUpdates may bring the dictionary itself, or make components required: then every member must have them.
    const requirements = requirementsOf(afterUpdates);
    for (const [, leaf] of draft.leaves()) checkRequiredCapabilities(leaf, requirements);
  }
  return {
    list,
    draft,
    extensions: afterUpdates,
    added,
    removed,
    updated,
    psks: ofType(list, 'psk').map(({ proposal }) => proposal.id),
    kemOutput: ofType(list, 'external-init')[0]?.proposal.kemOutput,
    reinit: ofType(list, 'reinit').length > 0,
    pathRequired: needsPath(list),
  };
}

/** RFC 9420 §12.1.7. */
function extensionsAfter(state: PublicState, list: ProposalList): readonly Extension[] {
  const before = state.context.extensions;
  const after = ofType(list, 'group-context-extensions')[0]?.proposal.extensions;
  if (after === undefined) return before;
  requirementsOf(after);
  checkDictionaryUntouched(before, after);
  return after;
}

function applyUpdates(draft: TreeDraft, list: ProposalList): { before: Member; after: Member }[] {
  return ofType(list, 'update').flatMap(({ sender, proposal }) => {
    if (sender.type !== 'member') return [];
    const { leafIndex } = sender;
    const before = memberOf(draft.memberLeaf(leafIndex), leafIndex);
    draft.updateLeaf(leafIndex, proposal.parsed);
    return [{ before, after: memberOf(proposal.parsed, leafIndex) }];
  });
}
