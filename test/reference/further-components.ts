/** RP §6 and §7.1, P §5.4.1: what the further components ask. */
import type { RoomState } from '../../src/policy/index.ts';
import { type Clause, clause, houseRule } from './clause.ts';
import { clientsOf, roleNumber } from './standing.ts';

/** S003 "commit with Remove", BL-03: a room that must be logged keeps the last logger that is there. */
export function loggerStays(state: RoomState, user: string, clientsAfter: number): Clause {
  const policy = state.components?.logging;
  const present = (policy?.loggers ?? []).filter((logger) => clientsOf(state, logger) > 0);
  const goes = clientsAfter === 0 && present.includes(user);
  const remains = present.some((logger) => logger !== user);
  return houseRule('logger-stays', policy?.logging !== 'required' || !goes || remains, 'BL-03: its last logger goes');
}

/** KB-12: "authorised logger … cannot be removed" from a fixed-membership room. */
export function loggerOfFixedRoom(state: RoomState, user: string): Clause {
  const policy = state.components?.logging;
  const logs = policy !== undefined && policy.logging !== 'forbidden' && policy.loggers.includes(user);
  return houseRule('fixed-logger', !state.base.fixedMembership || !logs, 'KB-12: the logger of a fixed room');
}

/** RP §7.1: `external_proposal_allowed`, `external_commit_allowed`. Who stands in the list is no exception. */
export function outsideAllowed(state: RoomState, kind: 'external-proposal' | 'external-commit'): Clause {
  const policy = state.components?.operational;
  const on = kind === 'external-commit' ? policy?.externalCommitAllowed : policy?.externalProposalAllowed;
  return clause(on !== false, `RP §7.1: ${kind}s are not allowed`);
}

/** RP §6.6 `roles_that_can_share` and §6.7 `bot_role_index`: roles of the list. */
export function namedRolesExist(after: RoomState): readonly Clause[] {
  const { history, bots } = after.components ?? {};
  const shares = (index: number): boolean => {
    const role = roleNumber(after, index);
    return role !== undefined && role.maximumActiveParticipants !== 0;
  };
  return [
    clause((history?.rolesThatCanShare ?? []).every(shares), 'RP §6.6: "nor can any role where …" none is active'),
    clause(
      (bots?.allowedBots ?? []).every(({ role }) => role === 0 || roleNumber(after, role) !== undefined),
      'RP §6.7: a bot’s role is a role',
    ),
  ];
}

/** P §5.4.1: AppDataUpdate "SHOULD be used only for adding" the agent (docs/policy-decisions.md). */
export function agentStays(state: RoomState, componentId: number): Clause {
  const replaces = componentId === 0x0021 && state.components?.frankingAgent !== undefined;
  return houseRule('one-franking-agent', !replaces, 'P §5.4.1: the room has its franking agent');
}
