import { contentLimit, encodeRetraction, encodeText, InvalidContent } from '../content/index.ts';
import { domainOf } from '../identifiers/index.ts';
import { messageHash } from '../mls/index.ts';
import { type Action, decide } from '../policy/index.ts';
import { type Attempt, type Outcome, RetryLater, type RoomEvent } from '../rooms/index.ts';
import type { Transaction } from '../store/index.ts';
import { findMessage } from './archive.ts';
import { type Generation, reserveGenerations } from './generations.ts';
import type { HostedRoom } from './hosted-room.ts';
import { assertWriter, recordOutcome } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { hexOf } from './members-context.ts';
import { outgoingByCause, outgoingInsertion, type OutgoingRow, replaceCiphertext } from './outgoing-messages.ts';
import { notInRoom, refused, refusedBy, refusedByHub } from './refusals.ts';

export type Message = Extract<Attempt, { type: 'send' | 'retract' }>;

/** Times that a message is encrypted again because its epoch was over. */
const tries = 8;
/** Milliseconds to wait for a commit of what is pending. */
const patience = 10_000;

/**
 * Says something, or takes it back, as a hosted user's leaf. Ciphertext, plaintext and cause are durable before anything
 * is sent, so a retry sends the same bytes and the hub gives the same answer (OD-16). Resolves when it is archived.
 * @param known finds the outcome, should the cause have been used before
 * @throws RetryLater
 */
export async function sendMessage(
  room: HostedRoom,
  intake: Intake,
  attempt: Message,
  known: () => Promise<Outcome | null>,
): Promise<Outcome> {
  room.assertWorking();
  await settled(room);
  const written = await write(room, attempt);
  if ('type' in written) return decideOtherwise(room, attempt, written, known);
  const leaf = room.leafOf(attempt.by);
  if (leaf === null) throw new Error('The policy lets speak whoever has no leaf');
  const { row, generation } = seal(room, leaf, attempt.cause, written.event, written.content);
  room.outgoing.set(hexOf(row.hash), row.outgoing);
  const fresh = await store(room, row, generation);
  if (fresh) return submit(room, intake, attempt, row);
  room.outgoing.delete(hexOf(row.hash));
  const before = await outgoingByCause(room.context, attempt.cause);
  if (before) {
    room.outgoing.set(hexOf(before.hash), before.outgoing);
    const submitted = submit(room, intake, attempt, before);
    // It may have been archived while its row was read.
    const archived = intake.caughtUp().then(() => known());
    return (await Promise.race([submitted, archived])) ?? submitted;
  }
  const outcome = await known();
  if (!outcome) throw new RetryLater('The outcome of this message is not written yet');
  return outcome;
}

/** RFC 9420 §12.4: nothing is encrypted in an epoch in which a proposal waits for its commit. */
async function settled(room: HostedRoom): Promise<void> {
  const until = Date.now() + patience;
  while (room.group.public.pending.size > 0) {
    const left = until - Date.now();
    if (left <= 0) throw new RetryLater(`A change of ${room.uri} is still being committed`);
    await room.changed(left);
    room.assertWorking();
  }
}

interface Written {
  readonly event: Extract<RoomEvent, { type: 'message' | 'retracted' }>;
  readonly content: Uint8Array;
}

type Refusal = Extract<Outcome, { type: 'refused' }>;

/** The content and the event that it will be, or why not. */
async function write(room: HostedRoom, attempt: Message): Promise<Written | Refusal> {
  const { context } = room;
  const action = await actionOf(room, attempt);
  if ('rule' in action) return action;
  const actor = { type: 'user', user: attempt.by } as const;
  for (const asked of [{ type: 'send-message' } as const, action]) {
    const decision = decide(room.state, actor, asked);
    if (!decision.allowed) return refusedBy(decision);
  }
  if (room.leafOf(attempt.by) === null) return notInRoom;
  // Place and time are given when the hub has accepted it.
  const common = { room: room.uri, seq: 0, acceptedAt: 0, origin: attempt.origin ?? null };
  const place = { sender: attempt.by, room: room.uri, salt: context.salt() };
  try {
    if (attempt.type === 'retract') {
      const { id, bytes } = encodeRetraction({ ...place, target: attempt.target });
      const reason = attempt.reason === undefined ? {} : { reason: attempt.reason };
      return {
        event: { ...common, type: 'retracted', id, target: attempt.target, by: attempt.by, ...reason },
        content: bytes,
      };
    }
    const inReplyTo = attempt.inReplyTo === undefined ? {} : { inReplyTo: attempt.inReplyTo };
    const { id, bytes } = encodeText({ ...place, body: attempt.body, ...inReplyTo });
    return {
      event: { ...common, type: 'message', id, sender: attempt.by, body: attempt.body, ...inReplyTo },
      content: bytes,
    };
  } catch (error) {
    if (error instanceof InvalidContent && tooLong(attempt)) return refused('message-too-long');
    throw error;
  }
}

const tooLong = (attempt: Message): boolean =>
  attempt.type === 'send' && Buffer.byteLength(attempt.body.text) > contentLimit / 2;

/** What the policy is asked beside voice. */
async function actionOf(room: HostedRoom, attempt: Message): Promise<Action | Refusal> {
  if (attempt.type === 'send') return { type: 'send-message' };
  const { context } = room;
  const found = await findMessage(context.database, context.vault, room.archiveRoom, attempt.target);
  if (!found || found.event.seq < room.row.firstSeq) return refused('unknown-message');
  const own = 'sender' in found.event && found.event.sender === attempt.by;
  const action = { type: own ? 'delete-own-message' : 'delete-other-message' } as const;
  const decision = decide(room.state, { type: 'user', user: attempt.by }, action);
  return decision.allowed || own ? action : refused('not-your-message');
}

/** Refused, unless the same cause was decided before. */
async function decideOtherwise(
  room: HostedRoom,
  attempt: Message,
  refusal: Refusal,
  known: () => Promise<Outcome | null>,
): Promise<Outcome> {
  const before = await known();
  if (before) return before;
  const { context } = room;
  await context.database.grouped((tx) => recordOutcome(tx, attempt.cause, refusal, context.clock()));
  return refusal;
}

function seal(
  room: HostedRoom,
  leaf: number,
  cause: string,
  event: Written['event'],
  content: Uint8Array,
): { readonly row: OutgoingRow; readonly generation: Generation } {
  const generation = room.generations.next(room.group.public.context.epoch, leaf);
  const ciphertext = room.seal(leaf, generation.generation, content);
  const hash = messageHash(ciphertext);
  return { row: { outgoing: { cause, event }, content, hash, ciphertext }, generation };
}

/** A block is taken by the room's writer only: one that was replaced could take the block that its successor has. */
async function takeBlock(
  tx: Transaction,
  { row }: HostedRoom,
  block: NonNullable<Generation['reserve']>,
): Promise<void> {
  await assertWriter(tx, row);
  await reserveGenerations(tx, row.id, row.groupUri, block);
}

/** false: the cause was used before. */
async function store(room: HostedRoom, row: OutgoingRow, { reserve }: Generation): Promise<boolean> {
  const { context } = room;
  const { sql, values } = outgoingInsertion(context.vault, room.row.id, row);
  if (!reserve) return (await context.database.write(sql, values)).affected === 1;
  const { affected } = await context.database.grouped(async (tx) => {
    await takeBlock(tx, room, reserve);
    return tx.query(sql, values);
  });
  room.generations.confirm(reserve);
  return affected === 1;
}

async function submit(room: HostedRoom, intake: Intake, attempt: Message, first: OutgoingRow): Promise<Outcome> {
  const { context } = room;
  const provider = context.hub.providerFor(domainOf(attempt.by));
  let row = first;
  for (let attempted = 0; attempted < tries; attempted++) {
    const archived = room.outcomeOf(attempt.cause);
    const answer = await provider.submitMessage(room.uri, { appMessage: row.ciphertext, sendingUri: attempt.by });
    if (answer.code === 'accepted') {
      intake.expect(row.hash);
      return archived;
    }
    room.forgetOutcome(attempt.cause);
    room.outgoing.delete(hexOf(row.hash));
    if (answer.code === 'notAllowed') return refuse(room, attempt, refusedByHub(answer));
    await intake.caughtUp();
    await settled(room);
    const leaf = room.leafOf(attempt.by);
    if (leaf === null) return refuse(room, attempt, notThere);
    const again = seal(room, leaf, attempt.cause, row.outgoing.event, row.content);
    const { reserve } = again.generation;
    await context.database.grouped(async (tx) => {
      if (reserve) await takeBlock(tx, room, reserve);
      await replaceCiphertext(tx, attempt.cause, again.row.hash, again.row.ciphertext);
    });
    if (reserve) room.generations.confirm(reserve);
    row = again.row;
    room.outgoing.set(hexOf(row.hash), row.outgoing);
  }
  throw new RetryLater(`${room.uri} moved on ${tries} times while a message was sent`);
}

const notThere: Refusal = {
  type: 'refused',
  rule: 'not-a-participant',
  section: 'protocol §5.4',
  text: 'You are not in this room any more.',
};

async function refuse(room: HostedRoom, attempt: Message, refusal: Refusal): Promise<Outcome> {
  const { context } = room;
  await context.database.grouped(async (tx) => {
    await tx.query('DELETE FROM outgoing_message WHERE cause = $1', [attempt.cause]);
    await recordOutcome(tx, attempt.cause, refusal, context.clock());
  });
  return refusal;
}
