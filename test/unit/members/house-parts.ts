import { type Hub, openHub } from '../../../src/hub/index.ts';
import type { ProviderDomain } from '../../../src/identifiers/index.ts';
import { type HostedRooms, openRooms } from '../../../src/members/index.ts';
import { createMetrics, type Log, type ReadableMetrics } from '../../../src/observe/index.ts';
import type { NetworkName } from '../../../src/rooms/index.ts';
import { type Clock, type Database, type Leases, openLeases, openVault, type Vault } from '../../../src/store/index.ts';

/** A hub and its hosted members as one process has them, and what they were made from. */
export interface HouseParts {
  readonly hub: Hub;
  readonly rooms: HostedRooms;
  readonly database: Database;
  readonly vault: Vault;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ReadableMetrics;
  /** Ends the process's part; the database stays open. */
  end(): Promise<void>;
}

export interface HousePartsOptions {
  readonly database: Database;
  readonly log: Log;
  readonly hub: ProviderDomain;
  readonly networks: readonly (readonly [ProviderDomain, NetworkName])[];
  readonly vault?: Vault;
  /** No limit when left out. */
  readonly roomsPerUser?: number;
}

/** Anybody may create rooms, and they are open unless another preset is asked for. */
export async function startHouse({ database, log, networks, ...o }: HousePartsOptions): Promise<HouseParts> {
  const vault = o.vault ?? openVault([{ id: 'test', key: new Uint8Array(32).fill(7) }]);
  const clock = Date.now;
  const leases = await openLeases(database, { log });
  const hub = await openHub({ domain: o.hub, database, vault, clock, log });
  const around = { hub, database, vault, leases, clock, log, metrics: createMetrics() };
  const rooms = await openRooms({
    ...around,
    networks: new Map(networks),
    mayCreateRooms: () => true,
    defaultPreset: 'open',
    ...(o.roomsPerUser === undefined ? {} : { roomsPerUser: o.roomsPerUser }),
  });
  return {
    ...around,
    rooms,
    async end() {
      await rooms.close();
      await leases.close();
    },
  };
}
