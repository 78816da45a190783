import type { CommitEffects, GroupRules, PendingProposal, PublicGroup } from '../contract.ts';
import { type AuthenticatedContent, referenceOf } from '../framing/authenticated-content.ts';
import { demand, InvalidMessage } from '../invalid-message.ts';
import { expectMessage } from '../structs/message.ts';
import { checkGroupAndEpoch, checkSignature } from '../validation/6.1-framed-content.ts';
import { checkProposal, checkProposer } from '../validation/12.1-proposals.ts';
import { processPublicly } from './next-epoch.ts';
import { publicStateOf, type PublicState, refKey, type StoredProposal, suiteOf, withPending } from './public-state.ts';

/** RFC 9420 §6.1, §6.2, without the membership tag: a hub does not have its key. */
function openPublicMessage(state: PublicState, message: Uint8Array): AuthenticatedContent {
  const { content, auth } = expectMessage(message, 'public-message');
  demand(content.body.type !== 'application', 'public-application-data');
  checkGroupAndEpoch(content, state.context);
  const authenticated: AuthenticatedContent = { wireFormat: 'public-message', content, auth };
  checkSignature(suiteOf(state.context), authenticated, state.context, state.tree);
  return authenticated;
}

/** An authenticated proposal that is valid on its own (RFC 9420 §12.1), ready to be kept. */
export function acceptProposal(
  state: PublicState,
  authenticated: AuthenticatedContent,
  message: Uint8Array,
  rules: GroupRules,
): StoredProposal {
  const { content } = authenticated;
  demand(!state.reinitialized, 'group-reinitialized');
  if (content.body.type !== 'proposal') throw new InvalidMessage('sender-not-allowed', 'not a proposal');
  const { proposal } = content.body;
  const suite = suiteOf(state.context);
  checkProposer(proposal, content.sender, authenticated.wireFormat);
  checkProposal({ suite, context: state.context, tree: state.tree, rules }, proposal, content.sender);
  return { ref: referenceOf(suite, authenticated), sender: content.sender, proposal, message: message.slice() };
}

/** draft-ietf-mls-extensions §6.3: one SelfRemove per client and epoch. The same message again is no second one. */
export function checkFirstSelfRemove(state: PublicState, stored: StoredProposal): void {
  if (stored.proposal.type !== 'self-remove' || stored.sender.type !== 'member') return;
  for (const [key, { proposal, sender }] of state.pending) {
    if (proposal.type !== 'self-remove' || sender.type !== 'member' || key === refKey(stored.ref)) continue;
    demand(sender.leafIndex !== stored.sender.leafIndex, 'self-remove-once');
  }
}

/**
 * Takes a proposal that arrived at the hub (RFC 9420 §12.1). Throws `InvalidMessage`; the group is unchanged then.
 * `rules.authenticate` is asked for the key package of an Add and the leaf of an Update.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- asynchronous for callers, so that it may become so
export async function receivePublicProposal(
  group: PublicGroup,
  message: Uint8Array,
  rules: GroupRules,
): Promise<{ group: PublicGroup; proposal: PendingProposal }> {
  const state = publicStateOf(group);
  const stored = acceptProposal(state, openPublicMessage(state, message), message, rules);
  checkFirstSelfRemove(state, stored);
  return { group: withPending(state, stored), proposal: stored };
}

/**
 * Takes a commit that arrived at the hub: every check of RFC 9420 §12.4.2 that needs no secret. What it can't see is
 * listed in `unseenByHub`. Throws `InvalidMessage`; the group is unchanged then.
 */
export async function receivePublicCommit(
  group: PublicGroup,
  message: Uint8Array,
  rules: GroupRules,
): Promise<{ group: PublicGroup; effects: CommitEffects }> {
  const state = publicStateOf(group);
  const { state: next, effects } = await processPublicly(state, openPublicMessage(state, message), rules);
  return { group: next, effects };
}

/** The group without some pending proposals, by reference; unknown references are ignored. */
export function dropProposals(group: PublicGroup, references: readonly Uint8Array[]): PublicGroup {
  const state = publicStateOf(group);
  const dropped = new Set(references.map(refKey));
  return { ...state, pending: new Map([...state.pending].filter(([key]) => !dropped.has(key))) } satisfies PublicState;
}
