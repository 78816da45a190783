import { domainOf } from '../identifiers/index.ts';
import { commit } from '../mls/index.ts';
import { type Deed, serviceUserOf } from '../provider/index.ts';
import { type Outcome, RetryLater } from '../rooms/index.ts';
import { type DirectAttempt, handshakeChange } from './handshake-change.ts';
import type { HostedRoom } from './hosted-room.ts';
import type { Intake } from './intake.ts';
import { rulesAt } from './members-context.ts';
import { refusalOf } from './refusals.ts';
import { isSteppingAside } from './step-aside.ts';
import { submitCommit } from './submit-commit.ts';

/** Times that a change is made again on fresh state. */
const tries = 8;

/**
 * Does what one user wants in one commit of that user's own leaf; where the user has no leaf (an admin who is listed and
 * not present), in one of the service leaf, which says for whom. Obsolete changes are not retried (UP-11).
 * @throws RetryLater
 */
export async function actDirectly(room: HostedRoom, intake: Intake, attempt: DirectAttempt): Promise<Outcome | null> {
  for (let attempted = 0; attempted < tries; attempted++) {
    await intake.caughtUp();
    const leaf = room.leafOf(attempt.by);
    const reason = 'reason' in attempt && attempt.reason !== undefined ? { reason: attempt.reason } : {};
    const deed: Deed = { ...reason, ...(leaf === null ? { by: attempt.by } : {}) };
    const change = handshakeChange({ group: room.group.public, state: room.state }, attempt, deed);
    if (change === 'nothing') return { type: 'accepted', acceptedAt: room.row.lastAt, seq: null };
    for (const action of change.actions) {
      const refusal = refusalOf(room.state, attempt.by, action);
      if (refusal) return refusal;
    }
    const acting = leaf ?? serviceLeafOf(room);
    const prepared = await commit(room.group, acting, {
      proposals: [...change.proposals],
      arriving: [...room.arrivals.values()],
      rules: rulesAt(room.context),
    });
    const source = leaf === null ? room.context.hub.domain : domainOf(attempt.by);
    const record = {
      cause: attempt.cause,
      user: change.user,
      type: attempt.type,
      commitName: null,
      origin: attempt.origin ?? null,
      nickname: null,
    };
    const submitted = await submitCommit(room, source, prepared, [record]);
    if (submitted === 'accepted') {
      await intake.caughtUp();
      return null;
    }
    if (submitted !== 'stale') return submitted;
    // It is made again right here: nobody else asks whether it was lost.
    room.lost.delete(attempt.cause);
  }
  throw new RetryLater(`${room.uri} moved on ${tries} times while a change was made`);
}

/** @throws RetryLater when the gateway has no leaf of its own there */
export function serviceLeafOf(room: HostedRoom): number {
  const leaf = room.leafOf(serviceUserOf(room.context.hub.domain));
  if (leaf === null) throw new RetryLater(`The gateway’s service leaf is not in ${room.uri}`);
  if (isSteppingAside(room)) throw new RetryLater(`Somebody is entering ${room.uri}, and the service leaf goes`);
  return leaf;
}
