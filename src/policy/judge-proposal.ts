import { domainOf, kindOf, parseUserUri, type ProviderUri, type UserUri } from '../identifiers/index.ts';
import type { RoomState } from './contract.ts';
import type { Actor, Decision, PolicyRule } from './rules/contract.ts';
import { allowed, refuse } from './decision.ts';
import { decide } from './decide.ts';
import type { ReadProposal } from './handshake.ts';
import type { ListChange } from './participants.ts';
import { refuseClient } from './rules/entering-client.ts';
import { changeGateways } from './rules/gateways.ts';
import { outsideParent } from './rules/parent-room.ts';
import {
  banned,
  barred,
  clientsOf,
  has,
  isHub,
  isServiceLeaf,
  mayMove,
  roleAt,
  roleIndexOf,
  uriOf,
} from './standing.ts';

/** What one proposal is judged by. */
export interface Court {
  /** The room that the sender's rights come from. */
  readonly rights: RoomState;
  /** The room as it will be with the proposals beside this one, and this one. */
  readonly outcome: RoomState;
}

/** Rules of counting: they are kept by the commit as a whole, where one proposal may make up for another. */
const countingRules: readonly PolicyRule[] = ['role-minimum', 'role-maximum', 'room-full', 'single-device'];

/** Whether a proposal changes how many there are in roles and in the group. */
export function changesNumbers(proposal: ReadProposal): boolean {
  return ['participants', 'add', 'remove', 'self-remove'].includes(proposal.type);
}

/**
 * {@link judgeProposal} without the rules of counting, where the caller counts what all proposals come to.
 */
export function judgeRight(court: Court, proposal: ReadProposal): Decision {
  const decision = judgeProposal(court, proposal);
  const counted = changesNumbers(proposal) && !decision.allowed && countingRules.includes(decision.rule);
  return counted ? allowed : decision;
}

/**
 * One proposal by its sender: bare, or as content of a commit, with the same answer (AC-06, RC-31).
 */
function judgeProposal(court: Court, proposal: ReadProposal): Decision {
  const { rights, outcome } = court;
  const { by } = proposal;
  const outside: Decision = proposal.external ? decide(rights, by, { type: 'external-proposal' }) : allowed;
  if (!outside.allowed) return outside;
  switch (proposal.type) {
    case 'participants':
      return judgeListUpdate(court.rights, by, proposal.changes);
    case 'add':
      return judgeAdd(court, by, proposal);
    case 'remove':
    case 'self-remove':
      return judgeRemove(court, by, proposal.user);
    case 'metadata':
      return decide(rights, by, { type: 'change-metadata', metadata: proposal.metadata });
    case 'base-policy':
      return decide(rights, by, { type: 'change-base-policy', base: proposal.base });
    case 'roles':
      return decide(rights, by, { type: 'change-roles', roles: proposal.roles });
    case 'preauthorized':
      return decide(rights, by, { type: 'change-preauthorized', entries: proposal.entries });
    case 'gateways':
      return changeGateways(rights, by, proposal.refused, outcome);
    case 'join-links':
      return decide(rights, by, { type: 'change-join-links', update: proposal.update });
    case 'other-component':
      return decide(rights, by, { type: 'change-component', componentId: proposal.componentId });
    case 'remove-component':
      return decide(rights, by, { type: 'remove-component', componentId: proposal.componentId });
    case 'reinit':
      return decide(rights, by, { type: 'reinit' });
    case 'group-context-extensions':
      return decide(rights, by, { type: 'change-extensions', ...(proposal.dropsHub ? { dropsHub: true } : {}) });
    case 'ephemeral':
      // Whoever leaves may say why, beside the leave itself.
      return barred(rights, by) ?? allowed;
    case 'other':
      return barred(outcome, by) ?? refuseClient(outcome, proposal) ?? judgeOther(rights, by, proposal.proposalType);
  }
}

/** RFC 9420 §17.4. */
const proposalTypes = { update: 0x0002, psk: 0x0004 } as const;

/** Update and PSK have a capability each, which a room may use (RC-24); of the others nobody says anything. */
function judgeOther(rights: RoomState, by: Actor, proposalType: number): Decision {
  if (proposalType === proposalTypes.update) return decide(rights, by, { type: 'send-proposal', proposal: 'update' });
  if (proposalType === proposalTypes.psk) return decide(rights, by, { type: 'send-proposal', proposal: 'psk' });
  return allowed;
}

function judgeListUpdate(state: RoomState, sender: Actor, changes: readonly ListChange[]): Decision {
  const refusals = changes.flatMap((change) => {
    const decision = judgeListChange(state, sender, change);
    return decision.allowed ? [] : [decision];
  });
  // A refusal that counting alone explains stands behind every other: it may be made up for.
  return refusals.find(({ rule }) => !countingRules.includes(rule)) ?? refusals[0] ?? allowed;
}

function judgeListChange(state: RoomState, sender: Actor, change: ListChange): Decision {
  const { user, from, to } = change;
  if (user === uriOf(sender)) {
    if (from === 0) return decide(state, sender, { type: 'join', role: to });
    return decide(state, sender, to === 0 ? { type: 'remove-self' } : { type: 'change-own-role', role: to });
  }
  if (to === 0) return decide(state, sender, { type: 'remove-participant', user });
  if (from !== 0) return decide(state, sender, { type: 'change-role', user, role: to });
  if (to === banned) return decide(state, sender, { type: 'ban', user });
  // A user who enters by an Add of its own can't write the list before it is a member: the hub does, with no more right
  // than that user has.
  if (isHub(state, sender)) return decide(state, asJoiner(user), { type: 'join', role: to });
  return decide(state, sender, { type: 'add-participant', user, role: to });
}

/** Who enters by oneself: a user, or a provider that is to hold a role. */
function asJoiner(user: UserUri | ProviderUri): Actor {
  return kindOf(user) === 'provider'
    ? { type: 'provider', domain: domainOf(user) }
    : { type: 'user', user: parseUserUri(user) };
}

function judgeAdd(court: Court, sender: Actor, add: Extract<ReadProposal, { readonly type: 'add' }>): Decision {
  const { rights, outcome } = court;
  const { user } = add;
  const role = roleIndexOf(outcome, user);
  const listedNow = role > banned && roleIndexOf(rights, user) === 0;
  if (isServiceLeaf(rights, sender, user)) return allowed;
  const keptOut = role === banned ? null : (refuseClient(outcome, add) ?? outsideParent(outcome, user));
  if (keptOut) return keptOut;
  if (user === uriOf(sender)) {
    if (role === banned) return refuse('banned', 'room-policy §2.1', 'You are banned from this room.');
    // Without an entry yet, the hub writes one beside it: may this user join at all?
    if (role === 0) return decide(rights, sender, { type: 'join' });
    return listedNow ? allowed : decide(rights, sender, { type: 'add-own-client' });
  }
  const adding = 'room-policy §8.1.1';
  if (role === banned) return refuse('banned', adding, 'That user is banned.');
  if (role === 0) return refuse('target-not-a-participant', adding, 'Clients belong to a listed user.');
  const bar = barred(rights, sender);
  if (bar) return bar;
  const own = roleAt(rights, roleIndexOf(rights, uriOf(sender)));
  // §8.1.1: who may list a user may bring in that user's clients; of a listed user only while it has none (UP-20).
  const mayAdd = has(own, 'canAddParticipant') && mayMove(own, 0, role);
  if (mayAdd && (listedNow || clientsOf(rights, user) === 0)) return allowed;
  return refuse('lacks-capability', adding, 'Your role may not bring in that user’s clients.');
}

function judgeRemove(court: Court, sender: Actor, user: UserUri): Decision {
  const { rights, outcome } = court;
  if (user === uriOf(sender)) {
    const leaving = roleIndexOf(outcome, user) === 0 && clientsOf(rights, user) > 0;
    return leaving ? allowed : decide(rights, sender, { type: 'remove-own-client' });
  }
  if (isServiceLeaf(rights, sender, user)) return allowed;
  const goes = roleIndexOf(outcome, user) <= banned;
  // UP-37: a provider takes out lost clients of its own users, and holds no role for that.
  if (sender.type === 'provider' && sender.domain === domainOf(user) && !isHub(rights, sender)) {
    return goes ? allowed : judgeClientRemoval(court, sender, user);
  }
  const bar = barred(rights, sender);
  if (bar) return bar;
  // Clients of somebody who is no longer listed, or is banned, have to go: whoever commits may say so (UP-21).
  if (goes) return allowed;
  if (isHub(rights, sender)) return judgeClientRemoval(court, sender, user);
  return decide(rights, sender, { type: 'kick', user });
}

/** Single clients by a provider, or all of them where membership is not fixed (UP-37, KB-12). */
function judgeClientRemoval({ rights, outcome }: Court, sender: Actor, user: UserUri): Decision {
  if (rights.base.fixedMembership && clientsOf(outcome, user) === 0) {
    return refuse('fixed-membership', 'room-policy §5', 'The last client of a user stays in this room.');
  }
  return decide(rights, sender, { type: 'remove-client', user });
}
