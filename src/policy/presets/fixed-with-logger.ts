import { presetRoles } from '../contract.ts';
import { equal, fixedBanned, fixedEnforcer, fixedNobody, logger } from './fixed-roles.ts';
import type { Preset } from './preset.ts';

/** A fixed set of users whose conversation has to be recorded, as trades and treatments are (room-policy §6.5). */
export const fixedWithLogger: Preset = {
  discoverable: false,
  creator: presetRoles.member,
  base: { fixedMembership: true },
  logged: true,
  roles: [fixedNobody, fixedBanned, logger, equal, fixedEnforcer],
};
