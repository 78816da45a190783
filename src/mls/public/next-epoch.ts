import type { CommitEffects, GroupContext, GroupRules, LeafIndex, RefKey, Sender } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import type { AuthenticatedContent } from '../framing/authenticated-content.ts';
import { confirmedTranscriptHash, interimTranscriptHash } from '../schedule/transcript.ts';
import type { Commit } from '../structs/commit.ts';
import { memberOf } from '../structs/leaf-node.ts';
import { checkResultingTree } from '../validation/12.4-resulting-tree.ts';
import { applyPath, type PathTarget } from './apply-path.ts';
import { type Applied, applyProposals } from './apply-proposals.ts';
import { type Committer, resolveProposals } from './listed-proposals.ts';
import { type PublicState, type StoredProposal, suiteOf } from './public-state.ts';
import { treeHash } from '../tree/tree-hash.ts';
import type { TreeDraft } from '../tree/ratchet-tree.ts';

/** What everybody, hub and member, can work out of an authenticated commit. */
export interface PublicOutcome {
  readonly state: PublicState;
  readonly effects: CommitEffects;
  readonly applied: Applied;
  readonly commit: Commit;
  readonly targets: readonly PathTarget[];
  /** The context under which path secrets are encrypted (RFC 9420 §7.5). */
  readonly provisional: GroupContext;
}

/** RFC 9420 §12.4.2, the steps that need no secret. The content's signature was verified. */
export async function processPublicly(
  state: PublicState,
  authenticated: AuthenticatedContent,
  rules: GroupRules,
): Promise<PublicOutcome> {
  const { content, auth } = authenticated;
  demand(!state.reinitialized, 'group-reinitialized');
  demand(content.body.type === 'commit', 'sender-not-allowed', 'not a commit');
  const { commit } = content.body;
  const committer = committerOf(content.sender, commit);
  const applied = await applyProposals(state, resolveProposals(state, commit.proposals, committer), committer, rules);
  demand(commit.path !== undefined || !applied.pathRequired, 'path-required');
  const { draft } = applied;
  const leafIndex = committer.type === 'member' ? committer.leafIndex : draft.addLeaf(committer.leaf);
  let targets: PathTarget[] = [];
  if (commit.path !== undefined) {
    const place = { leafIndex, joins: committer.type === 'joiner', groupId: state.context.groupId };
    targets = applyPath(suiteOf(state.context), applied, commit.path, place, rules);
  }
  checkResultingTree(draft);
  const provisional = provisionalContext(state, applied.extensions, draft);
  const next = followingState(state, provisional, applied, authenticated, auth.confirmationTag ?? new Uint8Array(0));
  const effects = effectsOf(state, next, applied, content.sender, leafIndex);
  return { state: next, effects, applied, commit, targets, provisional };
}

function committerOf(sender: Sender, commit: Commit): Committer {
  if (sender.type === 'member') return sender;
  demand(sender.type === 'new-member-commit', 'sender-not-allowed', `${sender.type} may not commit`);
  demand(commit.path !== undefined, 'path-required');
  return { type: 'joiner', leaf: commit.path.leaf };
}

/** RFC 9420 §12.4.1: the next epoch's context before the transcript is known. */
export function provisionalContext(
  state: PublicState,
  extensions: Applied['extensions'],
  draft: TreeDraft,
): GroupContext {
  const { context } = state;
  return { ...context, epoch: context.epoch + 1n, extensions, treeHash: treeHash(suiteOf(context), draft) };
}

/** The next epoch's public state (RFC 9420 §8.2). */
export function followingState(
  state: PublicState,
  provisional: GroupContext,
  applied: Pick<Applied, 'draft' | 'reinit'>,
  commit: AuthenticatedContent,
  confirmationTag: Uint8Array,
): PublicState {
  const suite = suiteOf(state.context);
  const interim = interimTranscriptHash(suite, state.context.confirmedTranscriptHash, state.confirmationTag);
  const confirmed = confirmedTranscriptHash(suite, interim, {
    wireFormat: commit.wireFormat,
    encoded: commit.content.encoded,
    signature: commit.auth.signature,
  });
  return {
    context: { ...provisional, confirmedTranscriptHash: confirmed },
    confirmationTag,
    pending: new Map<RefKey, StoredProposal>(),
    reinitialized: applied.reinit,
    tree: applied.draft,
  };
}

function effectsOf(
  before: PublicState,
  after: PublicState,
  applied: Applied,
  sender: Sender,
  committer: LeafIndex,
): CommitEffects {
  return {
    sender,
    committer,
    external: sender.type === 'new-member-commit',
    proposals: applied.list.map(({ sender: proposer, proposal, byReference }) => ({
      sender: proposer,
      proposal,
      byReference,
    })),
    added: applied.added.map(({ leafIndex, keyPackage }) => memberOf(keyPackage.leaf, leafIndex)),
    removed: applied.removed,
    updated: applied.updated,
    ephemeral: applied.list.flatMap(({ sender: proposer, proposal }) =>
      proposal.type === 'app-ephemeral'
        ? [{ sender: proposer, componentId: proposal.componentId, data: proposal.data }]
        : [],
    ),
    before: before.context,
    after: after.context,
  };
}
