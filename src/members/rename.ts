import { takesPart } from '../policy/index.ts';
import type { Attempt, Outcome } from '../rooms/index.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { Intake } from './intake.ts';
import { notInRoom } from './refusals.ts';

/** A new nickname is known in this gateway only; resolves when the change stands in the archive. @throws RetryLater */
export async function rename(
  room: HostedRoom,
  intake: Intake,
  attempt: Extract<Attempt, { type: 'rename' }>,
): Promise<Outcome> {
  const { nickname, by: user, cause } = attempt;
  if (!takesPart(room.state, user)) return notInRoom;
  const before = room.nicknames.get(user) ?? null;
  if (before === nickname) return { type: 'accepted', acceptedAt: room.row.lastAt, seq: null };
  const outcome = room.outcomeOf(cause);
  const event = { type: 'renamed', user, before, nickname } as const;
  await intake.addLocal({ event, cause, origin: attempt.origin ?? null });
  return outcome;
}
