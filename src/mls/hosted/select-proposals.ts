import type { LeafIndex } from '../contract.ts';
import type { PublicState, StoredProposal } from '../public/public-state.ts';
import type { ProposalOrRef } from '../structs/commit.ts';
import type { ParsedProposal } from '../structs/proposal.ts';

/**
 * The pending proposals that a member commits when it is not told which (RFC 9420 §12.2): all that go together. A
 * SelfRemove displaces a Remove of the same leaf and either displaces an Update; of two of a kind the first one stays;
 * what concerns the committer itself waits for somebody else.
 */
export function committable(state: PublicState, committer: LeafIndex): StoredProposal[] {
  const pending = [...state.pending.values()];
  const reinit = pending.find(({ proposal }) => proposal.type === 'reinit');
  const changed = new Set<LeafIndex>([committer]);
  const chosen = new Set<StoredProposal>();
  for (const type of ['self-remove', 'remove', 'update'] as const) {
    for (const stored of pending) {
      const leaf = stored.proposal.type === type ? changedLeaf(stored) : undefined;
      if (leaf === undefined || changed.has(leaf)) continue;
      changed.add(leaf);
      chosen.add(stored);
    }
  }
  let contextChanged = false;
  for (const stored of pending) {
    const { type } = stored.proposal;
    if (changedLeaf(stored) !== undefined || type === 'reinit' || type === 'external-init') continue;
    if (type === 'group-context-extensions') {
      if (contextChanged) continue;
      contextChanged = true;
    }
    chosen.add(stored);
  }
  // A ReInit goes alone, and only when nothing else waits that would be lost with it.
  if (reinit !== undefined && chosen.size === 0) return [reinit];
  return pending.filter((stored) => chosen.has(stored));
}

function changedLeaf({ proposal, sender }: StoredProposal): LeafIndex | undefined {
  if (proposal.type === 'remove') return proposal.removed;
  const own = proposal.type === 'update' || proposal.type === 'self-remove';
  return own && sender.type === 'member' ? sender.leafIndex : undefined;
}

/** Default proposals first, then AppEphemeral, then AppDataUpdate, as they are processed. */
export function inProcessingOrder(
  entries: readonly ProposalOrRef[],
  typeOf: (entry: ProposalOrRef) => ParsedProposal['type'] | undefined,
): ProposalOrRef[] {
  const rank = (entry: ProposalOrRef): number => {
    const type = typeOf(entry);
    if (type === 'app-data-update') return 2;
    return type === 'app-ephemeral' ? 1 : 0;
  };
  return [...entries].sort((a, b) => rank(a) - rank(b));
}
