import type { PolicyValues } from '../compare/contract.ts';
import type { Acceptance, AcceptanceRules } from '../envelope/contract.ts';
import { unmetDemands } from '../envelope/unmet-demands.ts';

/** Nothing is too much for who has no rules. */
const accepted: Acceptance = { answer: 'accept' };

/**
 * Whether somebody wants to be in a room with this policy (PV-20): the rules of a user's provider and the user's own are
 * asked together, and the hardest answer counts.
 */
export function acceptPolicy(policy: PolicyValues, rules: readonly AcceptanceRules[]): Acceptance {
  const declining = rules.flatMap(({ decline }) => unmetDemands(policy, decline));
  if (declining.length > 0) return { answer: 'decline', violations: declining };
  const flagged = rules.flatMap(({ flag }) => unmetDemands(policy, flag));
  return flagged.length > 0 ? { answer: 'flag', violations: flagged } : accepted;
}
