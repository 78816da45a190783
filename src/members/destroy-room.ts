import type { DestroyRoomResponse } from '../hub/index.ts';
import { kindOf } from '../identifiers/index.ts';
import { commit, members, type PreparedCommit } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import { NoSuchRoom, serviceUserOf } from '../provider/index.ts';
import { type Attempt, type Outcome, RetryLater } from '../rooms/index.ts';
import { deedProposal, listProposal } from './handshake-change.ts';
import type { HostedRoom } from './hosted-room.ts';
import { type AttemptRecord, forgetAttempts, recordOutcome, storeAttempts } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { knownOutcome } from './known-outcomes.ts';
import { hexOf, rulesAt } from './members-context.ts';
import { commitPending } from './passages.ts';
import { refused, refusedBy, refusedByHub } from './refusals.ts';
import { bundleOf } from './submit-commit.ts';

export type DestructionAttempt = Extract<Attempt, { type: 'destroy-room' }>;

/** Times that the final commit is made again on fresh state; after that the room ends by its log. */
const tries = 8;

/**
 * Ends a room for everybody (UP-40): the service leaf's commit takes all others out, and the hub closes the room with it.
 * Resolves when its last event is archived. A job of the room's queue: nobody hosted here enters meanwhile.
 * @throws RetryLater
 */
export async function destroyHostedRoom(
  room: HostedRoom,
  intake: Intake,
  attempt: DestructionAttempt,
): Promise<Outcome> {
  room.assertWorking();
  await intake.caughtUp();
  if (room.row.destroyed) return afterTheEnd(room, attempt);
  const decision = decide(room.state, { type: 'user', user: attempt.by }, { type: 'destroy-room' });
  if (!decision.allowed) return refuse(room, attempt, refusedBy(decision));
  const archived = room.outcomeOf(attempt.cause);
  try {
    const end = await submit(room, intake, attempt);
    if (typeof end !== 'string') return await refuse(room, attempt, end);
    if (end === 'gone') {
      await intake.caughtUp();
      const outcome = await afterTheEnd(room, attempt);
      await forget(room, attempt);
      return outcome;
    }
    intake.wake();
    return await archived;
  } finally {
    room.forgetOutcome(attempt.cause);
  }
}

/** The answer that was lost, if it was this attempt that ended the room. The room itself takes nothing more. */
async function afterTheEnd(room: HostedRoom, { cause }: DestructionAttempt): Promise<Outcome> {
  return (await knownOutcome(room.context, cause)) ?? refused('no-such-room');
}

/** `destroyed`: the room's last event is in the log. `gone`: somebody else has ended it, or an earlier try of this attempt. */
async function submit(
  room: HostedRoom,
  intake: Intake,
  attempt: DestructionAttempt,
): Promise<'destroyed' | 'gone' | Extract<Outcome, { type: 'refused' }>> {
  for (let attempted = 0; attempted <= tries; attempted++) {
    const prepared = attempted < tries ? await lastCommit(room, intake, attempt) : null;
    if (room.row.destroyed) return 'gone';
    const answer = await endAtHub(room, attempt, prepared);
    if (answer === 'gone') return 'gone';
    if (answer.code === 'destroyed') return 'destroyed';
    await forget(room, attempt);
    // A commit is refused as well when it lacks what came to wait meanwhile; the policy says which of its rules it is.
    const policy = answer.code === 'notAllowed' && answer.rule !== undefined;
    if (answer.code === 'notAllowed' && (policy || prepared === null)) return refusedByHub(answer);
    const reason = answer.code === 'notAllowed' ? answer.errorDescription : answer.code;
    room.context.log.warn({ room: room.uri, reason }, 'the final commit of this room is made again');
    await intake.caughtUp();
  }
  throw new Error(`The hub of ${room.uri} asks for another final commit, and was given none`);
}

/** What waits for a commit would have to stand in the last one. null: the room ends by its log. @throws RetryLater */
async function lastCommit(
  room: HostedRoom,
  intake: Intake,
  attempt: DestructionAttempt,
): Promise<PreparedCommit | null> {
  const leaf = room.leafOf(serviceUserOf(room.context.hub.domain));
  if (leaf === null) return null;
  try {
    await commitPending(room, intake);
    return await finalCommit(room, leaf, attempt);
  } catch (error) {
    if (room.row.destroyed) return null;
    if (error instanceof RetryLater) throw error;
    room.context.log.error({ room: room.uri, error }, 'this room ends without a final commit');
    return null;
  }
}

/** @throws RetryLater when the hub may have ended the room and its answer is lost: the attempt stays to be found again */
async function endAtHub(
  room: HostedRoom,
  attempt: DestructionAttempt,
  prepared: PreparedCommit | null,
): Promise<DestroyRoomResponse | 'gone'> {
  const { hub } = room.context;
  await remember(room, attempt, prepared && hexOf(prepared.commitHash));
  try {
    return await hub.destroyRoom(hub.domain, {
      ...{ room: room.uri, by: attempt.by },
      ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
      ...(attempt.alternate === undefined ? {} : { alternate: attempt.alternate }),
      ...(prepared ? { finalCommit: bundleOf(prepared) } : {}),
    });
  } catch (error) {
    if (error instanceof NoSuchRoom) return 'gone';
    throw error;
  }
}

/**
 * Takes out every other client and every user of the list. null: what waits can't be committed by our leaf (GW-03). The state after
 * it is of no use, so none is kept.
 */
async function finalCommit(
  room: HostedRoom,
  leaf: number,
  { by, reason }: DestructionAttempt,
): Promise<PreparedCommit | null> {
  const { group, state, context } = room;
  if (group.public.pending.size > 0) return null;
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
  // Behind whatever was begun before it.
  room.attempts.delete(attempt.cause);
  room.attempts.set(attempt.cause, record);
}

/** The hub has answered: no commit of this attempt can come by in the log any more. */
async function forget(room: HostedRoom, { cause }: DestructionAttempt): Promise<void> {
  await room.context.database.transaction((tx) => forgetAttempts(tx, [cause]));
  room.attempts.delete(cause);
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
