import type { PolicyFlags } from '../../../src/rooms/index.ts';

/** Of a room that anybody may find and enter, and in which only admins invite. */
export const openRoomFlags: PolicyFlags = {
  membersOnly: false,
  moderated: false,
  discoverable: true,
  persistent: true,
  maxUsers: null,
  anyoneMayChangeSubject: false,
  anyoneMayInvite: false,
  gatewaysRefused: false,
};
