import { createMatrixNetwork } from '../../bridges/matrix/index.ts';
import { createXmppNetwork } from '../../bridges/xmpp/index.ts';
import type { Admin } from '../admin/index.ts';
import { openAdmin, readOrMakeToken } from '../admin/index.ts';
import type { AttachedNetwork, Network, RetentionRule } from '../bridge/index.ts';
import { attachNetwork, forgetInboundBefore, forgetNativeIdsBefore, startRetention } from '../bridge/index.ts';
import type { Configuration } from '../config/index.ts';
import { openHub } from '../hub/index.ts';
import type { ProviderDomain } from '../identifiers/index.ts';
import type { HostedRooms } from '../members/index.ts';
import { openRooms } from '../members/index.ts';
import type { Log, ReadableMetrics } from '../observe/index.ts';
import { createLog, createMetrics } from '../observe/index.ts';
import type { NetworkName } from '../rooms/index.ts';
import type { Clock, Database } from '../store/index.ts';
import { openDatabase, openLeases, openVault } from '../store/index.ts';
import { startKeyRenewal } from './key-renewal.ts';
import { namesOf } from './names.ts';
import { DidNotEnd, Shutdown } from './shutdown.ts';

/** A gateway that was put together and runs. */
export interface RunningGateway {
  /** URL of the admin API. */
  readonly admin: string;
  /** Resolves when every network is connected; rejects with what repeating won't mend, such as a wrong secret. */
  readonly ready: Promise<void>;
  /** Aborted when another process has taken over one of the networks. */
  readonly lost: readonly AbortSignal[];
  /** Lets what is in flight end, in the order in which things depend on one another. @throws DidNotEnd after half a minute */
  stop(): Promise<void>;
}

const clock: Clock = () => Date.now();

/**
 * Puts the house together: database, hub, hosted members, networks, admin API. The admin API answers before the networks
 * are connected, so that one can see what is waited for.
 * @throws errors of a known kind for whatever is wrong with the configuration or its surroundings
 */
export async function startGateway(configuration: Configuration): Promise<RunningGateway> {
  const log = createLog({ level: configuration.log.level });
  const metrics = createMetrics({ process: true });
  const token = readOrMakeToken(configuration.admin.tokenFile);
  const shutdown = new Shutdown();
  try {
    const database = await openDatabase(configuration.database);
    shutdown.later('database', () => database.close());
    const { rooms, attach } = await openHouse(configuration, database, log, metrics, shutdown);
    const attached: AttachedNetwork[] = [];
    const admin = await openAdminApi(configuration, { rooms, metrics, log, database, attached, token });
    for (const network of networksOf(configuration)) {
      const attachment = attach(network);
      attached.push(attachment);
      shutdown.later(network.name, () => attachment.stop());
    }
    // Last to begin, first to end: a monitor sees the gateway leave before its networks do.
    shutdown.later('admin', () => admin.close());
    return {
      admin: admin.url,
      ready: Promise.all(attached.map(({ ready }) => ready)).then(() => undefined),
      lost: attached.map(({ lost }) => lost),
      stop: async () => {
        const late = await shutdown.run(log);
        if (late.length > 0) throw new DidNotEnd(late);
      },
    };
  } catch (error) {
    await shutdown.run(log);
    throw error;
  }
}

async function openHouse(
  configuration: Configuration,
  database: Database,
  log: Log,
  metrics: ReadableMetrics,
  shutdown: Shutdown,
): Promise<{ rooms: HostedRooms; attach: (network: Network) => AttachedNetwork }> {
  const vault = openVault(configuration.keys);
  const leases = await openLeases(database, { log });
  shutdown.later('leases', () => leases.close());
  const hub = await openHub({ domain: configuration.hub.domain, database, vault, clock, log });
  const rooms = await openRooms({
    ...{ hub, database, vault, leases, clock, log, metrics },
    networks: networksByDomain(configuration),
    mayCreateRooms: creators(configuration),
    defaultPreset: configuration.hub.defaultPreset,
    roomsPerUser: configuration.hub.roomsPerUser,
  });
  shutdown.later('rooms', () => rooms.close());
  const { keyRenewalDays } = configuration.hub;
  shutdown.later('key renewal', startKeyRenewal(rooms, { days: keyRenewalDays, clock, log }));
  const stopRetention = startRetention(retentionRules(configuration, database, rooms), { database, clock, log });
  shutdown.later('retention', stopRetention);
  return {
    rooms,
    attach: (network) => attachNetwork(network, { rooms, database, vault, leases, clock, log, metrics }),
  };
}

function networksOf({ hub, matrix, xmpp, guests }: Configuration): readonly Network[] {
  return [
    ...(matrix === null ? [] : [createMatrixNetwork(matrix, hub.domain)]),
    ...(xmpp === null ? [] : [createXmppNetwork(xmpp, hub.domain, { removeGuestsAfter: guests.removeAfter })]),
  ];
}

function networksByDomain({ matrix, xmpp }: Configuration): ReadonlyMap<ProviderDomain, NetworkName> {
  const networks = new Map<ProviderDomain, NetworkName>();
  if (matrix !== null) networks.set(matrix.providerDomain, 'matrix');
  if (xmpp !== null) networks.set(xmpp.providerDomain, 'xmpp');
  return networks;
}

/** Who may make rooms from a network. */
function creators(configuration: Configuration): (user: string) => boolean {
  if (configuration.hub.roomCreation === 'anyone') return () => true;
  const names = namesOf(configuration, () => Promise.resolve(null));
  const admins = new Set<string>((configuration.xmpp?.admins ?? []).map((admin) => names.userOf(admin)));
  return (user) => admins.has(user);
}

function retentionRules(
  { retention }: Configuration,
  database: Database,
  rooms: HostedRooms,
): readonly RetentionRule[] {
  const { inboxDays, archiveDays } = retention;
  const rules: RetentionRule[] = [
    { what: 'inbox', days: inboxDays, forgetBefore: (before) => forgetInboundBefore(database, before, clock()) },
  ];
  if (archiveDays !== null) {
    rules.push({ what: 'archive', days: archiveDays, forgetBefore: (before) => rooms.forgetBefore(before) });
    rules.push({
      what: 'native ids',
      days: archiveDays,
      forgetBefore: (before) => forgetNativeIdsBefore(database, before),
    });
  }
  return rules;
}

interface AdminSurroundings {
  readonly rooms: HostedRooms;
  readonly metrics: ReadableMetrics;
  readonly log: Log;
  readonly database: Database;
  /** Filled while networks are attached. */
  readonly attached: readonly AttachedNetwork[];
  readonly token: string;
}

function openAdminApi(configuration: Configuration, around: AdminSurroundings): Promise<Admin> {
  const { rooms, metrics, log, database, attached, token } = around;
  const names = namesOf(configuration, async (room) => {
    const links = await Promise.all(attached.map((network) => network.linkOf(room)));
    // Matrix names rooms by an id of its own; XMPP's address is known without a link.
    return links.find((link) => link?.nativeRoom.startsWith('!') === true)?.nativeRoom ?? null;
  });
  const expected = networksByDomain(configuration).size;
  return openAdmin({
    ...{ rooms, metrics, log, token, names },
    host: configuration.admin.host,
    port: configuration.admin.port,
    problems: async () => [
      ...(attached.length < expected ? ['The gateway is starting.'] : []),
      ...(await databaseProblems(database, log)),
      ...attached.flatMap((network) => network.health()),
    ],
  });
}

async function databaseProblems(database: Database, log: Log): Promise<readonly string[]> {
  try {
    await database.read('SELECT 1');
    return [];
  } catch (error) {
    log.debug({ error }, 'the database does not answer');
    return [`database: ${error instanceof Error ? error.message : 'it does not answer'}`];
  }
}
