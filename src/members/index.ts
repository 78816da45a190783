/**
 * Hosted members: the MLS clients of the users of attached networks, and the archive of what became true in their rooms.
 * Implements `Rooms`, the door for adapters. Knows the hub only as a provider and a log.
 *
 * - In: open-rooms.ts hands an attempt to send-message.ts, or to handshake-queue.ts, which leads to passages.ts (entering
 *   and leaving, many in one commit) and direct-handshake.ts (what one user does in one commit).
 * - Out: intake.ts follows a room's log; take-in-*.ts turn each entry into events of the archive, once. Nothing is told
 *   of an event before the room's view shows it; recent-events.ts has the newest in memory for those who follow.
 * - hosted-leaf.ts says what a leaf of ours looks like, handshake-change.ts what an attempt comes to in MLS.
 * @module
 */
export type * from './contract.ts';
export { markerOf } from './hosted-leaf.ts';
export { openRooms } from './open-rooms.ts';
export { sealedMemberColumns } from './sealed-columns.ts';
