import type { ProviderDomain, UserUri } from '../identifiers/index.ts';
import { leafExtensions, type Member, memberAt, type Proposal, type PublicGroup, type Sender } from '../mls/index.ts';
import type { Actor, HandshakeProposal } from '../policy/index.ts';
import { isGatewayKeyPackage, isRunByGateway, serviceUserOf, userOf, userOfKeyPackage } from '../provider/index.ts';

/** Names in a handshake are leaf indices and credentials; policy speaks of users. */
export interface Resolver {
  readonly group: PublicGroup;
  readonly hub: ProviderDomain;
  /** Leaf that an external commit brings. */
  readonly joiner?: Pick<Member, 'credential' | 'extensions'>;
}

/** The user of a leaf as an actor; the hub's service leaf acts for the hub. */
function actorOf(member: Pick<Member, 'credential'>, hub: ProviderDomain): Actor {
  return actorOfUser(userOf(member), hub);
}

function actorOfUser(user: UserUri, hub: ProviderDomain): Actor {
  return user === serviceUserOf(hub) ? { type: 'provider', domain: hub } : { type: 'user', user };
}

function memberOf(resolver: Resolver, leaf: number): Member {
  const member = memberAt(resolver.group, leaf);
  if (!member) throw new Error(`A verified handshake names the blank leaf ${leaf}`);
  return member;
}

/** Who sent a verified proposal or commit. */
export function senderOf(resolver: Resolver, sender: Sender, proposal?: Proposal): Actor {
  switch (sender.type) {
    case 'member':
      return actorOf(memberOf(resolver, sender.leafIndex), resolver.hub);
    case 'external':
      // The GroupContext lists one external sender, the hub, checked when the group was made.
      return { type: 'provider', domain: resolver.hub };
    case 'new-member-proposal':
      if (proposal?.type !== 'add') throw new Error('A verified new-member proposal is not an Add');
      return actorOfUser(userOfKeyPackage(proposal.keyPackage), resolver.hub);
    case 'new-member-commit':
      if (!resolver.joiner) throw new Error('A verified external commit brought no leaf');
      return actorOf(resolver.joiner, resolver.hub);
  }
}

const leaving = (member: Member): { readonly user: UserUri; readonly gateway: boolean } => ({
  user: userOf(member),
  gateway: isRunByGateway(member),
});

/** A client may come to be run by a gateway while it is in the group: its Update then says so. */
function becomesGateway(resolver: Resolver, sender: Sender, leafNode: Uint8Array): boolean {
  if (sender.type !== 'member') throw new Error('A verified Update was not sent by a member');
  return isRunByGateway(leafExtensions(leafNode)) && !isRunByGateway(memberOf(resolver, sender.leafIndex));
}

/** One verified proposal in the policy's terms. */
export function resolveProposal(resolver: Resolver, sender: Sender, proposal: Proposal): HandshakeProposal {
  const by = senderOf(resolver, sender, proposal);
  switch (proposal.type) {
    case 'add':
      return {
        by,
        type: 'add',
        user: userOfKeyPackage(proposal.keyPackage),
        gateway: isGatewayKeyPackage(proposal.keyPackage),
      };
    case 'remove':
      return { by, type: 'remove', ...leaving(memberOf(resolver, proposal.removed)) };
    case 'self-remove':
      if (sender.type !== 'member') throw new Error('A verified SelfRemove was not sent by a member');
      return { by, type: 'self-remove', ...leaving(memberOf(resolver, sender.leafIndex)) };
    case 'app-data-update':
      return { by, type: 'component', componentId: proposal.componentId, update: proposal.update };
    case 'app-ephemeral':
      return { by, type: 'ephemeral', componentId: proposal.componentId };
    case 'reinit':
      return { by, type: 'reinit' };
    case 'group-context-extensions':
      return { by, type: 'group-context-extensions' };
    case 'update':
      return { by, type: 'other', proposalType: 0x0002, gateway: becomesGateway(resolver, sender, proposal.leafNode) };
    case 'psk':
      return { by, type: 'other', proposalType: 0x0004 };
    case 'external-init':
      return { by, type: 'other', proposalType: 0x0006 };
    case 'unknown':
      return { by, type: 'other', proposalType: proposal.proposalType };
  }
}
