import { messageHash, receive } from '../mls/index.ts';
import { hexOf, rulesOfLog } from './members-context.ts';
import type { RunningRoom } from './open-hosted-room.ts';

/**
 * Processes a commit as a hosted member would and forgets the result: a commit whose path or confirmation tag is wrong
 * looks right from outside, and once accepted it would leave every member behind. @throws InvalidMessage
 */
export async function tryCommit(
  { room, intake }: RunningRoom,
  commit: Uint8Array,
  welcome: Uint8Array | null,
): Promise<void> {
  if (room.prepared.has(hexOf(messageHash(commit)))) return;
  await intake.caughtUp();
  await receive(room.group, commit, {
    rules: rulesOfLog,
    arriving: [...room.arrivals.values()],
    ...(welcome === null ? {} : { welcome }),
  });
}
