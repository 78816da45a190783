import { receive } from '../mls/index.ts';
import type { LogEntry } from '../provider/index.ts';
import type { HostedRoom } from './hosted-room.ts';
import { moveRoom } from './hosted-tables.ts';
import { rulesOfLog } from './members-context.ts';

/**
 * A proposal waits with the others of its epoch. The group's state is not written for it: after a restart the proposals
 * since the last commit are read from the log again.
 */
export async function takeInProposal(room: HostedRoom, entry: LogEntry): Promise<void> {
  const { context, row } = room;
  const received = await receive(room.group, entry.content, { rules: rulesOfLog });
  if (received.type !== 'proposal') throw new Error(`Entry ${entry.position} of ${room.uri} is no proposal`);
  const next = await context.database.grouped((tx) =>
    moveRoom(tx, row, { cursor: entry.position, lastSeq: row.lastSeq, lastAt: row.lastAt }),
  );
  room.adopt(received.group);
  room.row = next;
  room.refresh(false);
}
