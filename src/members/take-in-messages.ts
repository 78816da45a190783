import { InvalidContent, readMessage } from '../content/index.ts';
import { type HostedGroup, InvalidMessage, receive } from '../mls/index.ts';
import { decide } from '../policy/index.ts';
import { type LogEntry, userOf } from '../provider/index.ts';
import type { RoomEvent } from '../rooms/index.ts';
import { type ArchivedEvent, archiveMessages, findMessage, knownMessages, placeEvent } from './archive.ts';
import type { NewEvent } from './derive-events.ts';
import type { HostedRoom, Outgoing } from './hosted-room.ts';
import { fenced } from './hosted-tables.ts';
import { hexOf, rulesOfLog } from './members-context.ts';
import { findOutgoing } from './outgoing-messages.ts';

interface Reading {
  readonly entry: LogEntry;
  /** Ours, whose plaintext was stored when it was encrypted. */
  readonly own: Outgoing | null;
  /** null: dropped, and logged where it was. */
  readonly event: NewEvent | null;
}

/** What a ciphertext says, and the group without the key that opened it. */
interface Opened {
  readonly event: NewEvent | null;
  readonly group: HostedGroup;
}

/**
 * Archives a run of messages: our own from what was stored with them, others' by decrypting them, once. The keys that this
 * uses up are given up when the messages are archived, and not before: where that fails they are read again.
 */
export async function takeInMessages(room: HostedRoom, entries: readonly LogEntry[]): Promise<void> {
  const { context } = room;
  const readings: Reading[] = [];
  let { group } = room;
  for (const entry of entries) {
    const own = await ownOf(room, entry);
    const opened: Opened = own ? { event: own.event, group } : await decryptEntry(room, group, entry);
    readings.push({ entry, own, event: opened.event });
    group = opened.group;
  }
  const fresh = await withoutDuplicates(room, readings);
  let seq = room.row.lastSeq;
  const archived = fresh.flatMap(({ entry, own, event }): ArchivedEvent[] => {
    if (!event) return [];
    const origin = own?.event.origin ?? null;
    const placed = placeEvent(event, { room: room.uri, seq: ++seq, acceptedAt: entry.acceptedAt, origin });
    return [{ event: placed, logPosition: entry.position, cause: own?.cause ?? null }];
  });
  const last = entries.at(-1);
  if (!last) return;
  const own = fresh.filter((reading) => reading.own).map(({ entry }) => entry.hash);
  const { row } = room;
  const to = { cursor: last.position, lastSeq: seq, lastAt: last.acceptedAt };
  const move = { id: row.id, fence: row.fence, from: row, to, arrived: own };
  if (!(await archiveMessages(context, move, archived))) throw fenced(row);
  room.row = { ...row, ...to };
  if (readings.some((reading) => !reading.own)) room.adopt(group);
  for (const hash of own) room.outgoing.delete(hexOf(hash));
  room.refresh(false);
  for (const { event, cause } of archived) if (cause !== null) room.settle(cause, outcomeOf(event));
  context.appended(room.uri, archived);
}

function outcomeOf(event: RoomEvent) {
  const messageId = event.type === 'message' || event.type === 'retracted' ? { messageId: event.id } : {};
  return { type: 'accepted', acceptedAt: event.acceptedAt, seq: event.seq, ...messageId } as const;
}

/** After a restart what we sent is known from its row only. */
async function ownOf(room: HostedRoom, entry: LogEntry): Promise<Outgoing | null> {
  const known = room.outgoing.get(hexOf(entry.hash));
  if (known) return known;
  if (!room.context.networks.has(entry.source)) return null;
  return findOutgoing(room.context, room.row.id, entry.hash);
}

/** What another provider's client says. What can't be read stays as a placeholder and blocks nothing (MF-18). */
async function decryptEntry(room: HostedRoom, before: HostedGroup, entry: LogEntry): Promise<Opened> {
  const { context } = room;
  let group = before;
  try {
    const received = await receive(group, entry.content, { rules: rulesOfLog });
    if (received.type !== 'application') throw new InvalidMessage('wrong-wire-format', 'expected application data');
    ({ group } = received);
    const sender = userOf(received.sender);
    if (sender !== entry.sender) throw new InvalidMessage('credential', 'the hub named another sender');
    const message = readMessage(received.plaintext, { sender, room: room.uri });
    if (message.type === 'retraction') return { event: await retraction(room, sender, message), group };
    const inReplyTo = message.inReplyTo === null ? {} : { inReplyTo: message.inReplyTo };
    return { event: { type: 'message', id: message.id, sender, body: message.body, ...inReplyTo }, group };
  } catch (error) {
    if (!(error instanceof InvalidMessage || error instanceof InvalidContent)) throw error;
    context.log.warn({ room: room.uri, position: entry.position, error }, 'a message can’t be read');
    return { event: { type: 'unreadable', logPosition: entry.position, why: error.message }, group };
  }
}

/** A client may hide what the hub can't see, so receivers check who may take back what (RC-18). */
async function retraction(
  room: HostedRoom,
  by: NonNullable<LogEntry['sender']>,
  message: { readonly id: Outgoing['event']['id']; readonly target: Outgoing['event']['id'] },
): Promise<NewEvent | null> {
  const { context } = room;
  const target = await findMessage(context.database, context.vault, room.archiveRoom, message.target);
  const own = target !== null && 'sender' in target.event && target.event.sender === by;
  const action = { type: own ? 'delete-own-message' : 'delete-other-message' } as const;
  const decision = decide(room.state, { type: 'user', user: by }, action);
  if (target && decision.allowed) return { type: 'retracted', id: message.id, target: message.target, by };
  context.log.warn({ room: room.uri, by, target: message.target }, 'a retraction is ignored: it may not be made');
  return null;
}

/** A message id that was seen before is a malicious duplicate (OD-11). Our own are made here and are new. */
async function withoutDuplicates(room: HostedRoom, readings: readonly Reading[]): Promise<readonly Reading[]> {
  const foreign = readings.flatMap(({ own, event }) => (!own && event?.type === 'message' ? [event.id] : []));
  if (foreign.length === 0) return readings;
  const known = new Set<string>(await knownMessages(room.context.database, room.row.id, foreign));
  return readings.map((reading) => {
    if (reading.own || reading.event?.type !== 'message') return reading;
    const { id } = reading.event;
    if (!known.has(id)) {
      known.add(id);
      return reading;
    }
    room.context.log.warn({ room: room.uri, id, position: reading.entry.position }, 'a message id came twice: dropped');
    return { ...reading, event: null };
  });
}
