import { kindOf } from '../identifiers/index.ts';
import { commit, members, type PreparedCommit } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import { NoSuchRoom, serviceUserOf } from '../provider/index.ts';
import { type Attempt, type Outcome, RetryLater } from '../rooms/index.ts';
import { deedProposal, listProposal } from './handshake-change.ts';
import type { HostedRoom } from './hosted-room.ts';
import { type AttemptRecord, forgetAttempts, recordOutcome, storeAttempts } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { hexOf, rulesAt } from './members-context.ts';
import { commitPending } from './passages.ts';
import { refused, refusedBy, refusedByHub } from './refusals.ts';
import { bundleOf } from './submit-commit.ts';

export type DestructionAttempt = Extract<Attempt, { type: 'destroy-room' }>;

/** Times that the final commit is made again on fresh state. */
const tries = 8;

/**
 * Ends a room for everybody (UP-40): the service leaf's commit takes all others out, and the hub closes the room with it.
 * Resolves when its last event is archived. @throws RetryLater
 */
export async function destroyHostedRoom(
  room: HostedRoom,
  intake: Intake,
  attempt: DestructionAttempt,
): Promise<Outcome> {
  room.assertWorking();
  await intake.caughtUp();
  const decision = decide(room.state, { type: 'user', user: attempt.by }, { type: 'destroy-room' });
  if (!decision.allowed) return refuse(room, attempt, refusedBy(decision));
  const archived = room.outcomeOf(attempt.cause);
  try {
    const refusal = await submit(room, intake, attempt);
    if (refusal) return await refuse(room, attempt, refusal);
    intake.wake();
    return await archived;
  } finally {
    room.forgetOutcome(attempt.cause);
  }
}

/** null: the room is at its end. */
async function submit(room: HostedRoom, intake: Intake, attempt: DestructionAttempt): Promise<Outcome | null> {
  const { hub } = room.context;
  for (let attempted = 0; attempted < tries; attempted++) {
    // What waits for a commit would have to stand in the last one.
    await commitPending(room, intake);
    const prepared = await finalCommit(room, attempt);
    await remember(room, attempt, prepared && hexOf(prepared.commitHash));
    try {
      const answer = await hub.destroyRoom(hub.domain, {
        ...{ room: room.uri, by: attempt.by },
        ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
        ...(attempt.alternate === undefined ? {} : { alternate: attempt.alternate }),
        ...(prepared ? { finalCommit: bundleOf(prepared) } : {}),
      });
      if (answer.code === 'destroyed') return null;
      if (answer.code === 'notAllowed') return refusedByHub(answer);
    } catch (error) {
      if (error instanceof NoSuchRoom) return refused('no-such-room');
      throw error;
    }
    await intake.caughtUp();
  }
  throw new RetryLater(`${room.uri} moved on ${tries} times while it was to be destroyed`);
}

/**
 * Takes out every other client and every user of the list. null: no leaf of ours may commit, and the room ends by its log.
 * The state after it is of no use, so none is kept.
 */
async function finalCommit(room: HostedRoom, { by, reason }: DestructionAttempt): Promise<PreparedCommit | null> {
  const { group, state, context } = room;
  const leaf = room.leafOf(serviceUserOf(context.hub.domain));
  if (leaf === null || group.public.pending.size > 0) return null;
  const removedIndices = state.participants.flatMap(({ user }, index) => (kindOf(user) === 'user' ? [index] : []));
  const others = members(group.public).filter(({ leafIndex }) => leafIndex !== leaf);
  return commit(group, leaf, {
    proposals: [
      ...others.map(({ leafIndex }) => ({ type: 'remove', removed: leafIndex }) as const),
      ...deedProposal({ by, ...(reason === undefined ? {} : { reason }) }),
      listProposal({ changedRoleParticipants: [], removedIndices, addedParticipants: [] }),
    ],
    rules: rulesAt(context),
  });
}

/** Durable before the hub is asked: by the commit's name the room's last epoch is known when it comes by in the log. */
async function remember(room: HostedRoom, attempt: DestructionAttempt, commitName: string | null): Promise<void> {
  const record: AttemptRecord = {
    ...{ cause: attempt.cause, user: attempt.by, type: attempt.type, commitName, nickname: null },
    origin: attempt.origin ?? null,
  };
  await room.context.database.transaction((tx) => storeAttempts(tx, room.row.id, [record]));
  room.attempts.set(attempt.cause, record);
}

async function refuse(room: HostedRoom, { cause }: DestructionAttempt, outcome: Outcome): Promise<Outcome> {
  const { context } = room;
  await context.database.transaction(async (tx) => {
    await forgetAttempts(tx, [cause]);
    await recordOutcome(tx, cause, outcome, context.clock());
  });
  room.attempts.delete(cause);
  return outcome;
}
