import { presetRoles } from '../contract.ts';
import { nobody, standingRoles } from './standing-roles.ts';
import type { Preset } from './preset.ts';

const { guest, member } = presetRoles;

/** Everybody may enter and speak; whoever has voice may invite, and who was invited is a member. */
export const open: Preset = {
  discoverable: true,
  roles: [
    nobody({ open: true, entersAs: guest }),
    ...standingRoles({ guest: [guest, member], member: [guest, member], moderator: [guest, member] }),
  ],
};
