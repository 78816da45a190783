import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import {
  checkGroupInfo,
  type CommitEffects,
  InvalidMessage,
  memberAt,
  messageHash,
  type PublicGroup,
  readFrame,
  receivePublicCommit,
} from '../mls/index.ts';
import type { Actor, HandshakeProposal } from '../policy/index.ts';
import {
  type CommitBundle,
  decodeDeed,
  deedComponent,
  isRunByGateway,
  serviceUserOf,
  type UpdateResponse,
  userOf,
} from '../provider/index.ts';
import { acceptChange, type CheckedChange, isOfEpoch, notAllowed, wrongEpoch } from './accept-change.ts';
import { faultOfExtensions } from './group-extensions.ts';
import { type HubContext, rulesAt } from './hub-context.ts';
import type { OpenRoom } from './open-room.ts';
import { isLeaving } from './pending-removals.ts';
import { refuseReInit } from './reinit.ts';
import { resolveProposal, senderOf, type Resolver } from './resolve-handshake.ts';
import { acceptedBefore } from './room-log.ts';
import { judgeCommit } from './room-rules.ts';

type ResolvedProposal = HandshakeProposal & { readonly byReference: boolean };

/**
 * Decides on a commit and everything that comes with it (draft-ietf-mimi-protocol-06 §5.3). Per epoch one is accepted;
 * the others get `wrongEpoch` (UP-09). @throws NoSuchRoom
 */
export async function acceptCommit(
  hub: HubContext,
  source: ProviderDomain,
  room: RoomUri,
  bundle: CommitBundle,
): Promise<UpdateResponse> {
  return acceptChange(hub, source, room, 'a commit', (open) => check(hub, source, open, bundle));
}

/** @throws InvalidMessage, InvalidPolicy or InvalidIdentifier, which refuse the commit */
async function check(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  bundle: CommitBundle,
): Promise<UpdateResponse | CheckedChange> {
  const { commit: content, welcome } = bundle;
  const head = readFrame(content);
  const hash = messageHash(content);
  if (head.wireFormat !== 'public-message')
    throw new InvalidMessage('wrong-wire-format', 'a commit is a PublicMessage');
  if (head.contentType !== 'commit') return notAllowed('This is not a commit');
  if (!isOfEpoch(head, open)) {
    const before = await acceptedBefore(hub.database, open, hash);
    return before === null ? wrongEpoch(open) : { code: 'success', acceptedTimestamp: before };
  }
  const { group, effects } = await receivePublicCommit(open.group, content, rulesAt(hub));
  checkGroupInfo(group, bundle.groupInfo, bundle.ratchetTree);
  const spoiled = faultOfExtensions(hub.key, group.context.extensions);
  if (spoiled !== null) return notAllowed(spoiled);
  const next = hub.open.open(open.id, open.uri, open.version + 1n, group, bundle.groupInfo);
  const refusal = decide(hub, source, open, next, effects);
  if (refusal) return refusal;
  await hub.trial()?.(open.uri, content, welcome);
  return { next, entries: [{ kind: 'commit', hash, content, welcome, sender: null }] };
}

/** Policy, provider domains, and whether everything that waits is in it. null: allowed. */
function decide(
  hub: HubContext,
  source: ProviderDomain,
  open: OpenRoom,
  next: OpenRoom,
  effects: CommitEffects,
): UpdateResponse | null {
  const joiner = effects.external ? memberAt(next.group, effects.committer) : null;
  const resolver: Resolver = {
    group: open.group,
    hub: hub.domain,
    ...(joiner ? { joiner } : {}),
  };
  const committer = senderOf(resolver, effects.sender);
  const proposals = resolveAll(resolver, effects, committer);
  const foreign = foreignTo(hub, source, committer, proposals);
  if (foreign) return notAllowed(foreign);
  const ended = refuseReInit(proposals);
  if (ended) return ended;
  if (committer.type === 'user' && isLeaving(open, committer.user)) {
    return { code: 'notAllowed', errorDescription: 'Your removal from this room is decided', rule: 'removal-pending' };
  }
  if (!effects.external && !holdsAllPending(open.group, effects)) {
    return notAllowed('A commit must contain every pending proposal');
  }
  const taken = serviceLeafTaken(hub, committer, effects, next);
  if (taken) return notAllowed(taken);
  const decision = judgeCommit(open, { committer, external: effects.external, proposals, after: next.state });
  return decision.allowed
    ? null
    : { code: 'notAllowed', errorDescription: `${decision.text} (${decision.section})`, rule: decision.rule };
}

/**
 * The commit's proposals with the leaf that an external commit brings. Where the service leaf acts for a user who has no
 * leaf, what it puts in itself is that user's will and is judged by that user's rights.
 */
function resolveAll(resolver: Resolver, effects: CommitEffects, committer: Actor): readonly ResolvedProposal[] {
  const resolved = effects.proposals.map(({ sender, proposal, byReference }): ResolvedProposal => {
    const one = resolveProposal(resolver, sender, proposal);
    const principal = byReference || one.by.type === 'user' ? null : principalOf(effects);
    return { ...one, ...(principal === null ? {} : { by: { type: 'user', user: principal } }), byReference };
  });
  if (!effects.external || committer.type !== 'user') return resolved;
  const gateway = resolver.joiner !== undefined && isRunByGateway(resolver.joiner);
  return [...resolved, { by: committer, type: 'add', user: committer.user, gateway, byReference: false }];
}

/** For whom the committing service leaf says that it acts; null: for the hub itself. */
function principalOf(effects: CommitEffects): UserUri | null {
  for (const { componentId, data, sender } of effects.ephemeral) {
    const own = sender.type === 'member' && sender.leafIndex === effects.committer;
    const by = own && componentId === deedComponent ? decodeDeed(data)?.by : undefined;
    if (by !== undefined) return by;
  }
  return null;
}

/** ID-14: what a provider hands in is its own users'; what is referenced was checked when it was accepted. */
function foreignTo(
  hub: HubContext,
  source: ProviderDomain,
  committer: Actor,
  proposals: readonly ResolvedProposal[],
): string | null {
  const domain = committer.type === 'user' ? domainOf(committer.user) : hub.domain;
  if (domain !== source) return `A client of ${domain} must be committed for by its own provider, not ${source}`;
  const added = proposals.find((p) => !p.byReference && p.type === 'add' && domainOf(p.user) !== source);
  return added?.type === 'add' ? `A client of ${domainOf(added.user)} can't be added by ${source}` : null;
}

/** UP-17. Counted by proposal: an AppEphemeral that is referenced twice must not stand for one that was left out. */
function holdsAllPending(group: PublicGroup, effects: CommitEffects): boolean {
  const referenced = effects.proposals.filter(({ byReference }) => byReference).map(({ proposal }) => proposal);
  return referenced.length === group.pending.size && new Set(referenced).size === group.pending.size;
}

/** The service leaf keeps the room going: only the hub brings it in, and takes it out unless the room refuses gateways. */
function serviceLeafTaken(hub: HubContext, committer: Actor, effects: CommitEffects, next: OpenRoom): string | null {
  const service = serviceUserOf(hub.domain);
  const changes = next.state.gatewaysRefused ? effects.added : [...effects.removed, ...effects.added];
  const changed = changes.some((member) => userOf(member) === service);
  return changed && committer.type === 'user' ? 'Only the hub adds and removes its service leaf' : null;
}
