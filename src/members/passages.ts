import type { ProviderDomain, UserUri } from '../identifiers/index.ts';
import { domainOf } from '../identifiers/index.ts';
import { commit, type OwnKeyPackage, propose, proposeAsNewMember } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import { type Attempt, type NetworkName, type Outcome, RetryLater } from '../rooms/index.ts';
import { actDirectly, serviceLeafOf } from './direct-handshake.ts';
import { deedProposal, listProposal } from './handshake-change.ts';
import { createHostedLeaf } from './hosted-leaf.ts';
import type { HostedRoom } from './hosted-room.ts';
import { type AttemptRecord, assertWriter, forgetAttempts, storeArrivals, storeAttempts } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { hexOf, nowInSeconds, rulesAt } from './members-context.ts';
import { refusedBy, refusedByHub } from './refusals.ts';
import { isSteppingAside } from './step-aside.ts';
import { submitCommit } from './submit-commit.ts';

/** Entering and leaving by oneself: proposed by the user's own key, committed together with others'. */
export type Passage = Extract<Attempt, { type: 'join' | 'leave' }>;

/** Times that a passage is made again on fresh state. */
const tries = 8;

interface Plan {
  readonly attempt: Passage;
  readonly record: AttemptRecord;
  readonly proposals: readonly Uint8Array[];
  readonly arrival: OwnKeyPackage | null;
}

/**
 * Lets users enter and leave (design: joins). All proposals of a batch wait at the hub, then the service leaf commits
 * them at once: 500 joins of a burst take a few commits. `done` is called once for each; those that stand in the
 * archive are settled by it. @throws RetryLater
 */
export async function passAll(
  room: HostedRoom,
  intake: Intake,
  passages: readonly Passage[],
  done: (passage: Passage, outcome: Outcome | null) => void,
): Promise<void> {
  let left = passages;
  for (let attempted = 0; attempted < tries && left.length > 0; attempted++) {
    // What a crash left behind may be the very passage that is tried again.
    await commitPending(room, intake);
    const plans: Plan[] = [];
    for (const passage of left) {
      const plan = await planOf(room, passage, plans);
      if (plan === 'absent') await leaveUnseen(room, intake, passage, done);
      else if ('type' in plan) done(passage, plan);
      else plans.push(plan);
    }
    left = await proposeAll(room, plans, done);
    await commitPending(room, intake);
    // What another's commit swept away, and what was proposed in an epoch that was over, is tried again.
    const undone = plans.filter(({ record }) => isUndone(room, record)).map(({ attempt }) => attempt);
    const again = new Set([...left, ...undone]);
    for (const { attempt } of plans) if (!again.has(attempt)) done(attempt, null);
    left = [...again];
  }
  if (left.length > 0) throw new RetryLater(`${room.uri} moved on ${tries} times while users passed`);
}

function isUndone(room: HostedRoom, { cause }: AttemptRecord): boolean {
  return room.lost.delete(cause) || room.attempts.has(cause);
}

/** The outcome where it is clear, or what to propose. */
async function planOf(room: HostedRoom, attempt: Passage, before: readonly Plan[]): Promise<Plan | Outcome | 'absent'> {
  const { context } = room;
  const user = attempt.by;
  const nothing: Outcome = { type: 'accepted', acceptedAt: room.row.lastAt, seq: null };
  const record: AttemptRecord = {
    cause: attempt.cause,
    user,
    type: attempt.type,
    commitName: null,
    origin: attempt.origin ?? null,
    nickname: attempt.type === 'join' ? (attempt.nickname ?? null) : null,
  };
  const index = room.state.participants.findIndex((participant) => participant.user === user);
  if (attempt.type === 'join') {
    if (room.leafOf(user) !== null || before.some((plan) => plan.attempt.by === user)) return nothing;
    const action =
      index < 0 ? ({ type: 'join', gateway: true } as const) : ({ type: 'add-own-client', gateway: true } as const);
    const decision = decide(room.state, { type: 'user', user }, action);
    if (!decision.allowed) return refusedBy(decision);
    const network = context.networks.get(domainOf(user));
    if (!network) throw new Error(`${user} is not hosted here`);
    return { attempt, record, ...enter(room, user, network) };
  }
  if (index < 0 || before.some((plan) => plan.attempt.by === user)) return nothing;
  const decision = decide(room.state, { type: 'user', user }, { type: 'remove-self' });
  if (!decision.allowed) return refusedBy(decision);
  const leaf = room.leafOf(user);
  if (leaf === null) return 'absent';
  return { attempt, record, proposals: await leave(room, leaf, index, attempt.reason), arrival: null };
}

function enter(room: HostedRoom, user: UserUri, network: NetworkName): Pick<Plan, 'proposals' | 'arrival'> {
  const groupContext = room.group.public.context;
  const arrival = createHostedLeaf(groupContext.cipherSuite, user, network, nowInSeconds(room.context));
  const message = proposeAsNewMember(groupContext, {
    keyPackage: arrival.keyPackage,
    privateKey: arrival.signatureKey,
  });
  return { proposals: [message], arrival };
}

/** Whoever is listed and has no leaf can propose nothing: the service leaf takes the entry away at the user's word. */
async function leaveUnseen(
  room: HostedRoom,
  intake: Intake,
  passage: Passage,
  done: (passage: Passage, outcome: Outcome | null) => void,
): Promise<void> {
  const { cause, by, origin } = passage;
  const reason = passage.type === 'leave' && passage.reason !== undefined ? { reason: passage.reason } : {};
  const common = { cause, room: room.uri, by, ...(origin === undefined ? {} : { origin }) };
  done(passage, await actDirectly(room, intake, { ...common, type: 'remove', user: by, ...reason }));
}

/** UP-23: the leaver's own proposals. */
async function leave(
  room: HostedRoom,
  leaf: number,
  index: number,
  reason: string | undefined,
): Promise<readonly Uint8Array[]> {
  const list = listProposal({ changedRoleParticipants: [], removedIndices: [index], addedParticipants: [] });
  const deed = deedProposal(reason === undefined ? {} : { reason });
  const messages: Uint8Array[] = [];
  for (const proposal of [{ type: 'self-remove' } as const, ...deed, list]) {
    messages.push((await propose(room.group, leaf, proposal)).message);
  }
  return messages;
}

/** Hands proposals to the hub, per provider. Resolves with those that came too late. */
async function proposeAll(
  room: HostedRoom,
  plans: readonly Plan[],
  done: (passage: Passage, outcome: Outcome | null) => void,
): Promise<readonly Passage[]> {
  if (plans.length === 0) return [];
  const { context } = room;
  await context.database.transaction(async (tx) => {
    await assertWriter(tx, room.row);
    await storeAttempts(
      tx,
      room.row.id,
      plans.map(({ record }) => record),
    );
    await storeArrivals(
      tx,
      context.vault,
      room.row.id,
      plans.flatMap(({ arrival }) => arrival ?? []),
    );
  });
  for (const { record, arrival } of plans) {
    room.attempts.set(record.cause, record);
    if (arrival) room.arrivals.set(hexOf(arrival.secrets.ref), arrival);
  }
  const late: Passage[] = [];
  for (const [source, group] of Map.groupBy(plans, ({ attempt }) => domainOf(attempt.by))) {
    late.push(...(await handIn(room, source, group, done)));
  }
  return late;
}

async function handIn(
  room: HostedRoom,
  source: ProviderDomain,
  plans: readonly Plan[],
  done: (passage: Passage, outcome: Outcome | null) => void,
): Promise<readonly Passage[]> {
  const provider = room.context.hub.providerFor(source);
  const proposals = plans.flatMap((plan) => plan.proposals);
  const answer = await provider.update(room.uri, { type: 'proposals', proposals });
  if (answer.code === 'success') return [];
  if (answer.code === 'wrongEpoch') return plans.map(({ attempt }) => attempt);
  const [first, ...others] = plans;
  if (!first) return [];
  if (others.length > 0) {
    // One of them spoils the bundle: each for itself.
    const late: Passage[] = [];
    for (const plan of plans) late.push(...(await handIn(room, source, [plan], done)));
    return late;
  }
  await room.context.database.transaction((tx) => forgetAttempts(tx, [first.record.cause]));
  room.attempts.delete(first.record.cause);
  if (first.arrival) room.arrivals.delete(hexOf(first.arrival.secrets.ref));
  done(first.attempt, refusedByHub(answer));
  return [];
}

/**
 * Commits everything that waits, by the service leaf. What comes to wait meanwhile makes the commit stale, as another's
 * commit does: one must hold all that is pending.
 * @param renews also where nothing waits, so that the service leaf has new keys
 * @throws RetryLater
 */
export async function commitPending(room: HostedRoom, intake: Intake, renews = false): Promise<void> {
  for (let attempted = 0; attempted < tries; attempted++) {
    await intake.caughtUp();
    // Nobody who waits for this is told of it by the room's last event: asked again, they learn that there is no room.
    if (room.row.destroyed) throw new RetryLater(`${room.uri} has ended`);
    const { context: epoch, pending } = room.group.public;
    if ((pending.size === 0 && !renews) || isSteppingAside(room)) return;
    const prepared = await commit(room.group, serviceLeafOf(room), {
      arriving: [...room.arrivals.values()],
      forcePath: renews,
      rules: rulesAt(room.context),
    });
    const submitted = await submitCommit(room, room.context.hub.domain, prepared, []);
    if (submitted === 'accepted') {
      await intake.caughtUp();
      return;
    }
    if (submitted === 'stale') continue;
    await intake.caughtUp();
    const moved = room.group.public.context !== epoch || room.group.public.pending !== pending;
    if (!moved) throw new Error(`The hub refused what it holds as pending: ${submitted.text}`);
  }
  throw new RetryLater(`${room.uri} moved on ${tries} times while proposals were committed`);
}
