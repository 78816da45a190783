import { memberAt, members, type PendingProposal, type PublicGroup } from '../mls/index.ts';
import { clientOf, clientOfKeyPackage } from '../provider/index.ts';

/** What may wait by itself. The others come by value, in a commit that is about nothing else (RFC 9420 §12.2). */
const waiting: readonly string[] = ['add', 'update', 'remove', 'self-remove', 'app-data-update', 'app-ephemeral'];

/**
 * What waits in a group's epoch, by client. A commit must hold all of it (UP-17) and RFC 9420 §12.2 forbids some pairs,
 * so a second change of one leaf, or a second leaf of one client, is not accepted before the next epoch.
 */
export class Waiting {
  readonly #group: PublicGroup;
  readonly #members: ReadonlySet<string>;
  readonly #changed: Set<string>;

  constructor(group: PublicGroup) {
    this.#group = group;
    this.#members = new Set(members(group).map(clientOf));
    this.#changed = new Set([...group.pending.values()].flatMap((one) => targetOf(group, one) ?? []));
  }

  /** Counts a proposal in, or says why it can't wait. */
  add(proposal: PendingProposal): string | null {
    const { type } = proposal.proposal;
    if (!waiting.includes(type)) return `A proposal of type ${type} can’t wait: put it into a commit`;
    const target = targetOf(this.#group, proposal);
    if (target === null) return null;
    if (type === 'add' && this.#members.has(target)) return 'That client is in the group already';
    if (this.#changed.has(target)) return 'Another change of that client is pending';
    this.#changed.add(target);
    return null;
  }
}

/** The client whose leaf a proposal brings, changes or takes. */
function targetOf(group: PublicGroup, { proposal, sender }: PendingProposal): string | null {
  if (proposal.type === 'add') return clientOfKeyPackage(proposal.keyPackage);
  const leaf =
    proposal.type === 'remove'
      ? proposal.removed
      : (proposal.type === 'update' || proposal.type === 'self-remove') && sender.type === 'member'
        ? sender.leafIndex
        : null;
  const member = leaf === null ? null : memberAt(group, leaf);
  return member ? clientOf(member) : null;
}
