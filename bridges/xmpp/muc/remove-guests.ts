import { presetRoles } from '../../../src/policy/index.ts';
import { type Absence, deleteAbsence, readAbsences } from './absence-table.ts';
import type { Service } from './contract.ts';
import type { RoomDirectory } from './room-directory.ts';

/** Only guests come and go unasked; members stay members however long they are away. */
export const guestRoles: readonly number[] = [presetRoles.visitor, presetRoles.guest];

/**
 * Ends the membership of guests who have not been seen for long. A closed laptop costs no commit; those of a room who stay
 * away leave at the same time, so that they share one.
 * @param after milliseconds of absence
 */
export async function removeGuests(service: Service, directory: RoomDirectory, after: number): Promise<void> {
  const { database, clock } = service.gateway;
  const absences = await readAbsences(database, clock() - after);
  await Promise.all(absences.map((absence) => removeGuest(service, directory, absence)));
}

async function removeGuest(
  service: Service,
  directory: RoomDirectory,
  { room: jid, user, since }: Absence,
): Promise<void> {
  const { database, rooms } = service.gateway;
  const found = await directory.find(jid);
  const participant = found?.view.participants.get(user);
  const present = found !== null && found.room.occupants.byUser(user) !== null;
  if (!present && participant?.active === true && guestRoles.includes(participant.role) && found !== null) {
    const cause = `xmpp:absence:${jid} ${user} ${since}`;
    await rooms.attempt({ type: 'leave', room: found.room.uri, by: user, cause });
  }
  await deleteAbsence(database, jid, user);
}
