import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hub } from '../../../src/hub/index.ts';
import { parseDomain, type RoomUri, roomUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import type { HostedRooms } from '../../../src/members/index.ts';
import { createLog, type Log } from '../../../src/observe/index.ts';
import type { Attempt, AttemptType, Outcome, RoomEvent } from '../../../src/rooms/index.ts';
import { type Database, openDatabase } from '../../../src/store/index.ts';
import { prepareDatabase } from '../store/prepared-database.ts';
import { type HouseParts, startHouse } from './house-parts.ts';

export const hubDomain = parseDomain('mimi.example.org');
export const matrixDomain = parseDomain('matrix.example.org');
export const xmppDomain = parseDomain('xmpp.example.org');

export const onMatrix = (name: string): UserUri => userUri(matrixDomain, name);
export const onXmpp = (name: string): UserUri => userUri(xmppDomain, name);

export const alice = onMatrix('alice');
export const carol = onMatrix('carol');
export const bob = onXmpp('bob');
export const erin = onXmpp('erin');

type Own<Type extends AttemptType> = Omit<Extract<Attempt, { type: Type }>, 'type' | 'room' | 'by' | 'cause'>;

/** A hub and its hosted members on an embedded database of their own, with few words to act in them. */
export interface House {
  readonly hub: Hub;
  readonly rooms: HostedRooms;
  readonly database: Database;
  /** The room that was opened last. */
  room: RoomUri;
  readonly lines: readonly string[];
  attempt<Type extends AttemptType>(type: Type, by: UserUri, own: Own<Type>, cause?: string): Promise<Outcome>;
  /** Makes the room with an owner who is in it, and lets others in. */
  open(owner: UserUri, others?: readonly UserUri[], preset?: string): Promise<void>;
  events(after?: number): Promise<readonly RoomEvent[]>;
  /** Stops and starts on the same database. */
  restart(): Promise<void>;
  /** Starts again after a crash: what ran before is left as it is. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions {
  /** Another database than an embedded one; closed with the house. */
  readonly database?: Database;
  /** What each process that is started gets as its database. */
  readonly perProcess?: (database: Database) => () => Database;
  readonly roomsPerUser?: number;
}

let causes = 0;

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'house-'));
  if (!options.database) await prepareDatabase(directory);
  const raw = options.database ?? (await openDatabase({ kind: 'pglite', directory }));
  const perProcess = options.perProcess?.(raw) ?? (() => raw);
  const lines: string[] = [];
  const log: Log = createLog({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  let parts = await start(perProcess(), log, options);
  const house: House = {
    get hub() {
      return parts.hub;
    },
    get rooms() {
      return parts.rooms;
    },
    database: raw,
    room: roomUri(hubDomain, 'garden'),
    lines,
    attempt: (type, by, own, cause) =>
      parts.rooms.attempt({
        ...own,
        type,
        by,
        room: house.room,
        cause: cause ?? `test:${++causes}`,
      } as unknown as Attempt),
    async open(owner, others = [], preset = 'open') {
      house.room = roomUri(hubDomain, `garden-${++causes}`);
      const made = await house.attempt('create-room', owner, { preset, nickname: 'owner' });
      if (made.type !== 'accepted') throw new Error(made.text);
      const joined = await Promise.all(others.map((user) => house.attempt('join', user, {})));
      for (const outcome of joined) if (outcome.type !== 'accepted') throw new Error(outcome.text);
    },
    events: (after = 0) => parts.rooms.eventsAfter(house.room, after, 100_000),
    async restart() {
      await parts.end();
      parts = await start(perProcess(), log, options);
    },
    async revive() {
      parts.leases.close().catch(() => undefined);
      parts = await start(perProcess(), log, options);
    },
    async close() {
      await parts.end();
      await raw.close();
      await rm(directory, { recursive: true });
    },
  };
  return house;
}

function start(database: Database, log: Log, { roomsPerUser }: HouseOptions): Promise<HouseParts> {
  const networks = [
    [matrixDomain, 'matrix'],
    [xmppDomain, 'xmpp'],
  ] as const;
  const limit = roomsPerUser === undefined ? {} : { roomsPerUser };
  return startHouse({ database, log, hub: hubDomain, networks, ...limit });
}

/** What happened, in short. */
export function story(events: readonly RoomEvent[]): string[] {
  return events.map((event) => {
    const whom = 'user' in event ? ` ${nameOf(event.user)}` : '';
    const by = 'by' in event && event.by ? ` by ${nameOf(event.by)}` : '';
    const said = event.type === 'message' ? ` ${nameOf(event.sender)}: ${event.body.text}` : '';
    return `${event.type}${whom}${by}${said}`;
  });
}

const nameOf = (user: UserUri): string => user.slice(user.lastIndexOf('/') + 1);
