import { type Capabilities, type PendingProposal, proposalType } from '../../mls/index.ts';

/**
 * How a client proposes its own leaving (decision WF-29): SelfRemove where every member knows it, because an external
 * commit loses a Remove; otherwise Remove, which is accepted in any group.
 */
export function ownLeave(members: readonly { readonly capabilities: Capabilities }[]): 'self-remove' | 'remove' {
  const selfRemove = proposalType['self-remove'];
  return members.every(({ capabilities }) => capabilities.proposals.includes(selfRemove)) ? 'self-remove' : 'remove';
}

/**
 * Which of the pending proposals that come with group information an external commit must take in (decision WF-30):
 * RFC 9420 §12.4.3.2 lets it refer to none but SelfRemove. The others are information, unless the group requires the
 * extension for external pending proposals.
 */
export function dueInExternalCommit<P extends Pick<PendingProposal, 'proposal'>>(
  pending: readonly P[],
  externalPendingProposals: boolean,
): readonly P[] {
  return pending.filter(({ proposal }) => externalPendingProposals || proposal.type === 'self-remove');
}

/**
 * What a hub must propose again after an external commit, because that commit voided it (decision WF-29): the removals
 * that were pending and not taken in.
 */
export function voidedRemovals<P extends Pick<PendingProposal, 'proposal'>>(
  pending: readonly P[],
  takenIn: readonly P[],
): readonly P[] {
  return pending.filter((entry) => entry.proposal.type === 'remove' && !takenIn.includes(entry));
}
