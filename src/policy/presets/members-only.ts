import { presetRoles } from '../contract.ts';
import type { Preset } from './preset.ts';
import { nobody, standingRoles } from './standing-roles.ts';

/** Only who is listed may enter, and admins keep the list (XEP-0045 §5.2.2: the member list is theirs). */
export const membersOnly: Preset = {
  discoverable: false,
  roles: [
    nobody({ open: false, entersAs: presetRoles.guest }),
    ...standingRoles({ guest: null, member: null, moderator: null }),
  ],
};
