import { randomBytes, randomUUID } from 'node:crypto';
import type { RoomUri } from '../identifiers/index.ts';
import { groupOfId, domainOf } from '../identifiers/index.ts';
import type { LogEntry } from '../provider/index.ts';
import { type Attempt, type Outcome, RetryLater } from '../rooms/index.ts';
import { type ArchiveRoom, findMessage, queryArchive, readEvents } from './archive.ts';
import { checkAttempt } from './check-attempt.ts';
import type { HostedRoomReport, HostedRooms, MembersOptions } from './contract.ts';
import { createHostedRoom, type Creation, finishCreation, isByOperator } from './create-room.ts';
import { destroyElsewhere } from './destroy-elsewhere.ts';
import { allRooms, findRoom, readAttempts } from './hosted-tables.ts';
import { knownOutcome } from './known-outcomes.ts';
import type { MembersContext } from './members-context.ts';
import { openHostedRoom, type RunningRoom } from './open-hosted-room.ts';
import { RecentEvents } from './recent-events.ts';
import { rename } from './rename.ts';
import { refused, refusedGateway } from './refusals.ts';
import { reportOf } from './report.ts';
import { sendMessage } from './send-message.ts';
import { stepAside } from './step-aside.ts';
import { Turns } from '../store/index.ts';
import { tryCommit } from './try-commit.ts';

/**
 * Opens the rooms that users of attached networks are in. Resolves when every room has taken in what its log has since
 * this gateway last ran.
 */
export async function openRooms(options: MembersOptions): Promise<HostedRooms> {
  const listeners = new Set<(room: RoomUri, lastSeq: number) => void>();
  const recent = new RecentEvents();
  const context: MembersContext = {
    ...options,
    creations: new Turns(),
    salt: () => new Uint8Array(randomBytes(16)),
    nonce: () => randomUUID(),
    recent,
    appended: (room, archived) => {
      const events = archived.map(({ event }) => event);
      const last = events.at(-1);
      if (!last) return;
      recent.add(room, events);
      for (const listener of listeners) listener(room, last.seq);
    },
  };
  const rooms = new HostedRoomSet(context, listeners);
  await rooms.start();
  return rooms;
}

/** Milliseconds before a room that has stopped is opened again. */
const firstPause = 200;
const longestPause = 30_000;

/** Rooms whose members get new keys in one go: after a long rest all are due. */
const renewedAtOnce = 20;

class HostedRoomSet implements HostedRooms {
  readonly #context: MembersContext;
  readonly #listeners: Set<(room: RoomUri, lastSeq: number) => void>;
  readonly #running = new Map<RoomUri, Promise<RunningRoom | null>>();
  /** One attempt per cause at a time: the second caller gets what the first one gets. */
  readonly #underWay = new Map<string, Promise<Outcome>>();
  #stopListening: () => void = () => undefined;
  #closed = false;

  constructor(context: MembersContext, listeners: Set<(room: RoomUri, lastSeq: number) => void>) {
    this.#context = context;
    this.#listeners = listeners;
  }

  async start(): Promise<void> {
    const { hub, database, log } = this.#context;
    this.#stopListening = hub.log.onAppended((room, entries) => {
      this.#hand(room, entries);
    });
    hub.tryCommitsWith(async (room, commit, welcome) => {
      const running = await this.#room(room);
      if (running) await tryCommit(running, commit, welcome);
    });
    hub.stepsAsideWith(async (room) => {
      const running = await this.#room(room);
      if (running) await stepAside(running.room, running.intake);
    });
    for (const uri of await allRooms(database)) {
      try {
        await this.#mend(uri);
        await this.#room(uri);
      } catch (error) {
        // One room that can't be opened is no reason to keep the others closed.
        log.error({ room: uri, error }, 'this room can’t be opened; it is tried again');
        this.#reopen(uri);
      }
    }
  }

  /** A room that was made at the hub just before a crash, and not yet here. */
  async #mend(uri: RoomUri): Promise<void> {
    const { hub, database } = this.#context;
    const row = await findRoom(database, uri);
    if (!row?.destroyed || !(await readAttempts(database, row.id)).some(({ type }) => type === 'create-room')) return;
    const made = await hub.inspect(uri);
    if (made) await finishCreation(this.#context, row, groupOfId(made.publicGroup.context.groupId));
  }

  attempt(attempt: Attempt): Promise<Outcome> {
    const under = this.#underWay.get(attempt.cause);
    if (under) return under;
    const outcome = this.#attempt(attempt).finally(() => this.#underWay.delete(attempt.cause));
    this.#underWay.set(attempt.cause, outcome);
    return outcome;
  }

  async #attempt(attempt: Attempt): Promise<Outcome> {
    if (this.#closed) throw new RetryLater('The gateway is stopping');
    const { networks, hub } = this.#context;
    const home = domainOf(attempt.by);
    // Whoever has keys of their own elsewhere speaks with them, and never through this door. Only the hub's
    // operator acts for the owner of a room, wherever that user is.
    if (!networks.has(home) && home !== hub.domain && !isByOperator(attempt.cause))
      throw new Error(`${attempt.by} is not hosted here`);
    // A message finds out by itself, in the statement that stores it.
    if (attempt.type !== 'send') {
      const known = await this.#known(attempt);
      if (known) {
        // Between making a room and entering it the gateway may have been killed.
        if (attempt.type === 'create-room' && known.type === 'accepted') await this.#enter(attempt);
        return known;
      }
    }
    if (attempt.type === 'create-room') return this.#create(attempt);
    const running = await this.#room(attempt.room);
    if (!running || running.room.row.destroyed) {
      // Opening it may just have taken in what came of this very attempt.
      return (await knownOutcome(this.#context, attempt.cause)) ?? this.#elsewhere(attempt);
    }
    return this.#attemptIn(running, attempt);
  }

  /** A room of this hub may have none of our clients, because it refuses gateways. */
  async #elsewhere(attempt: Attempt): Promise<Outcome> {
    const { room, by } = attempt;
    if (attempt.type === 'destroy-room' && isByOperator(attempt.cause)) return destroyElsewhere(this.#context, attempt);
    const atHub = await this.#context.hub.inspect(room);
    return (atHub && refusedGateway(atHub.state, by)) ?? refused('no-such-room');
  }

  async #attemptIn(running: RunningRoom, attempt: Exclude<Attempt, Creation>): Promise<Outcome> {
    const { room, intake, handshakes } = running;
    switch (attempt.type) {
      case 'send':
      case 'retract':
        return sendMessage(room, intake, attempt, () => this.#known(attempt));
      case 'rename':
        return rename(room, intake, attempt);
      case 'destroy-room': {
        const outcome = await handshakes.attempt(attempt);
        // By now there may be another room of its name.
        const opened = await this.#opened(attempt.room);
        if (room.row.destroyed && opened === running) await this.#drop(attempt.room);
        return outcome;
      }
      default:
        return handshakes.attempt(leavingOf(attempt) ?? attempt);
    }
  }

  async #create(attempt: Creation): Promise<Outcome> {
    const outcome = await createHostedRoom(this.#context, attempt);
    if (outcome.type === 'refused') return outcome;
    await this.#drop(attempt.room);
    if (outcome.seq !== null) for (const listener of this.#listeners) listener(attempt.room, outcome.seq);
    await this.#enter(attempt);
    return outcome;
  }

  /** A creator who says under which name enters at once; somebody who makes a room for others does not. */
  async #enter({ room, by, nickname, cause }: Creation): Promise<void> {
    if (nickname === undefined || !this.#context.networks.has(domainOf(by))) return;
    const running = await this.#room(room);
    const join = { type: 'join', cause: `${cause}:enter`, room, by, nickname } as const;
    if (running && !(await this.#known(join))) await running.handshakes.attempt(join);
  }

  async check(attempt: Attempt): Promise<Outcome> {
    const running = attempt.type === 'create-room' ? null : await this.#room(attempt.room);
    return checkAttempt(this.#context, running?.room ?? null, attempt);
  }

  async view(room: RoomUri) {
    return (await this.#room(room))?.room.view() ?? null;
  }

  list(): Promise<readonly RoomUri[]> {
    return this.#context.hub.rooms();
  }

  async eventsAfter(room: RoomUri, seq: number, limit: number) {
    const { database, vault, recent } = this.#context;
    const found = await this.#archiveOf(room);
    if (!found) return [];
    return recent.after(room, seq, found.lastSeq, limit) ?? readEvents(database, vault, found, seq, limit);
  }

  async archive(room: RoomUri, query: Parameters<HostedRooms['archive']>[1]) {
    const { database, vault } = this.#context;
    const found = await this.#archiveOf(room);
    return found ? queryArchive(database, vault, found, query) : { events: [], complete: true, count: 0 };
  }

  async message(room: RoomUri, id: Parameters<HostedRooms['message']>[1]) {
    const { database, vault } = this.#context;
    const found = await this.#archiveOf(room);
    return found ? findMessage(database, vault, found, id) : null;
  }

  onEvents(listener: (room: RoomUri, lastSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async inspect(room: RoomUri): Promise<HostedRoomReport | null> {
    const running = await this.#room(room);
    return running && !running.room.row.destroyed ? reportOf(this.#context, running.room) : null;
  }

  async forgetBefore(acceptedAt: number): Promise<number> {
    this.#context.recent.clear();
    const { affected } = await this.#context.database.transaction((tx) =>
      tx.query('DELETE FROM archive_event WHERE accepted_at < $1', [acceptedAt]),
    );
    return affected;
  }

  async renewKeys(before: number): Promise<number> {
    const running = (await Promise.allSettled(this.#running.values())).flatMap((opened) =>
      opened.status === 'fulfilled' && opened.value !== null ? [opened.value] : [],
    );
    const due = running.filter(({ room }) => !room.row.destroyed && !room.broken && room.keysRenewedAt < before);
    // Where it failed it is not tried first again.
    const round = due.sort((a, b) => a.room.renewalTriedAt - b.room.renewalTriedAt).slice(0, renewedAtOnce);
    let renewed = 0;
    for (const { room, handshakes } of round) {
      room.renewalTriedAt = this.#context.clock();
      try {
        if (await handshakes.renewKeys()) renewed++;
      } catch (error) {
        this.#context.log.warn({ room: room.uri, error }, 'the keys of this room’s members are renewed later');
      }
    }
    return renewed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#context.hub.tryCommitsWith(null);
    this.#context.hub.stepsAsideWith(null);
    this.#stopListening();
    await Promise.allSettled([...this.#underWay.values()]);
    for (const uri of [...this.#running.keys()]) await this.#drop(uri);
  }

  /** null: no such room is hosted here. */
  #room(uri: RoomUri): Promise<RunningRoom | null> {
    const known = this.#running.get(uri);
    if (known) return known;
    const opening = this.#open(uri);
    this.#running.set(uri, opening);
    const forget = (): void => {
      if (this.#running.get(uri) === opening) this.#running.delete(uri);
    };
    opening.then((running) => {
      if (!running) forget();
    }, forget);
    return opening;
  }

  async #open(uri: RoomUri): Promise<RunningRoom | null> {
    const row = await findRoom(this.#context.database, uri);
    if (!row || row.destroyed) return null;
    const running = await openHostedRoom(this.#context, row);
    const { room } = running;
    room.onStop = () => {
      this.#reopen(uri);
    };
    if (room.broken) this.#reopen(uri);
    return running;
  }

  /** A room that has stopped is read from the database again, until that works: its log must be followed by somebody. */
  #reopen(uri: RoomUri, pause = firstPause): void {
    const { log } = this.#context;
    const dropped = this.#drop(uri).catch((error: unknown) => {
      // Its lease runs out by itself.
      log.warn({ room: uri, error }, 'the lease of this room could not be given back');
    });
    setTimeout(() => {
      if (this.#closed) return;
      dropped
        .then(() => this.#room(uri))
        .catch((error: unknown) => {
          log.warn({ room: uri, error }, 'this room can’t be opened; it is tried again');
          this.#reopen(uri, Math.min(pause * 2, longestPause));
        });
    }, pause).unref();
  }

  /** The room as it runs here; null also where it failed to open, which whoever acts in it is told by `#room`. */
  async #opened(uri: RoomUri): Promise<RunningRoom | null> {
    return (await this.#running.get(uri)?.catch(() => null)) ?? null;
  }

  async #archiveOf(uri: RoomUri): Promise<ArchiveRoom | null> {
    // The archive can be read of a room that can't be opened now.
    const running = await this.#opened(uri);
    return running ? running.room.archiveRoom : findRoom(this.#context.database, uri);
  }

  async #drop(uri: RoomUri): Promise<void> {
    const running = await this.#opened(uri);
    this.#running.delete(uri);
    if (!running) return;
    await running.handshakes.stop();
    await running.intake.stop();
    await running.room.lease.release();
  }

  /** What came of it before; when that is an event, the room's view shows it. */
  async #known({ cause, room }: Pick<Attempt, 'cause' | 'room'>): Promise<Outcome | null> {
    const known = await knownOutcome(this.#context, cause);
    if (known?.type === 'accepted' && known.seq !== null) await (await this.#room(room))?.room.shows(known.seq);
    return known;
  }

  #hand(uri: RoomUri, entries: readonly LogEntry[]): void {
    const opening = this.#running.get(uri);
    if (!opening) return;
    opening.then(
      (running) => {
        if (!running) return;
        running.intake.hand(entries);
        if (entries.some(({ kind }) => kind === 'proposal')) running.handshakes.settlePending();
      },
      () => undefined,
    );
  }
}

/** Taking oneself off the list is leaving: no commit removes its own committer (RFC 9420 §12.2). */
function leavingOf(attempt: Exclude<Attempt, Creation>): Extract<Attempt, { type: 'leave' }> | null {
  const offTheList = attempt.type === 'remove' || (attempt.type === 'set-role' && attempt.role === 0);
  if (!offTheList || attempt.user !== attempt.by) return null;
  const { cause, room, by, origin, reason } = attempt;
  return { type: 'leave', cause, room, by, ...(origin && { origin }), ...(reason !== undefined && { reason }) };
}
