import { decide } from '../policy/index.ts';
import { NoSuchRoom } from '../provider/index.ts';
import type { Attempt, Outcome } from '../rooms/index.ts';
import type { HostedRoom } from './hosted-room.ts';
import { forgetAttempts, recordOutcome, storeAttempts } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { refused, refusedBy, refusedByHub } from './refusals.ts';

export type DestructionAttempt = Extract<Attempt, { type: 'destroy-room' }>;

/** Ends a room for everybody (UP-40). Resolves when its last event is archived. */
export async function destroyHostedRoom(
  room: HostedRoom,
  intake: Intake,
  attempt: DestructionAttempt,
): Promise<Outcome> {
  const { context, row } = room;
  room.assertWorking();
  await intake.caughtUp();
  const decision = decide(room.state, { type: 'user', user: attempt.by }, { type: 'destroy-room' });
  const refuse = async (outcome: Outcome): Promise<Outcome> => {
    await context.database.transaction(async (tx) => {
      await forgetAttempts(tx, [attempt.cause]);
      await recordOutcome(tx, attempt.cause, outcome, context.clock());
    });
    room.attempts.delete(attempt.cause);
    return outcome;
  };
  if (!decision.allowed) return refuse(refusedBy(decision));
  const record = {
    ...{ cause: attempt.cause, user: attempt.by, type: attempt.type, commitName: null, nickname: null },
    origin: attempt.origin ?? null,
  };
  await context.database.transaction((tx) => storeAttempts(tx, row.id, [record]));
  room.attempts.set(attempt.cause, record);
  const archived = room.outcomeOf(attempt.cause);
  try {
    const answer = await context.hub.destroyRoom(context.hub.domain, {
      ...{ room: room.uri, by: attempt.by },
      ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
      ...(attempt.alternate === undefined ? {} : { alternate: attempt.alternate }),
    });
    if (answer.code === 'notAllowed') return await refuse(refusedByHub(answer));
    intake.wake();
    return await archived;
  } catch (error) {
    if (error instanceof NoSuchRoom) return await refuse(refused('no-such-room'));
    throw error;
  } finally {
    room.forgetOutcome(attempt.cause);
  }
}
