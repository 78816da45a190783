import { type HostedGroup, receive } from '../mls/index.ts';
import { RetryLater } from '../rooms/index.ts';
import type { Lease } from '../store/index.ts';
import { readGenerations } from './generations.ts';
import { HandshakeQueue } from './handshake-queue.ts';
import { HostedRoom } from './hosted-room.ts';
import { fenceRoom, readArrivals, readAttempts, readNicknames, readState, type RoomRow } from './hosted-tables.ts';
import { Intake } from './intake.ts';
import { hexOf, type MembersContext, rulesOfLog } from './members-context.ts';

/** A room with what works on it. */
export interface RunningRoom {
  readonly room: HostedRoom;
  readonly intake: Intake;
  readonly handshakes: HandshakeQueue;
}

export const leaseOf = (row: Pick<RoomRow, 'id'>): string => `hosted-room:${row.id}`;

/**
 * Opens a room from what is stored and takes in what its log has since. Holding the lease, this process is the room's
 * only writer. @throws RetryLater while another process holds it
 */
export async function openHostedRoom(context: MembersContext, stored: RoomRow): Promise<RunningRoom> {
  const lease = await context.leases.acquire(leaseOf(stored));
  if (!lease) throw new RetryLater(`Another process hosts the members of ${stored.uri}`);
  const row: RoomRow = { ...stored, fence: lease.fence };
  try {
    await fenceRoom(context.database, row.id, lease.fence);
    const room = await readRoom(context, row, lease);
    const intake = new Intake(room);
    const handshakes = new HandshakeQueue(room, intake);
    await intake.caughtUp();
    handshakes.settlePending();
    return { room, intake, handshakes };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

async function readRoom(context: MembersContext, row: RoomRow, lease: Lease): Promise<HostedRoom> {
  const { database, vault } = context;
  const state = await readState(database, vault, row.id, row.stateName);
  if (!state) throw new Error(`The present state of ${row.uri} is not stored`);
  const group = await withProposals(context, row, state);
  const { epoch } = group.public.context;
  const room = new HostedRoom({
    ...{ context, lease, row, group },
    nicknames: await readNicknames(database, row.id),
    generations: await readGenerations(database, row.id, row.groupUri, epoch),
  });
  for (const attempt of await readAttempts(database, row.id)) room.attempts.set(attempt.cause, attempt);
  for (const own of await readArrivals(database, vault, row.id)) room.arrivals.set(hexOf(own.secrets.ref), own);
  return room;
}

/** States are stored per epoch; the proposals that were taken in since are in the log. */
async function withProposals(context: MembersContext, row: RoomRow, state: HostedGroup): Promise<HostedGroup> {
  let group = state;
  let position = row.stateAt;
  for (;;) {
    const entries = await context.hub.log.after(row.uri, position, 200, 'proposal');
    for (const entry of entries) {
      if (entry.position > row.cursor) return group;
      group = (await receive(group, entry.content, { rules: rulesOfLog })).group;
      position = entry.position;
    }
    if (entries.length === 0) return group;
  }
}
