import { type CommitEffects, type HostedGroup, memberAt, receive, receivePublicCommit } from '../mls/index.ts';
import { type LogEntry, roomStateOf, serviceUserOf } from '../provider/index.ts';
import { type ArchivedEvent, insertEvents, placeEvent } from './archive.ts';
import { deriveEvents, type NewEvent } from './derive-events.ts';
import { forgetGenerations } from './generations.ts';
import type { HostedRoom } from './hosted-room.ts';
import {
  type AttemptRecord,
  forgetAttempts,
  keepOnlyState,
  moveRoom,
  type RoomRow,
  readState,
  storeNickname,
  storeState,
} from './hosted-tables.ts';
import { hexOf, rulesOfLog } from './members-context.ts';
import { refused } from './refusals.ts';
import { takeInDeparture } from './take-in-departure.ts';
import { destructionsOf } from './take-in-destruction.ts';

interface Adoption {
  readonly next: HostedGroup;
  readonly effects: CommitEffects;
  /** The state that it leads to is stored already: the commit is ours. */
  readonly stored: boolean;
}

/**
 * A new epoch: of our own commit the state that was stored before it was submitted, of anybody else's what processing it
 * once gives for all hosted leaves. State, cursor, archive and the outcomes of attempts move in one transaction.
 */
export async function takeInCommit(room: HostedRoom, entry: LogEntry): Promise<void> {
  const name = hexOf(entry.hash);
  if (isFinal(room, name)) return passOver(room, entry, name);
  const adoption = await adoptionOf(room, entry, name);
  if (adoption.next.local.length === 0) return takeInDeparture(room, entry);
  const { context } = room;
  const before = { group: room.group, state: room.state };
  const after = roomStateOf(adoption.next.public, room.uri, context.hub.domain);
  const events = deriveEvents({
    effects: adoption.effects,
    before: before.state,
    after,
    serviceUser: serviceUserOf(context.hub.domain),
    memberAt: (leaf) => memberAt(before.group.public, leaf),
  });
  const done = matchAttempts(room, name, events, entry);
  const row = await store(room, entry, name, adoption, done);
  room.commits++;
  finish(room, row, adoption.next, done);
}

/** Our commit that ended the room: its last event is told by the entry behind it, to everybody at once. */
function isFinal(room: HostedRoom, name: string): boolean {
  return destructionsOf(room).some(({ commitName }) => commitName === name);
}

/** Attempts to destroy the room that made another commit have failed: from now on only the one that did it is known. */
async function passOver(room: HostedRoom, entry: LogEntry, name: string): Promise<void> {
  const { lastSeq, lastAt } = room.row;
  const failed = destructionsOf(room).flatMap(({ cause, commitName }) => (commitName === name ? [] : [cause]));
  room.row = await room.context.database.transaction(async (tx) => {
    await forgetAttempts(tx, failed);
    return moveRoom(tx, room.row, { cursor: entry.position, lastSeq, lastAt });
  });
  for (const cause of failed) {
    room.attempts.delete(cause);
    room.settle(cause, refused('no-such-room'));
  }
}

async function adoptionOf(room: HostedRoom, entry: LogEntry, name: string): Promise<Adoption> {
  const { context, group } = room;
  const rules = rulesOfLog;
  const own = room.prepared.get(name)?.next ?? (await readState(context.database, context.vault, room.row.id, name));
  if (own) {
    const { effects } = await receivePublicCommit(group.public, entry.content, rules);
    return { next: own, effects, stored: true };
  }
  const received = await receive(group, entry.content, {
    rules,
    arriving: [...room.arrivals.values()],
    ...(entry.welcome ? { welcome: entry.welcome } : {}),
  });
  if (received.type !== 'commit') throw new Error(`Entry ${entry.position} of ${room.uri} is no commit`);
  return { next: received.group, effects: received.effects, stored: false };
}

interface Done {
  readonly archived: readonly ArchivedEvent[];
  /** Attempts that this commit did, each with the event that shows it. */
  readonly attempts: readonly { readonly record: AttemptRecord; readonly event: ArchivedEvent | null }[];
  /** Attempts of ours that this commit made void; they are made again on the new epoch. */
  readonly lost: readonly AttemptRecord[];
  readonly lastSeq: number;
}

/** Finds the attempt behind each event, so that its outcome and its origin stand with it. */
function matchAttempts(room: HostedRoom, name: string, events: readonly NewEvent[], entry: LogEntry): Done {
  const records = [...room.attempts.values()].filter(({ type }) => type !== 'destroy-room');
  const mine = records.filter((record) => record.commitName === name);
  const proposed = records.filter((record) => record.commitName === null);
  const attempts: { record: AttemptRecord; event: ArchivedEvent | null }[] = [];
  let seq = room.row.lastSeq;
  const archived = events.map((event): ArchivedEvent => {
    const user = 'user' in event ? event.user : null;
    const record =
      mine.find((candidate) => candidate.user === user || candidate.user === null || user === null) ??
      proposed.find((candidate) => candidate.user === user && does(candidate, event));
    const place = { room: room.uri, seq: ++seq, acceptedAt: entry.acceptedAt, origin: record?.origin ?? null };
    const placed: ArchivedEvent = {
      event: placeEvent(event, place),
      logPosition: entry.position,
      cause: record?.cause ?? null,
    };
    if (record && !attempts.some((attempt) => attempt.record === record)) attempts.push({ record, event: placed });
    return placed;
  });
  for (const record of mine) {
    if (!attempts.some((attempt) => attempt.record === record)) attempts.push({ record, event: null });
  }
  const lost = records.filter((record) => !attempts.some((attempt) => attempt.record === record));
  return { archived, attempts, lost, lastSeq: seq };
}

function does(record: AttemptRecord, event: NewEvent): boolean {
  return record.type === 'leave' ? event.type === 'left' : event.type === 'joined';
}

async function store(
  room: HostedRoom,
  entry: LogEntry,
  name: string,
  adoption: Adoption,
  done: Done,
): Promise<RoomRow> {
  const { context, row } = room;
  const { epoch } = adoption.next.public.context;
  return context.database.transaction(async (tx) => {
    const moved = await moveRoom(tx, row, {
      cursor: entry.position,
      lastSeq: done.lastSeq,
      lastAt: done.archived.length > 0 ? entry.acceptedAt : row.lastAt,
      state: { name, at: entry.position },
    });
    if (!adoption.stored) await storeState(tx, context.vault, row.id, name, adoption.next);
    await keepOnlyState(tx, row.id, name);
    await insertEvents(tx, context.vault, row.id, done.archived);
    for (const { record } of done.attempts) {
      if (record.nickname !== null && record.user) await storeNickname(tx, row.id, record.user, record.nickname);
    }
    await forgetAttempts(tx, [
      ...done.attempts.map(({ record }) => record.cause),
      ...done.lost.map(({ cause }) => cause),
    ]);
    // Key packages serve one epoch: those that this commit did not use are made anew.
    await tx.query('DELETE FROM hosted_arrival WHERE room_id = $1', [row.id]);
    await forgetGenerations(tx, row.id, row.groupUri, epoch);
    return moved;
  });
}

/** What was written holds from now on in memory too: position, state and view in one turn of the event loop. */
function finish(room: HostedRoom, row: RoomRow, next: HostedGroup, done: Done): void {
  room.row = row;
  room.adopt(next);
  room.prepared.clear();
  room.arrivals.clear();
  for (const { record } of done.attempts) {
    room.attempts.delete(record.cause);
    if (record.nickname !== null && record.user) room.nicknames.set(record.user, record.nickname);
  }
  for (const { cause } of done.lost) {
    room.attempts.delete(cause);
    room.lost.add(cause);
  }
  room.refresh();
  for (const { record, event } of done.attempts) {
    const seq = event?.event.seq ?? null;
    room.settle(record.cause, { type: 'accepted', acceptedAt: event?.event.acceptedAt ?? row.lastAt, seq });
  }
  room.context.appended(room.uri, done.archived);
}
