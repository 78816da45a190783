import { presetRoles } from '../contract.ts';
import { equal, fixedBanned, fixedEnforcer, fixedNobody } from './fixed-roles.ts';
import type { Preset } from './preset.ts';

/** Two users who can't leave it, only take their clients out (requirements CT-01, CT-06, CT-07). */
export const oneOnOne: Preset = {
  discoverable: false,
  creator: presetRoles.member,
  base: { fixedMembership: true, maxUsers: 2 },
  roles: [fixedNobody, fixedBanned, equal, fixedEnforcer],
};
