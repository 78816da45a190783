import type { Hub } from '../hub/index.ts';
import type { ProviderDomain, RoomUri, UserUri } from '../identifiers/index.ts';
import type { GroupRules } from '../mls/index.ts';
import type { Log, Metrics } from '../observe/index.ts';
import { groupRules } from '../provider/index.ts';
import type { NetworkName } from '../rooms/index.ts';
import type { Clock, Database, Leases, Turns, Vault } from '../store/index.ts';
import type { ArchivedEvent } from './archive.ts';
import type { RecentEvents } from './recent-events.ts';

/** What every part of this folder works with. */
export interface MembersContext {
  readonly hub: Hub;
  readonly database: Database;
  readonly vault: Vault;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly networks: ReadonlyMap<ProviderDomain, NetworkName>;
  readonly mayCreateRooms: (user: UserUri) => boolean;
  readonly roomsPerUser?: number;
  /** By user. */
  readonly creations: Turns;
  readonly defaultPreset: string;
  /** 16 octets that were never used before. */
  readonly salt: () => Uint8Array;
  /** Text that names nothing else ever. */
  readonly nonce: () => string;
  readonly recent: RecentEvents;
  /** Tells those who follow archives of new events. Call it when the room's view shows them. */
  readonly appended: (room: RoomUri, events: readonly ArchivedEvent[]) => void;
}

/**
 * For what is in the log: the hub has looked at lifetimes when it accepted the entry. By our own clock, after an outage,
 * we could refuse what everybody else took in (RFC 9420 §7.3).
 */
export const rulesOfLog: GroupRules = groupRules(null);

/** For what we make ourselves. */
export function rulesAt(context: MembersContext): GroupRules {
  return groupRules(nowInSeconds(context));
}

/** Seconds since 1970, as MLS counts. */
export function nowInSeconds(context: MembersContext): bigint {
  return BigInt(Math.floor(context.clock() / 1000));
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
