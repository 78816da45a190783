import { NoSuchRoom } from '../provider/index.ts';
import type { Outcome } from '../rooms/index.ts';
import type { DestructionAttempt } from './destroy-room.ts';
import { recordOutcome } from './hosted-tables.ts';
import type { MembersContext } from './members-context.ts';
import { refused } from './refusals.ts';

/**
 * Ends a room of this hub that none of our clients is in, at its operator's word: whoever runs the hub may always stop
 * serving a room (room-policy §8.6 speaks of participants only). No leaf of ours can commit there, so it ends by its log.
 */
export async function destroyElsewhere(context: MembersContext, attempt: DestructionAttempt): Promise<Outcome> {
  const { hub, database, clock } = context;
  const { room, reason, alternate, cause } = attempt;
  try {
    const answer = await hub.destroyRoom(hub.domain, {
      ...{ room, by: null },
      ...(reason === undefined ? {} : { reason }),
      ...(alternate === undefined ? {} : { alternate }),
    });
    if (answer.code !== 'destroyed') throw new Error(`The hub does not let its operator end ${room}: ${answer.code}`);
    const outcome: Outcome = { type: 'accepted', acceptedAt: answer.acceptedTimestamp, seq: null };
    await database.transaction((tx) => recordOutcome(tx, cause, outcome, clock()));
    return outcome;
  } catch (error) {
    if (error instanceof NoSuchRoom) return refused('no-such-room');
    throw error;
  }
}
