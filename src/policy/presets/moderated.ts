import { presetRoles } from '../contract.ts';
import type { Preset } from './preset.ts';
import { nobody, standingRoles } from './standing-roles.ts';

const { visitor } = presetRoles;

/**
 * Everybody may enter and read; a moderator gives voice (XEP-0045 §3 "moderated room"). An invitation brings in a
 * visitor, or inviting would be a way to give voice.
 */
export const moderated: Preset = {
  discoverable: true,
  roles: [
    nobody({ open: true, entersAs: visitor }),
    ...standingRoles({ guest: [visitor], member: [visitor], moderator: [visitor] }),
  ],
};
