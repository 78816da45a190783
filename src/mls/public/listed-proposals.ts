import type { LeafIndex, Sender } from '../contract.ts';
import { InvalidMessage } from '../invalid-message.ts';
import type { ProposalOrRef } from '../structs/commit.ts';
import type { LeafNode } from '../structs/leaf-node.ts';
import type { ParsedProposal } from '../structs/proposal.ts';
import { type PublicState, refKey } from './public-state.ts';

/** Who makes a commit: a member, or somebody who joins by it (RFC 9420 §12.4). */
export type Committer =
  | { readonly type: 'member'; readonly leafIndex: LeafIndex }
  | { readonly type: 'joiner'; readonly leaf: LeafNode };

/** One proposal of a commit's list, with the sender that it has by that. */
export interface Listed<P extends ParsedProposal = ParsedProposal> {
  readonly sender: Sender;
  readonly proposal: P;
  readonly byReference: boolean;
}

/** A commit's proposals in its order. */
export type ProposalList = readonly Listed[];

/** The proposals of one type, in order. */
export function ofType<T extends ParsedProposal['type']>(
  list: ProposalList,
  type: T,
): Listed<Extract<ParsedProposal, { type: T }>>[] {
  return list.filter((entry): entry is Listed<Extract<ParsedProposal, { type: T }>> => entry.proposal.type === type);
}

/** RFC 9420 §12.4: looks the references up. Throws `InvalidMessage('unknown-proposal-reference')`. */
export function resolveProposals(
  state: PublicState,
  entries: readonly ProposalOrRef[],
  committer: Committer,
): ProposalList {
  const sender: Sender =
    committer.type === 'member' ? { type: 'member', leafIndex: committer.leafIndex } : { type: 'new-member-commit' };
  return entries.map((entry) => {
    if ('proposal' in entry) return { sender, proposal: entry.proposal, byReference: false };
    const stored = state.pending.get(refKey(entry.reference));
    if (stored === undefined) throw new InvalidMessage('unknown-proposal-reference', refKey(entry.reference));
    return { sender: stored.sender, proposal: stored.proposal, byReference: true };
  });
}
