import type { Gateway, InboxItem, LinkedRoom, Network } from '../../../src/bridge/index.ts';
import type { RoomUri, UserUri } from '../../../src/identifiers/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import type { RoomEvent, Rooms } from '../../../src/rooms/index.ts';

const sender = 'mimi://example.org/u/juliet' as UserUri;

/** Rooms whose archive a test writes itself; everything that deliveries don't need is refused. */
export class ScriptedRooms implements Rooms {
  readonly #archives = new Map<RoomUri, RoomEvent[]>();
  readonly #listeners = new Set<(room: RoomUri, lastSeq: number) => void>();
  /** Thrown by the next reading. */
  failNextReading: Error | null = null;
  readings = 0;

  says(room: RoomUri, ...texts: readonly string[]): void {
    const archive = this.#archives.get(room) ?? [];
    this.#archives.set(room, archive);
    for (const text of texts) {
      const seq = archive.length + 1;
      archive.push({
        type: 'message',
        room,
        seq,
        acceptedAt: seq,
        origin: null,
        id: `message-${seq}` as MessageId,
        sender,
        body: { kind: 'text', text },
      });
    }
    for (const listener of this.#listeners) listener(room, archive.length);
  }

  eventsAfter(room: RoomUri, seq: number, limit: number): Promise<readonly RoomEvent[]> {
    this.readings++;
    const failure = this.failNextReading;
    this.failNextReading = null;
    if (failure !== null) return Promise.reject(failure);
    return Promise.resolve((this.#archives.get(room) ?? []).slice(seq, seq + limit));
  }

  onEvents(listener: (room: RoomUri, lastSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  attempt = refuse;
  check = refuse;
  view = refuse;
  list = refuse;
  archive = refuse;
  message = refuse;
}

function refuse(): never {
  throw new Error('not part of the script');
}

export const textOf = (event: RoomEvent): string => (event.type === 'message' ? event.body.text : event.type);

type Show = Network['show'];

/** A network whose behaviour a test writes: by default everything works at once. */
export class ScriptedNetwork implements Network {
  readonly name = 'xmpp';
  gateway: Gateway | null = null;
  readonly handled: InboxItem[] = [];
  readonly shown: string[] = [];
  readonly reconciled: RoomUri[] = [];
  onStart: () => Promise<void> = () => Promise.resolve();
  onHandle: (item: InboxItem) => Promise<void> = () => Promise.resolve();
  onShow: Show = async (_, events, confirm) => {
    for (const event of events) {
      this.shown.push(textOf(event));
      await confirm(event.seq);
    }
  };
  onReconcile: () => Promise<void> = () => Promise.resolve();
  stopped = false;
  readonly #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  async start(gateway: Gateway): Promise<void> {
    this.gateway = gateway;
    await this.onStart();
  }

  async handle(item: InboxItem): Promise<void> {
    try {
      await this.onHandle(item);
      this.handled.push(item);
    } finally {
      this.#check();
    }
  }

  show: Show = async (room, events, confirm) => {
    try {
      await this.onShow(room, events, confirm);
    } finally {
      this.#check();
    }
  };

  async reconcile(room: LinkedRoom): Promise<void> {
    this.reconciled.push(room.room);
    try {
      await this.onReconcile();
    } finally {
      this.#check();
    }
  }

  health(): readonly string[] {
    return [];
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  /** Resolves when the condition holds after something happened here. */
  until(holds: () => boolean): Promise<void> {
    return holds()
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#waiting.push({ holds, resolve });
        });
  }

  #check(): void {
    for (const { holds, resolve } of this.#waiting) if (holds()) resolve();
  }
}
