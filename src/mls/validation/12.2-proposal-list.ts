import { encode } from '../codec/writer.ts';
import { hex } from '../codec/octets.ts';
import type { Credential, GroupRules, LeafIndex } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { type Committer, ofType, type ProposalList } from '../public/listed-proposals.ts';
import { isDefaultProposal } from '../structs/code-points.ts';
import type { LeafNode } from '../structs/leaf-node.ts';
import { proposalTypeOf } from '../structs/proposal.ts';
import { writePskId } from '../structs/psk-id.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';

/** RFC 9420 §12.2: the rules about a list as a whole that hold whoever commits it. */
export function checkProposalList(
  list: ProposalList,
  committer: Committer,
  tree: RatchetTree,
  rules: GroupRules,
): void {
  checkReInitAlone(list);
  demand(ofType(list, 'group-context-extensions').length <= 1, 'one-group-context-extensions');
  checkPsksDiffer(list);
  checkSelfRemoves(list);
  if (committer.type === 'member') checkMemberCommit(list, committer.leafIndex);
  else checkExternalCommit(list, committer.leaf, tree, rules);
  checkOneChangePerLeaf(list);
  checkTypesSupported(list, tree);
}

/** RFC 9420 §12.2: a ReInit stands alone. */
function checkReInitAlone(list: ProposalList): void {
  if (ofType(list, 'reinit').length > 0) demand(list.length === 1, 'reinit-alone');
}

function checkPsksDiffer(list: ProposalList): void {
  const ids = ofType(list, 'psk').map(({ proposal }) => hex(encode(writePskId, proposal.id)));
  demand(new Set(ids).size === ids.length, 'psk-twice');
}

/** draft-ietf-mls-extensions §6.3: by reference only. */
function checkSelfRemoves(list: ProposalList): void {
  for (const { byReference } of ofType(list, 'self-remove')) demand(byReference, 'self-remove-by-value');
}

/** RFC 9420 §12.2: a member commits neither its own Update nor its own removal nor an ExternalInit. */
function checkMemberCommit(list: ProposalList, committer: LeafIndex): void {
  demand(ofType(list, 'external-init').length === 0, 'external-init-by-member');
  for (const { sender, byReference } of ofType(list, 'update')) {
    demand(byReference, 'update-by-value');
    demand(sender.type !== 'member' || sender.leafIndex !== committer, 'update-by-committer');
  }
  for (const leaf of removedLeaves(list)) demand(leaf !== committer, 'remove-of-committer');
}

/** RFC 9420 §12.2 and draft-ietf-mls-extensions §4.7, §4.8, §6.3: what an external commit may hold, and how. */
function checkExternalCommit(list: ProposalList, joiner: LeafNode, tree: RatchetTree, rules: GroupRules): void {
  for (const { proposal, byReference } of list) {
    const allowed = allowedInExternalCommits.has(proposal.type);
    demand(allowed, 'external-commit-proposal-type', proposal.type);
    if (proposal.type !== 'self-remove') demand(!byReference, 'external-commit-by-reference', proposal.type);
  }
  demand(ofType(list, 'external-init').length === 1, 'external-commit-one-init');
  const removes = ofType(list, 'remove');
  demand(removes.length <= 1, 'external-commit-one-remove');
  for (const { proposal } of removes) {
    const before = tree.memberLeaf(proposal.removed);
    demand(rules.sameClient(before.credential, joiner.credential), 'external-commit-removes-other');
  }
}

const allowedInExternalCommits = new Set<string>([
  'external-init',
  'remove',
  'psk',
  'self-remove',
  'app-data-update',
  'app-ephemeral',
]);

/** RFC 9420 §12.2: a commit updates or removes each leaf at most once; SelfRemove counts as a removal. */
function checkOneChangePerLeaf(list: ProposalList): void {
  const selfRemoved = ofType(list, 'self-remove').map(({ sender }) =>
    sender.type === 'member' ? sender.leafIndex : -1,
  );
  demand(new Set(selfRemoved).size === selfRemoved.length, 'self-remove-once');
  const updated = ofType(list, 'update').map(({ sender }) => (sender.type === 'member' ? sender.leafIndex : -1));
  const changed = [...updated, ...removedLeaves(list)];
  demand(new Set(changed).size === changed.length, 'one-change-per-leaf');
}

/** The leaves that a list removes, by Remove or SelfRemove. */
export function removedLeaves(list: ProposalList): LeafIndex[] {
  return list.flatMap(({ sender, proposal }) => {
    if (proposal.type === 'remove') return [proposal.removed];
    return proposal.type === 'self-remove' && sender.type === 'member' ? [sender.leafIndex] : [];
  });
}

/** RFC 9420 §12.2: every member that will process the commit supports the types of its proposals. */
function checkTypesSupported(list: ProposalList, tree: RatchetTree): void {
  const types = new Set(
    list.map(({ proposal }) => proposalTypeOf(proposal)).filter((type) => !isDefaultProposal(type)),
  );
  if (types.size === 0) return;
  const leaving = new Set(removedLeaves(list));
  for (const [leafIndex, { capabilities }] of tree.leaves()) {
    if (leaving.has(leafIndex)) continue;
    for (const type of types)
      demand(capabilities.proposals.includes(type), 'proposal-type-unsupported', `type ${type} by leaf ${leafIndex}`);
  }
}

/**
 * RFC 9420 §12.2: no Add is for a client that stays in the group, and no two are for the same one.
 * @param remaining the tree after updates and removals
 */
export function checkAddedClients(list: ProposalList, remaining: RatchetTree, rules: GroupRules): void {
  const added = ofType(list, 'add').map(({ proposal }) => proposal.parsed.leaf.credential);
  if (added.length === 0) return;
  const present = [...remaining.leaves()].map(([, leaf]) => leaf.credential);
  const clientKey = rules.clientKey?.bind(rules);
  if (clientKey === undefined) {
    for (const [i, credential] of added.entries()) {
      const same = (other: Credential): boolean => rules.sameClient(other, credential);
      demand(!added.slice(0, i).some(same), 'client-added-twice');
      demand(!present.some(same), 'client-already-member');
    }
    return;
  }
  const keys = added.map(clientKey);
  demand(new Set(keys).size === keys.length, 'client-added-twice');
  const members = new Set(present.map(clientKey));
  for (const key of keys) demand(!members.has(key), 'client-already-member');
}

/** RFC 9420 §12.4: whether a commit of these proposals must have a path. */
export function needsPath(list: ProposalList): boolean {
  return list.length === 0 || list.some(({ proposal }) => pathRequiring.has(proposal.type));
}

const pathRequiring = new Set<string>(['update', 'remove', 'external-init', 'group-context-extensions', 'self-remove']);
