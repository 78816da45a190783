import { guestRoles } from '../muc/remove-guests.ts';
import type { MucRoom } from '../muc/muc-room.ts';
import type { Handling } from './contract.ts';

/**
 * Where a limit is reached, guests who are away give up their places: to XMPP the limit is of those who are here, to the
 * hub of those who are listed.
 * @returns whether there is more room now
 */
export async function removeAbsentGuests(h: Handling, room: MucRoom): Promise<boolean> {
  const view = await h.service.gateway.rooms.view(room.uri);
  const absent = [...(view?.participants.values() ?? [])].filter(
    ({ user, network, role, active }) =>
      active && network === 'xmpp' && guestRoles.includes(role) && room.occupants.byUser(user) === null,
  );
  const outcomes = await Promise.all(absent.map(({ user }) => h.attempt({ type: 'leave', room: room.uri, by: user })));
  return outcomes.some(({ type }) => type === 'accepted');
}
