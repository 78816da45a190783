import type { GroupRules, LeafIndex, PskLookup, Sender } from '../contract.ts';
import { type AuthenticatedContent, signContent } from '../framing/authenticated-content.ts';
import { type Applied, applyProposals } from '../public/apply-proposals.ts';
import { type Committer, resolveProposals } from '../public/listed-proposals.ts';
import { followingState, provisionalContext } from '../public/next-epoch.ts';
import { type PublicState, suiteOf } from '../public/public-state.ts';
import { confirmationTagOf } from '../schedule/key-schedule.ts';
import { pskSecret } from '../schedule/psk-secret.ts';
import type { ProposalOrRef } from '../structs/commit.ts';
import type { LeafNode } from '../structs/leaf-node.ts';
import { framedContent } from '../structs/message.ts';
import { checkResultingTree } from '../validation/12.4-resulting-tree.ts';
import { type EpochKeys, epochKeys } from './enter-epoch.ts';
import { type LeafTemplate, type MadePath, makePath } from './make-path.ts';
import { makeWelcome } from './make-welcome.ts';

/** What a commit is made from. */
export interface CommitPlan {
  readonly state: PublicState;
  readonly entries: readonly ProposalOrRef[];
  /** A member with its leaf, or a joiner with a leaf that holds its place until the path is made. */
  readonly committer: { readonly leafIndex: LeafIndex } | { readonly leaf: LeafNode };
  readonly template: LeafTemplate;
  /** Signs the commit: the key that the committer's leaf has before it. */
  readonly privateKey: Uint8Array;
  /** Signs the new leaf, GroupInfo and Welcome: the key that the leaf has after it. */
  readonly nextPrivateKey: Uint8Array;
  readonly initSecret: Uint8Array;
  readonly forcePath: boolean;
  readonly authenticatedData: Uint8Array;
  readonly rules: GroupRules;
  readonly psks: PskLookup;
}

export interface BuiltCommit {
  readonly state: PublicState;
  readonly applied: Applied;
  readonly leafIndex: LeafIndex;
  readonly path: MadePath | null;
  readonly keys: EpochKeys;
  readonly commit: AuthenticatedContent;
  readonly welcome: Uint8Array | null;
}

/** RFC 9420 §12.4.1. Validates like a receiver and makes commit, next epoch and Welcome. */
export async function buildCommit(plan: CommitPlan): Promise<BuiltCommit> {
  const { state, entries, rules } = plan;
  const suite = suiteOf(state.context);
  const joins = 'leaf' in plan.committer;
  const committer: Committer =
    'leaf' in plan.committer
      ? { type: 'joiner', leaf: plan.committer.leaf }
      : { type: 'member', leafIndex: plan.committer.leafIndex };
  const list = resolveProposals(state, entries, committer);
  const applied = await applyProposals(state, list, committer, rules);
  const { draft } = applied;
  const leafIndex = committer.type === 'member' ? committer.leafIndex : draft.addLeaf(committer.leaf);
  const withPath = applied.pathRequired || plan.forcePath || joins;
  const path = withPath
    ? await makePath(state, applied, { leafIndex, privateKey: plan.nextPrivateKey, template: plan.template })
    : null;
  checkResultingTree(draft);

  const sender: Sender = joins ? { type: 'new-member-commit' } : { type: 'member', leafIndex };
  const content = framedContent({
    groupId: state.context.groupId,
    epoch: state.context.epoch,
    sender,
    authenticatedData: plan.authenticatedData,
    body: { type: 'commit', commit: { proposals: entries, path: path?.path } },
  });
  const framed = { wireFormat: 'public-message', content } as const;
  const signature = signContent(suite, plan.privateKey, framed, state.context);
  const unconfirmed: AuthenticatedContent = { ...framed, auth: { signature, confirmationTag: undefined } };
  const provisional = provisionalContext(state, applied.extensions, draft);
  const untagged = followingState(state, provisional, applied, unconfirmed, new Uint8Array(0));
  const keys = epochKeys(
    suite,
    plan.initSecret,
    path?.commitSecret ?? new Uint8Array(suite.hashLength),
    pskSecret(suite, applied.psks, plan.psks),
    untagged.context,
  );
  const confirmationTag = confirmationTagOf(suite, keys.epoch, untagged.context.confirmedTranscriptHash);
  const next = { ...untagged, confirmationTag };
  const signer = { leafIndex, privateKey: plan.nextPrivateKey };
  const welcome = await makeWelcome(next, keys, applied.added, path?.pathSecrets ?? [], applied.psks, signer);
  for (const { secret } of path?.pathSecrets ?? []) secret.fill(0);
  keys.joiner.fill(0);
  keys.welcome.fill(0);
  const commit = { ...framed, auth: { signature, confirmationTag } };
  return { state: next, applied, leafIndex, path, keys, commit, welcome };
}
