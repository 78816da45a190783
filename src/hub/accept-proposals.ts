import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import {
  InvalidMessage,
  messageHash,
  type PendingProposal,
  type PublicGroup,
  proposeAsExternalSender,
  readFrame,
  receivePublicProposal,
} from '../mls/index.ts';
import {
  componentIds,
  defaultRole,
  participantListUpdate,
  type HandshakeProposal,
  type PolicyRule,
} from '../policy/index.ts';
import { type ProposalBundle, serviceUserOf, type UpdateResponse } from '../provider/index.ts';
import { acceptChange, type CheckedChange, isOfEpoch, notAllowed, wrongEpoch } from './accept-change.ts';
import { Waiting } from './fit-together.ts';
import { type HubContext, rulesAt } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';
import { isLeaving } from './pending-removals.ts';
import { refuseReInit } from './reinit.ts';
import { resolveProposal, type Resolver } from './resolve-handshake.ts';
import { acceptedBefore, type Appended } from './room-log.ts';
import { judgeCommit, judgeProposal } from './room-rules.ts';

/**
 * Decides on bare proposals: all of them are accepted, provisionally, or none (UP-13, UP-14). The hub adds the list entry
 * of those who propose themselves and are not listed yet, since a leaf must not come before its entry (UP-19).
 * @throws NoSuchRoom
 */
export async function acceptProposals(
  hub: HubContext,
  source: ProviderDomain,
  room: RoomUri,
  bundle: ProposalBundle,
): Promise<UpdateResponse> {
  return acceptChange(hub, source, room, 'proposals', (open) => check(hub, source, open, bundle.proposals));
}

/** Proposals that wait in one epoch: every commit must hold them all, so nobody may pile them up. */
const mostPending = 2000;

interface Reason {
  readonly text: string;
  readonly rule?: PolicyRule;
}

const ruleOf = ({ rule }: Reason): { readonly rule?: PolicyRule } => (rule === undefined ? {} : { rule });

/** @throws InvalidMessage, InvalidPolicy or InvalidIdentifier, which refuse the proposals */
async function check(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  proposals: readonly Uint8Array[],
): Promise<UpdateResponse | CheckedChange> {
  if (proposals.length === 0) return notAllowed('There is no proposal in this update');
  const heads = proposals.map(readFrame);
  const strange = heads.find((head) => head.wireFormat !== 'public-message' || head.contentType !== 'proposal');
  if (strange) throw new InvalidMessage('wrong-wire-format', 'a proposal is a PublicMessage');
  const before = await allAcceptedBefore(hub, open, proposals);
  if (before !== null) return { code: 'success', acceptedTimestamp: before };
  if (!heads.every((head) => isOfEpoch(head, open))) return wrongEpoch(open);
  return receiveAll(hub, source, open, proposals);
}

/** When the same bundle was accepted; null when anything in it is new: success would promise that it is distributed. */
async function allAcceptedBefore(
  hub: HubContext,
  open: OpenRoom,
  proposals: readonly Uint8Array[],
): Promise<number | null> {
  let first: number | null = null;
  for (const message of proposals) {
    const at = await acceptedBefore(hub.database, open, messageHash(message));
    if (at === null) return null;
    first ??= at;
  }
  return first;
}

async function receiveAll(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  proposals: readonly Uint8Array[],
): Promise<UpdateResponse | CheckedChange> {
  const rules = rulesAt(hub);
  const resolver: Resolver = { group: open.group, hub: hub.domain };
  const pending = [...open.group.pending.values()].map((p) => resolveProposal(resolver, p.sender, p.proposal));
  if (open.group.pending.size + proposals.length > mostPending)
    return notAllowed('Too many proposals wait for a commit');
  const waiting = new Waiting(open.group);
  let group = open.group;
  const bad: PendingProposal['ref'][] = [];
  const reasons: Reason[] = [];
  const joining: UserUri[] = [];
  for (const message of proposals) {
    const received = await receivePublicProposal(group, message, rules);
    const { sender, proposal, ref } = received.proposal;
    const clash =
      group.pending.size === received.group.pending.size ? 'It is pending already' : waiting.add(received.proposal);
    group = received.group;
    const resolved = resolveProposal(resolver, sender, proposal);
    const ended = refuseReInit([resolved]);
    if (ended) return ended;
    const refusal = clash === null ? refusalOf(hub, source, open, resolved, pending) : { text: clash };
    if (refusal) {
      bad.push(ref);
      reasons.push(refusal);
    } else if (sender.type === 'new-member-proposal' && resolved.type === 'add') {
      joining.push(resolved.user);
    }
  }
  const [reason] = reasons;
  if (reason)
    return { code: 'invalidProposal', errorDescription: reason.text, invalidProposals: bad, ...ruleOf(reason) };
  const listing = listJoiners(hub, open, joining);
  if (listing) group = (await receivePublicProposal(group, listing, rules)).group;
  const next = hub.open.open(open.id, open.uri, open.version + 1n, group, open.groupInfo);
  const refusal = combination(hub, open, group, next);
  if (refusal) return { code: 'notAllowed', errorDescription: refusal.text, ...ruleOf(refusal) };
  const accepted = listing ? [...proposals, listing] : proposals;
  return { next, entries: accepted.map(entryOf) };
}

/** Why one proposal is not accepted: its sender's provider, its sender's pending removal, or the policy. */
function refusalOf(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  proposal: HandshakeProposal,
  pending: readonly HandshakeProposal[],
): Reason | null {
  const domain = proposal.by.type === 'user' ? domainOf(proposal.by.user) : hub.domain;
  if (domain !== source) return { text: `A proposal of ${domain} must come from its own provider, not ${source}` };
  if (proposal.by.type === 'provider') return null;
  if (proposal.type === 'remove' && proposal.user === serviceUserOf(hub.domain)) {
    return { text: 'Only the hub removes its service leaf' };
  }
  // A basic credential is vouched for by nobody but its user's own provider (ID-14).
  if (proposal.type === 'add' && domainOf(proposal.user) !== source) {
    return { text: `A client of ${domainOf(proposal.user)} can't be added by ${source}` };
  }
  const own = (proposal.type === 'remove' || proposal.type === 'self-remove') && proposal.user === proposal.by.user;
  if (!own && isLeaving(open, proposal.by.user))
    return { text: 'Your removal from this room is decided', rule: 'removal-pending' };
  const decision = judgeProposal(open, proposal, pending);
  return decision.allowed ? null : { text: `${decision.text} (${decision.section})`, rule: decision.rule };
}

/** The hub's own proposal that lists those who propose themselves; null when all are listed. */
function listJoiners(hub: HubContext, open: OpenRoom, joining: readonly UserUri[]): Uint8Array | null {
  const listed = new Set(open.effective.participants.map(({ user }) => user));
  const role = defaultRole(open.effective);
  const unlisted = [...new Set(joining)].filter((user) => !listed.has(user));
  if (unlisted.length === 0 || role === null) return null;
  const update = participantListUpdate.encode({
    changedRoleParticipants: [],
    removedIndices: [],
    addedParticipants: unlisted.map((user) => ({ user, role })),
  });
  return proposeAsExternalSender(open.group.context, {
    senderIndex: 0,
    privateKey: hub.key.privateKey,
    proposal: { type: 'app-data-update', componentId: componentIds.participantList, update },
  });
}

/**
 * Everything that waits must be fit to stand in one commit, or the room would be stuck with proposals that every commit
 * must contain. Proposals are so combined in the order of their acceptance (UP-15, UP-17).
 */
function combination(hub: HubContext, open: OpenRoom, group: PublicGroup, next: OpenRoom): Reason | null {
  const resolver: Resolver = { group: open.group, hub: hub.domain };
  const decision = judgeCommit(open, {
    committer: { type: 'provider', domain: hub.domain },
    external: false,
    proposals: [...group.pending.values()].map(({ sender, proposal }) => ({
      ...resolveProposal(resolver, sender, proposal),
      byReference: true,
    })),
    after: next.effective,
  });
  return decision.allowed ? null : { text: `${decision.text} (${decision.section})`, rule: decision.rule };
}

function entryOf(content: Uint8Array): Appended {
  return { kind: 'proposal', hash: messageHash(content), content, welcome: null, sender: null };
}
