import type { Allowed, PolicyRule, Refused } from './rules/contract.ts';

export const allowed: Allowed = { allowed: true };

/** @param section such as `room-policy §8.1.2`; @param text one English sentence for a person. */
export function refuse(rule: PolicyRule, section: string, text: string): Refused {
  return { allowed: false, rule, section, text };
}
