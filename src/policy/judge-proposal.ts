import { domainOf, type UserUri } from '../identifiers/index.ts';
import type { RoleIndex, RoomState } from './contract.ts';
import type { HubRule } from './envelope/contract.ts';
import type { Action, Actor, Decision, PolicyRule } from './rules/contract.ts';
import { allowed, refuse } from './decision.ts';
import { decide } from './decide.ts';
import { listChangesOf, type ReadProposal } from './handshake.ts';
import type { ListChange } from './participants.ts';
import { refuseClient } from './rules/entering-client.ts';
import { changeGateways } from './rules/gateways.ts';
import { outsideParent } from './rules/parent-room.ts';
import { changeBasePolicy } from './rules/room-settings.ts';
import {
  actingRole,
  barred,
  clientsOf,
  has,
  isBanned,
  isBanRole,
  isHub,
  isServiceLeaf,
  mayMove,
  preauthorizedRole,
  roleAt,
  roleIndexOf,
  takesPart,
  targetsFrom,
  uriOf,
} from './standing.ts';

/** What one proposal is judged by. */
export interface Court {
  /** The room that the sender's rights come from. */
  readonly rights: RoomState;
  /** The room as it will be with the proposals beside this one, and this one. */
  readonly outcome: RoomState;
  /** Those that stand in `rights` already. */
  readonly accepted: readonly ReadProposal[];
  /** Those who ask to come in by an Add of their own, as their credentials say who they are. */
  readonly asking: ReadonlyMap<string, Actor>;
  /** Rules that are asked of what all proposals come to, not of each. */
  readonly waived: readonly PolicyRule[];
  /** What the hub asks besides, if a hub is asking. */
  readonly hubRule?: HubRule | undefined;
}

function ask({ rights, hubRule }: Court, by: Actor, action: Action): Decision {
  const decision = decide(rights, by, action);
  // What counting refuses may be made up for, and then it is the hub's rule that decides.
  const open = decision.allowed || rulesOfWhole.includes(decision.rule);
  return open ? (hubRule?.(rights, by, action) ?? decision) : decision;
}

/** Rules of counting: they are kept by all proposals as a whole, where one may make up for another. */
export const countingRules: readonly PolicyRule[] = [
  'role-minimum',
  'role-maximum',
  'room-full',
  'single-device',
  'parent-whole',
];
/** Those, and that a logger stays: one commit may exchange it. */
export const rulesOfWhole: readonly PolicyRule[] = [...countingRules, 'logging-required'];

/** {@link Court.asking} of some proposals. */
export function askingOf(proposals: readonly ReadProposal[]): ReadonlyMap<string, Actor> {
  const own = proposals.filter((proposal) => proposal.type === 'add' && proposal.user === uriOf(proposal.by));
  return new Map(own.map(({ by }) => [uriOf(by), by]));
}

/** Whether a proposal changes how many there are in roles and in the group. */
export function changesNumbers(proposal: ReadProposal): boolean {
  return ['participants', 'add', 'remove', 'self-remove'].includes(proposal.type);
}

/**
 * {@link judgeProposal} without the rules that the caller asks of what all proposals come to.
 */
export function judgeRight(court: Court, proposal: ReadProposal): Decision {
  const decision = judgeProposal(court, proposal);
  const counted = changesNumbers(proposal) && !decision.allowed && court.waived.includes(decision.rule);
  return counted ? allowed : decision;
}

/**
 * One proposal by its sender: bare, or as content of a commit, with the same answer (AC-06, RC-31).
 */
export function judgeProposal(court: Court, proposal: ReadProposal): Decision {
  const { rights, outcome } = court;
  const { by } = proposal;
  const outside: Decision = proposal.external ? ask(court, by, { type: 'external-proposal' }) : allowed;
  if (!outside.allowed) return outside;
  switch (proposal.type) {
    case 'participants':
      return judgeListUpdate(court, by, proposal.changes);
    case 'add':
      return judgeAdd(court, by, proposal);
    case 'remove':
    case 'self-remove':
      return judgeRemove(court, by, proposal.user);
    case 'metadata':
      return ask(court, by, { type: 'change-metadata', metadata: proposal.metadata });
    case 'base-policy':
      return changeBasePolicy(rights, by, proposal.base, outcome);
    case 'roles':
      return ask(court, by, { type: 'change-roles', roles: proposal.roles });
    case 'preauthorized':
      return ask(court, by, { type: 'change-preauthorized', entries: proposal.entries });
    case 'gateways':
      return changeGateways(rights, by, proposal.refused, outcome);
    case 'join-links':
      return ask(court, by, { type: 'change-join-links', update: proposal.update });
    case 'other-component':
      return ask(court, by, { type: 'change-component', componentId: proposal.componentId });
    case 'remove-component':
      return ask(court, by, { type: 'remove-component', componentId: proposal.componentId });
    case 'reinit':
      return ask(court, by, { type: 'reinit' });
    case 'group-context-extensions':
      return ask(court, by, { type: 'change-extensions', ...(proposal.dropsHub ? { dropsHub: true } : {}) });
    case 'ephemeral':
      // Whoever leaves may say why, beside the leave itself.
      return barred(rights, by) ?? allowed;
    case 'other':
      // Who enters has a place afterwards, who leaves had one.
      return (
        (barred(rights, by) && barred(outcome, by)) ??
        refuseClient(outcome, proposal) ??
        judgeOther(court, by, proposal.proposalType)
      );
  }
}

/** RFC 9420 §17.4. */
const proposalTypes = { update: 0x0002, psk: 0x0004 } as const;

/** Update and PSK have a capability each, which a room may use (RC-24); of the others nobody says anything. */
function judgeOther(court: Court, by: Actor, proposalType: number): Decision {
  if (proposalType === proposalTypes.update) return ask(court, by, { type: 'send-proposal', proposal: 'update' });
  if (proposalType === proposalTypes.psk) return ask(court, by, { type: 'send-proposal', proposal: 'psk' });
  return allowed;
}

function judgeListUpdate(court: Court, sender: Actor, changes: readonly ListChange[]): Decision {
  const refusals = changes.flatMap((change) => {
    const decision = judgeListChange(court, sender, change);
    return decision.allowed ? [] : [decision];
  });
  // A refusal that counting alone explains stands behind every other: it may be made up for.
  return refusals.find(({ rule }) => !rulesOfWhole.includes(rule)) ?? refusals[0] ?? allowed;
}

function judgeListChange(court: Court, sender: Actor, change: ListChange): Decision {
  const { user, from, to } = change;
  if (user === uriOf(sender)) {
    if (from === 0) return ask(court, sender, { type: 'join', role: to });
    return ask(court, sender, to === 0 ? { type: 'remove-self' } : { type: 'change-own-role', role: to });
  }
  if (to === 0) return ask(court, sender, { type: 'remove-participant', user });
  if (from !== 0) return ask(court, sender, { type: 'change-role', user, role: to });
  if (isBanRole(court.rights.roles, to)) return ask(court, sender, { type: 'ban', user });
  // A user who enters by an Add of its own can't write the list before it is a member: the hub does, with no more right
  // than that user has.
  const adds = ask(court, sender, { type: 'add-participant', user, role: to });
  const joiner = isHub(court.rights, sender) ? court.asking.get(user) : undefined;
  if (adds.allowed || rulesOfWhole.includes(adds.rule) || !joiner) return adds;
  return ask(court, joiner, { type: 'join', role: to });
}

/** An Add names no role: whoever may enter with any may ask, and the hub's listing says which it is. */
function judgeAsking(court: Court, by: Actor): Decision {
  const { rights } = court;
  const decision = ask(court, by, { type: 'join' });
  if (decision.allowed) return decision;
  const nobody = roleAt(rights, 0);
  const open = has(nobody, 'canOpenJoin') ? targetsFrom(nobody, 0).slice(0, mostWaysIn) : [];
  const ways = [...open, preauthorizedRole(rights, by) ?? 0].filter((role) => role !== 0);
  return ways.some((role) => ask(court, by, { type: 'join', role }).allowed) ? allowed : decision;
}

/** Strangers write the roles, and each is looked for among all preauthorisations. */
const mostWaysIn = 16;

/** Who is listed beside its Add: by its own right to enter with that role, or to bring a client in once it has it. */
function judgeEntering(court: Court, by: Actor, role: RoleIndex): Decision {
  const join = ask(court, by, { type: 'join', role });
  if (join.allowed || rulesOfWhole.includes(join.rule)) return join;
  const listed = { ...court.rights, participants: court.outcome.participants };
  return ask({ ...court, rights: listed }, by, { type: 'add-own-client' });
}

function judgeAdd(court: Court, sender: Actor, add: Extract<ReadProposal, { readonly type: 'add' }>): Decision {
  const { rights, outcome } = court;
  const { user } = add;
  const role = roleIndexOf(outcome, user);
  const outlawed = isBanned(outcome, user);
  const listedNow = takesPart(outcome, user) && roleIndexOf(rights, user) === 0;
  if (role === 0 && isServiceLeaf(rights, sender, user)) return refuseClient(outcome, add) ?? allowed;
  const keptOut = outlawed ? null : (refuseClient(outcome, add) ?? outsideParent(outcome, user));
  if (keptOut) return keptOut;
  if (user === uriOf(sender)) {
    if (outlawed) return refuse('banned', 'room-policy §2.1', 'You are banned from this room.');
    // Without an entry yet, the hub writes one beside it: may this user join at all?
    if (role === 0) return judgeAsking(court, sender);
    return listedNow ? judgeEntering(court, sender, role) : ask(court, sender, { type: 'add-own-client' });
  }
  const adding = 'room-policy §8.1.1';
  if (outlawed) return refuse('banned', adding, 'That user is banned.');
  if (role === 0) return refuse('target-not-a-participant', adding, 'Clients belong to a listed user.');
  const bar = barred(rights, sender);
  if (bar) return bar;
  const own = roleAt(rights, actingRole(rights, sender));
  // §8.1.1: who may list a user may bring in that user's clients; of a listed user only while it has none (UP-20).
  const mayAdd = has(own, 'canAddParticipant') && mayMove(own, 0, role);
  const lists = listedNow || court.accepted.some((one) => uriOf(one.by) === uriOf(sender) && listsAnew(one, user));
  if (mayAdd && (lists || clientsOf(rights, user) <= broughtBy(court, sender, user))) return allowed;
  return refuse('lacks-capability', adding, 'Your role may not bring in that user’s clients.');
}

const listsAnew = (proposal: ReadProposal, user: UserUri): boolean =>
  listChangesOf(proposal).some((change) => change.user === user && change.from === 0);

/** Clients of a user that somebody has added before: "any MLS clients matching the added user" may come (§8.1.1). */
const broughtBy = ({ accepted }: Court, sender: Actor, user: UserUri): number =>
  accepted.filter((one) => one.type === 'add' && one.user === user && uriOf(one.by) === uriOf(sender)).length;

function judgeRemove(court: Court, sender: Actor, user: UserUri): Decision {
  const { rights, outcome } = court;
  if (user === uriOf(sender)) {
    const leaving = roleIndexOf(outcome, user) === 0 && clientsOf(rights, user) > 0;
    return leaving ? allowed : ask(court, sender, { type: 'remove-own-client' });
  }
  if (isServiceLeaf(rights, sender, user)) return allowed;
  const goes = !takesPart(outcome, user);
  // UP-37: a provider takes out lost clients of its own users, and holds no role for that.
  if (sender.type === 'provider' && sender.domain === domainOf(user)) {
    return goes ? allowed : judgeClientRemoval(court, sender, user);
  }
  const bar = barred(rights, sender);
  if (bar) return bar;
  // Clients of somebody who is no longer listed, or is banned, have to go: whoever commits may say so (UP-21).
  if (goes) return allowed;
  if (isHub(rights, sender)) return judgeClientRemoval(court, sender, user);
  return ask(court, sender, { type: 'kick', user });
}

/** Single clients by a provider, or all of them where membership is not fixed (UP-37, KB-12). */
function judgeClientRemoval(court: Court, sender: Actor, user: UserUri): Decision {
  const { rights, outcome } = court;
  if (rights.base.fixedMembership && clientsOf(outcome, user) === 0) {
    return refuse('fixed-membership', 'room-policy §5', 'The last client of a user stays in this room.');
  }
  return ask(court, sender, { type: 'remove-client', user });
}
