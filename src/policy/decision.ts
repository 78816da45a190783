import type { InvalidPolicy } from './invalid-policy.ts';
import type { Allowed, PolicyRule, Refused } from './rules/contract.ts';

export const allowed: Allowed = { allowed: true };

/** @param section such as `room-policy §8.1.2`; @param text one English sentence for a person. */
export function refuse(rule: PolicyRule, section: string, text: string): Refused {
  return { allowed: false, rule, section, text };
}

/** What was proposed would not be a policy by its own draft. */
export function refuseInvalid(fault: InvalidPolicy): Refused {
  return refuse('invalid-component', fault.section, `That would not be a valid policy of a room: ${fault.message}.`);
}
