import { domainOf, type UserUri } from '../identifiers/index.ts';
import { componentIds } from './code-points.ts';
import { clashWithin } from './combinations.ts';
import { checkListedComponents } from './components/agreement.ts';
import type { RoomState } from './contract.ts';
import type { HubRule } from './envelope/contract.ts';
import type { HandshakeChange } from './handshake-contract.ts';
import type { Actor, Decision, Refused } from './rules/contract.ts';
import { orInvalid } from './decide-proposal.ts';
import { decide } from './decide.ts';
import { refuse } from './decision.ts';
import {
  isRemoval,
  listChangesOf,
  type ReadProposal,
  readProposal,
  removedByHub,
  removesAnother,
  stateAfter,
} from './handshake.ts';
import { askingOf, type Court, judgeRight, rulesOfWhole } from './judge-proposal.ts';
import { isReadByGateway } from './rules/gateways.ts';
import { stopsLogging } from './rules/logging.ts';
import { becomesWholeParent } from './rules/parent-room.ts';
import { afterStep, checkLimits, withoutLeftParent } from './limits.ts';
import { checkRoomState } from './room-state.ts';
import { barred, clientsOf, isBanned, isHub, roleIndexOf, takesPart, uriOf } from './standing.ts';

/**
 * A whole commit: who commits, each proposal by its sender, what may stand together (UP-19, UP-21, UP-27 to UP-29), the
 * limits, and that the room it leaves is valid.
 *
 * What the committer puts in itself is judged by the rights that hold once the referenced proposals are applied. Those
 * were judged when they were accepted, in an order that the commit need not keep (list updates stand behind all others):
 * here it is enough that the sender had the right before or after them. Numbers are counted once, for the whole.
 * @param state the room before the commit
 * @param hubRule what the hub asks besides, where it is the hub that decides
 */
export function decideCommit(state: RoomState, change: HandshakeChange, hubRule?: HubRule): Decision {
  return orInvalid(() => {
    const after = inParent(state, change.after);
    const proposals = change.proposals.map((proposal) => ({
      read: readProposal(state.participants, proposal),
      byReference: proposal.byReference,
    }));
    const all = proposals.map(({ read }) => read);
    const collision = clashWithin(state, all);
    if (collision) return collision;
    const referenced = proposals.filter(({ byReference }) => byReference).map(({ read }) => read);
    const rights = stateAfter(state, referenced);
    const outcome = stateAfter(state, all);
    const bar = barredCommitter(rights, outcome, change);
    if (bar) return bar;
    const court = { rights, outcome, accepted: referenced, asking: askingOf(all), waived: rulesOfWhole, hubRule };
    for (const { read, byReference } of proposals) {
      const judged = byReference ? judgeReferenced(state, court, read) : judgeRight(court, read);
      if (!judged.allowed) return judged;
    }
    checkRoomState(after);
    const struck = removedByHub(state, all);
    if (listsOtherComponents(state, after)) checkListedComponents(withoutOwnPolicy(after));
    return (
      readByGateway(after) ??
      strayClients(state, after, all) ??
      stopsLogging(withoutLeftParent(state, struck), after) ??
      becomesWholeParent(state, after) ??
      checkLimits(state, after, struck)
    );
  });
}

/** The parent room is not in the commit: what was known of it before still holds. */
function inParent(state: RoomState, after: RoomState): RoomState {
  return after.parentMembers || !state.parentMembers ? after : { ...after, parentMembers: state.parentMembers };
}

const sameIds = (a: Iterable<number>, b: Iterable<number>): boolean => {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((id) => right.has(id));
};

/** Whether a commit changes which policy components there are or are listed (BP-09): rooms that differ stay as they are. */
function listsOtherComponents(state: RoomState, after: RoomState): boolean {
  if (!state.present || !after.present) return false;
  return !sameIds(state.present, after.present) || !sameIds(state.base.policyComponents, after.base.policyComponents);
}

/** Who switches our own component on may not know that it is to be listed: a room that does so alone is understood. */
function withoutOwnPolicy(after: RoomState): RoomState {
  const { gatewayPolicy } = componentIds;
  if (after.base.policyComponents.includes(gatewayPolicy)) return after;
  return { ...after, present: new Set([...(after.present ?? [])].filter((id) => id !== gatewayPolicy)) };
}

/** A referenced proposal: by its sender's right in this epoch, or by the one that others' referenced proposals gave it. */
function judgeReferenced(state: RoomState, court: Court, proposal: ReadProposal): Decision {
  const now = judgeRight({ ...court, rights: state, accepted: [] }, proposal);
  return now.allowed
    ? now
    : judgeRight({ ...court, rights: pendingFor(state, court, proposal), accepted: [] }, proposal);
}

/** The room of the epoch with what was pending for a sender, but nothing that the proposal itself does: no right is by that. */
function pendingFor(state: RoomState, { rights: all, accepted }: Court, proposal: ReadProposal): RoomState {
  const user = uriOf(proposal.by);
  const movesItself = listChangesOf(proposal).some((change) => change.user === user);
  const role = roleIndexOf(movesItself ? state : all, user);
  // Who takes the last client of somebody out makes room for whoever may add one.
  const { clients } = proposal.type === 'add' ? stateAfter(state, accepted.filter(isRemoval)) : state;
  return {
    ...afterStep({ ...state, clients }, { user, role, clients: clients.get(user) ?? 0 }),
    roles: proposal.type === 'roles' ? state.roles : all.roles,
    base: proposal.type === 'base-policy' ? state.base : all.base,
    preauthorized: proposal.type === 'preauthorized' ? state.preauthorized : all.preauthorized,
  };
}

/** Whose removal or ban is accepted does not commit any more (draft-ietf-mimi-protocol §5.3, UP-22). */
function barredCommitter(pending: RoomState, outcome: RoomState, change: HandshakeChange): Refused | null {
  const { committer } = change;
  if (isHub(pending, committer)) return null;
  // Who comes in by the commit is judged by the leaf that it brings; a ban stands before everything.
  if (!change.external) return barred(pending, committer);
  if (isBanned(outcome, uriOf(committer))) return barred(outcome, committer);
  const external = decide(pending, committer, { type: 'external-commit' });
  return external.allowed ? null : external;
}

/** GW-03, by the leaves that are really there: also a leaf that became a gateway's, and the hub's own service leaf. */
function readByGateway(after: RoomState): Refused | null {
  if (!isReadByGateway(after)) return null;
  return refuse(
    'gateways-refused',
    'room-policy §5',
    'A client that a gateway runs would be in a room that refuses it.',
  );
}

/** UP-19 and UP-21: every client belongs to somebody who is listed and not banned; a kick leaves no client. */
function strayClients(state: RoomState, after: RoomState, proposals: readonly ReadProposal[]): Refused | null {
  for (const user of after.clients.keys()) {
    if (!takesPart(after, user)) {
      return refuse(
        'invalid-combination',
        'protocol §5.3',
        'A client of somebody who is not a participant would remain.',
      );
    }
  }
  const kicked = proposals.some(
    (proposal) =>
      proposal.type === 'remove' &&
      removesAnother(proposal) &&
      !mayTakeOne(state, proposal.by, proposal.user) &&
      clientsOf(after, proposal.user) > 0,
  );
  if (!kicked) return null;
  return refuse('invalid-combination', 'room-policy §8.1.2', 'A kick takes out all clients of the user.');
}

/** UP-37: single clients are taken out by the provider of their user and by the hub. */
function mayTakeOne(state: RoomState, by: Actor, user: UserUri): boolean {
  return by.type === 'provider' && (isHub(state, by) || by.domain === domainOf(user));
}
