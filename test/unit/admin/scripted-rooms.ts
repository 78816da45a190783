import type { RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import { groupUri, parseDomain } from '../../../src/identifiers/index.ts';
import type {
  ArchivePage,
  Attempt,
  Outcome,
  ParticipantView,
  RoomEvent,
  Rooms,
  RoomView,
} from '../../../src/rooms/index.ts';
import { openRoomFlags } from '../rooms/flags.ts';

/** Rooms that keep no policy: what the admin API asks for is done, unless a failure was scripted. */
export class ScriptedRooms implements Rooms {
  readonly attempts: Attempt[] = [];
  readonly #views = new Map<RoomUri, RoomView>();
  readonly #events: RoomEvent[] = [];
  #failure: Error | null = null;

  failsWith(error: Error): void {
    this.#failure = error;
  }

  hears(sender: string, text: string): void {
    const [room] = this.#views.keys();
    if (room === undefined) throw new Error('no room yet');
    this.#events.push({
      type: 'message',
      room,
      seq: this.#events.length + 1,
      acceptedAt: 0,
      origin: null,
      id: 'x' as never,
      sender: sender as UserUri,
      body: { kind: 'text', text },
    });
  }

  attempt(attempt: Attempt): Promise<Outcome> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.attempts.push(attempt);
    const { room } = attempt;
    const view = this.#views.get(room);
    if (attempt.type === 'create-room') {
      if (view !== undefined) {
        return Promise.resolve({ type: 'refused', rule: 'room-exists', section: 'protocol §5', text: 'It exists.' });
      }
      this.#views.set(room, emptyRoom(room, attempt.by, attempt.name ?? ''));
    }
    if (attempt.type === 'invite' && view !== undefined) {
      const listed = participant(attempt.user, attempt.role ?? 4, false);
      this.#views.set(room, { ...view, participants: new Map([...view.participants, [attempt.user, listed]]) });
    }
    if (attempt.type === 'destroy-room') this.#views.delete(room);
    return Promise.resolve({ type: 'accepted', acceptedAt: 0, seq: 1 });
  }

  check(): Promise<Outcome> {
    return Promise.resolve({ type: 'accepted', acceptedAt: 0, seq: null });
  }

  view(room: RoomUri): Promise<RoomView | null> {
    return Promise.resolve(this.#views.get(room) ?? null);
  }

  list(): Promise<readonly RoomUri[]> {
    return Promise.resolve([...this.#views.keys()]);
  }

  eventsAfter(): Promise<readonly RoomEvent[]> {
    return Promise.resolve(this.#events);
  }

  archive(): Promise<ArchivePage> {
    return Promise.resolve({ events: this.#events, complete: true, count: this.#events.length });
  }

  message(): Promise<null> {
    return Promise.resolve(null);
  }

  onEvents(): () => void {
    return () => undefined;
  }
}

function participant(user: UserUri, role: number, active: boolean): ParticipantView {
  return { user, role, active, network: null, nickname: null };
}

function emptyRoom(room: RoomUri, owner: UserUri, name: string): RoomView {
  return {
    room,
    group: groupUri(parseDomain('mimi.example.org'), 'g'),
    epoch: 0n,
    seq: 0,
    details: { name, description: '', subject: '', avatar: '' },
    flags: openRoomFlags,
    participants: new Map([[owner, participant(owner, 7, true)]]),
    createdAt: 0,
  };
}
