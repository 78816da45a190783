import { presetRoles } from '../contract.ts';
import type { Preset } from './preset.ts';
import type { PresetRole } from './preset-role.ts';
import { nobody, standingRoles } from './standing-roles.ts';

const { guest, member } = presetRoles;

const enteredByClaim = (role: PresetRole): PresetRole =>
  role.index === guest || role.index === member ? { ...role, can: [...role.can, 'canJoinIfPreauthorized'] } : role;

/** Open to certain domains, teams and people, whom the preauthorisation list names (room-policy §4), and closed to others. */
export const semiOpen: Preset = {
  discoverable: true,
  roles: [
    nobody({ open: false, entersAs: guest }),
    ...standingRoles({ guest: null, member: null, moderator: [guest, member] }).map(enteredByClaim),
  ],
};
