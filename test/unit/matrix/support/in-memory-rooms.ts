/**
 * A stand-in for the hub behind the `Rooms` door, for tests of the adapter alone: rooms in memory, a policy of a few
 * lines. What the real hub decides is tested with the real hub.
 * @module
 */
import { createHash } from 'node:crypto';
import {
  type MessageId,
  messageIdFromBytes,
  parseGroupUri,
  type RoomUri,
  type UserUri,
} from '../../../../src/identifiers/index.ts';
import type {
  ArchivePage,
  Attempt,
  Outcome,
  ParticipantView,
  RefusalRule,
  RoomDetails,
  RoomEvent,
  Rooms,
  RoomView,
} from '../../../../src/rooms/index.ts';
import { openRoomFlags } from '../../rooms/flags.ts';

interface Room {
  readonly uri: RoomUri;
  readonly participants: Map<UserUri, ParticipantView>;
  readonly events: RoomEvent[];
  details: RoomDetails;
  flags: RoomView['flags'];
}

type NewEvent = RoomEvent extends infer E
  ? E extends RoomEvent
    ? Omit<E, 'room' | 'seq' | 'acceptedAt'>
    : never
  : never;

export class InMemoryRooms implements Rooms {
  readonly attempts: Attempt[] = [];
  /** Refuses more than the few lines of policy below do; null: they decide. */
  refuse: (attempt: Attempt) => RefusalRule | null = () => null;
  readonly #rooms = new Map<RoomUri, Room>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #listeners = new Set<(room: RoomUri, lastSeq: number) => void>();
  readonly #networkOf: (user: UserUri) => 'matrix' | 'xmpp';

  constructor(networkOf: (user: UserUri) => 'matrix' | 'xmpp') {
    this.#networkOf = networkOf;
  }

  create(
    uri: RoomUri,
    o: {
      people?: readonly [UserUri, { role: number; active?: boolean; nickname?: string }][];
      flags?: Partial<RoomView['flags']>;
      name?: string;
    },
  ): void {
    const room: Room = {
      uri,
      participants: new Map(),
      events: [],
      details: { name: o.name ?? '', description: '', subject: '', avatar: '' },
      flags: { ...openRoomFlags, anyoneMayInvite: true, ...o.flags },
    };
    for (const [user, { role, active = true, nickname = null }] of o.people ?? []) {
      room.participants.set(user, { user, role, active, network: this.#networkOf(user), nickname });
    }
    this.#rooms.set(uri, room);
  }

  attempt(attempt: Attempt): Promise<Outcome> {
    const before = this.#outcomes.get(attempt.cause);
    if (before !== undefined) return Promise.resolve(before);
    this.attempts.push(attempt);
    const outcome = this.#decide(attempt);
    this.#outcomes.set(attempt.cause, outcome);
    return Promise.resolve(outcome);
  }

  check(): Promise<Outcome> {
    return Promise.reject(new Error('not part of this stand-in'));
  }

  view(uri: RoomUri): Promise<RoomView | null> {
    const room = this.#rooms.get(uri);
    if (room === undefined) return Promise.resolve(null);
    return Promise.resolve({
      room: uri,
      group: parseGroupUri(uri.replace('/r/', '/g/')),
      epoch: BigInt(room.events.length),
      seq: room.events.length,
      details: room.details,
      flags: room.flags,
      participants: new Map(room.participants),
      createdAt: 0,
    });
  }

  list(): Promise<readonly RoomUri[]> {
    return Promise.resolve([...this.#rooms.keys()]);
  }

  eventsAfter(uri: RoomUri, seq: number, limit: number): Promise<readonly RoomEvent[]> {
    return Promise.resolve(this.events(uri).slice(seq, seq + limit));
  }

  archive(): Promise<ArchivePage> {
    return Promise.reject(new Error('not part of this stand-in'));
  }

  message(uri: RoomUri, id: MessageId): Promise<{ event: RoomEvent; retracted: boolean } | null> {
    const event = this.events(uri).find((candidate) => candidate.type === 'message' && candidate.id === id);
    return Promise.resolve(event === undefined ? null : { event, retracted: false });
  }

  onEvents(listener: (room: RoomUri, lastSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  events(uri: RoomUri): readonly RoomEvent[] {
    return this.#rooms.get(uri)?.events ?? [];
  }

  /** Texts of all messages, oldest first. */
  texts(uri: RoomUri): readonly string[] {
    return this.events(uri).flatMap((event) => (event.type === 'message' ? [event.body.text] : []));
  }

  /** Something becomes true in the room by somebody outside Matrix. */
  append(uri: RoomUri, event: NewEvent): number {
    const room = this.#rooms.get(uri);
    if (room === undefined) throw new Error(`there is no ${uri}`);
    const seq = room.events.length + 1;
    this.#apply(room, event);
    room.events.push({ ...event, room: uri, seq, acceptedAt: 1_700_000_000_000 + seq });
    for (const listener of this.#listeners) listener(uri, seq);
    return seq;
  }

  /** Changes the hub's list without an event, as if Matrix had never been told. */
  drift(uri: RoomUri, user: UserUri, change: { role: number; active: boolean } | null): void {
    const room = this.#rooms.get(uri);
    if (change === null) room?.participants.delete(user);
    else room?.participants.set(user, { user, network: this.#networkOf(user), nickname: null, ...change });
  }

  messageId(text: string): MessageId {
    return messageIdFromBytes(Uint8Array.of(1, ...createHash('sha256').update(text).digest().subarray(0, 31)));
  }

  /** Somebody who is not on Matrix says something. */
  says(uri: RoomUri, sender: UserUri, text: string, kind: 'text' | 'emote' | 'notice' = 'text'): number {
    const id = this.messageId(`${uri}${sender}${this.events(uri).length}`);
    return this.append(uri, { type: 'message', id, sender, body: { kind, text }, origin: null });
  }

  #apply(room: Room, event: NewEvent): void {
    const set = (user: UserUri, change: Partial<ParticipantView>): void => {
      const known = room.participants.get(user) ?? {
        user,
        role: 3,
        active: false,
        network: this.#networkOf(user),
        nickname: null,
      };
      room.participants.set(user, { ...known, ...change });
    };
    switch (event.type) {
      case 'joined': {
        set(event.user, { role: event.role, active: true });
        return;
      }
      case 'invited': {
        set(event.user, { role: event.role, active: false });
        return;
      }
      case 'left':
      case 'removed':
        room.participants.delete(event.user);
        return;
      case 'kicked': {
        set(event.user, { active: false });
        return;
      }
      case 'banned': {
        set(event.user, { role: 1, active: false });
        return;
      }
      case 'unbanned':
        if (event.role === null) room.participants.delete(event.user);
        else set(event.user, { role: event.role });
        return;
      case 'role-changed': {
        set(event.user, { role: event.to });
        return;
      }
      case 'renamed': {
        set(event.user, { nickname: event.nickname });
        return;
      }
      case 'details-changed':
        room.details = event.after;
        return;
      case 'policy-changed':
        room.flags = event.after;
        return;
      default:
        return;
    }
  }

  #decide(attempt: Attempt): Outcome {
    const room = this.#rooms.get(attempt.room);
    if (room === undefined) return refused('no-such-room');
    const rule = this.refuse(attempt) ?? refusalOf(room, attempt);
    if (rule !== null) return refused(rule);
    const event = this.#eventOf(room, attempt);
    if (event === null) return { type: 'accepted', acceptedAt: 0, seq: null };
    const seq = this.append(room.uri, event);
    const messageId = event.type === 'message' || event.type === 'retracted' ? event.id : undefined;
    return { type: 'accepted', acceptedAt: 0, seq, ...(messageId !== undefined && { messageId }) };
  }

  #eventOf(room: Room, attempt: Attempt): NewEvent | null {
    const origin = attempt.origin ?? null;
    const { by } = attempt;
    const reason = 'reason' in attempt && attempt.reason !== undefined ? { reason: attempt.reason } : {};
    switch (attempt.type) {
      case 'join': {
        const known = room.participants.get(by);
        if (known?.active === true) return null;
        const role = known?.role ?? (room.flags.moderated ? 2 : 3);
        return { type: 'joined', user: by, role, first: known === undefined, origin };
      }
      case 'leave':
        return { type: 'left', user: by, origin, ...reason };
      case 'invite':
        return { type: 'invited', user: attempt.user, role: attempt.role ?? 4, by, origin, ...reason };
      case 'remove':
        return { type: 'removed', user: attempt.user, by, origin, ...reason };
      case 'kick':
        return { type: 'kicked', user: attempt.user, by, origin, ...reason };
      case 'ban': {
        const wasActive = room.participants.get(attempt.user)?.active ?? false;
        return { type: 'banned', user: attempt.user, wasActive, by, origin, ...reason };
      }
      case 'unban':
        return { type: 'unbanned', user: attempt.user, role: attempt.role ?? null, by, origin, ...reason };
      case 'set-role': {
        const from = room.participants.get(attempt.user)?.role ?? 0;
        return { type: 'role-changed', user: attempt.user, from, to: attempt.role, by, origin, ...reason };
      }
      case 'set-metadata': {
        const after = {
          ...room.details,
          ...(attempt.name !== undefined && { name: attempt.name }),
          ...(attempt.subject !== undefined && { subject: attempt.subject }),
        };
        return { type: 'details-changed', before: room.details, after, by, origin };
      }
      case 'set-policy':
        return { type: 'policy-changed', before: room.flags, after: { ...room.flags, ...attempt.flags }, by, origin };
      case 'send':
        return { type: 'message', id: this.messageId(attempt.cause), sender: by, body: attempt.body, origin };
      case 'retract':
        return { type: 'retracted', id: this.messageId(attempt.cause), target: attempt.target, by, origin, ...reason };
      case 'rename':
        return { type: 'renamed', user: by, before: null, nickname: attempt.nickname, origin };
      case 'create-room':
      case 'destroy-room':
        return null;
    }
  }
}

/** Least role for deeds that are not everybody's. */
const least: Partial<Record<Attempt['type'], number>> = {
  kick: 5,
  remove: 5,
  ban: 6,
  unban: 6,
  'set-role': 6,
  'set-metadata': 6,
  'set-policy': 7,
};

function refusalOf(room: Room, attempt: Attempt): RefusalRule | null {
  const actor = room.participants.get(attempt.by);
  if (actor?.role === 1) return 'banned';
  if (attempt.type === 'join') return actor === undefined && room.flags.membersOnly ? 'no-open-join' : null;
  if (actor === undefined) return 'not-a-participant';
  if (attempt.type === 'send' && actor.role === 2) return 'no-voice';
  if (attempt.type === 'invite' && room.participants.get(attempt.user) !== undefined) return 'target-is-participant';
  return actor.role < (least[attempt.type] ?? 0) ? 'lacks-capability' : null;
}

function refused(rule: RefusalRule): Outcome {
  return { type: 'refused', rule, section: 'room-policy', text: rule };
}
