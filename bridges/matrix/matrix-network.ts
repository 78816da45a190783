import { AppServiceRegistration, Bridge, Logger } from 'matrix-appservice-bridge';
import { CannotShow, type Gateway, type InboxItem, type LinkedRoom, type Network } from '../../src/bridge/index.ts';
import type { MatrixConfiguration } from '../../src/config/index.ts';
import type { ProviderDomain, RoomUri } from '../../src/identifiers/index.ts';
import { RetryLater, type RoomEvent } from '../../src/rooms/index.ts';
import { Turns } from '../../src/store/index.ts';
import { Addresses } from './addresses.ts';
import { durableAppService } from './application-service.ts';
import { Background } from './background.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { Ghosts } from './ghosts.ts';
import { HomeserverError, InvalidRegistration } from './homeserver-error.ts';
import { HomeserverHealth } from './homeserver-health.ts';
import { Homeserver } from './homeserver.ts';
import { Backfill } from './inbound/backfill.ts';
import { handleEvent } from './inbound/handle-event.ts';
import { Intake } from './inbound/intake.ts';
import { RoomOrder } from './inbound/room-order.ts';
import { SkippedTransactions } from './inbound/skipped-transactions.ts';
import type { Leg } from './leg.ts';
import { eachLane } from './outbound/lanes.ts';
import { EventShower } from './outbound/show-events.ts';
import { PortalOpener } from './portal/open-portal.ts';
import { PortalTable } from './portal/portal-table.ts';
import { registrationOf } from './registration.ts';
import { reconcile } from './repair/reconcile.ts';

/** Rooms that are read back at once after the homeserver was away. */
const roomsAtOnce = 4;

/** Milliseconds before all rooms are read back for a transaction that was left out: there may be more such. */
const skippedPause = 10_000;

/** What exists once the network was started. */
interface Started {
  readonly leg: Leg;
  readonly bridge: Bridge;
  readonly backfill: Backfill;
  readonly opener: PortalOpener;
  readonly shower: EventShower;
  readonly health: HomeserverHealth;
  readonly background: Background;
  readonly watch: ConnectionWatch;
}

/** A Matrix homeserver, attached as its application service. */
class MatrixNetwork implements Network {
  readonly name = 'matrix';
  readonly #configuration: MatrixConfiguration;
  readonly #hub: ProviderDomain;
  readonly #order = new RoomOrder();
  #started: Started | null = null;
  #schedule: NodeJS.Timeout | null = null;
  #afterSkipped: NodeJS.Timeout | null = null;

  constructor(configuration: MatrixConfiguration, hub: ProviderDomain) {
    this.#configuration = configuration;
    this.#hub = hub;
  }

  async start(gateway: Gateway): Promise<void> {
    this.#started ??= await this.#listen(gateway);
    const { health, opener, watch, leg } = this.#started;
    await health.ping();
    await this.#registerBot(leg.homeserver);
    await opener.finishUnfinished();
    watch.start();
    this.#schedule = setInterval(() => {
      this.#readBack();
    }, this.#configuration.backfillInterval * 1000);
    this.#readBack();
  }

  async handle(item: InboxItem): Promise<void> {
    try {
      await handleEvent(this.#running().leg, this.#order, item);
    } catch (cause) {
      throw lockedOut(cause) ?? cause;
    }
  }

  async show(room: LinkedRoom, events: readonly RoomEvent[], confirm: (seq: number) => Promise<void>): Promise<void> {
    try {
      await this.#running().shower.show(room, events, confirm);
    } catch (cause) {
      const waiting = lockedOut(cause);
      if (waiting === null && cause instanceof HomeserverError) throw new CannotShow(cause.message, { cause });
      throw waiting ?? cause;
    }
  }

  async reconcile(room: LinkedRoom): Promise<void> {
    const { leg, backfill } = this.#running();
    // What people did in Matrix comes first: the hub decides on it before Matrix is compared with the hub.
    const takeIn = (): Promise<void> => backfill.read(room);
    await takeIn();
    await reconcile(leg, room, takeIn);
  }

  health(): readonly string[] {
    return this.#started?.health.problems() ?? [];
  }

  async stop(): Promise<void> {
    if (this.#schedule !== null) clearInterval(this.#schedule);
    if (this.#afterSkipped !== null) clearTimeout(this.#afterSkipped);
    const started = this.#started;
    if (started === null) return;
    started.watch.stop();
    await closeBridge(started.bridge);
    await Promise.all([started.health.stop(), started.background.stop()]);
  }

  async #listen(gateway: Gateway): Promise<Started> {
    const { homeserverUrl, serverName, hsToken, listen } = this.#configuration;
    // The library logs every failed request on its own; ours say what it means.
    Logger.configure({ console: 'off' });
    const bridge = new Bridge({
      homeserverUrl,
      domain: serverName,
      registration: AppServiceRegistration.fromObject({ ...registrationOf(this.#configuration) }),
      controller: { onEvent: () => undefined },
      disableStores: true,
      disableContext: true,
      logRequestOutcome: false,
      escapeUserIds: false,
    });
    await bridge.initialise();
    const started = this.#assemble(gateway, bridge);
    const service = durableAppService({
      hsToken,
      log: gateway.log,
      handlers: {
        onEvents: (events, transaction) => started.backfill.take(events, transaction),
        onAlias: async (alias) => {
          const room = await roomBehind(started.leg, alias);
          return room !== null && (await started.opener.openByAlias(room)) !== null;
        },
        onUser: async (userId) => {
          const user = started.leg.addresses.userOfGhost(userId);
          if (user !== null) await started.leg.ghosts.ensure(user);
          return user !== null;
        },
      },
    });
    try {
      await bridge.listen(listen.port, listen.host, 511, service);
    } catch (cause) {
      await closeBridge(bridge);
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new InvalidRegistration(
        'listen',
        `Cannot listen for the homeserver at matrix.listen ${listen.host}:${listen.port} (${why}); choose a free port there and in matrix.url`,
      );
    }
    return started;
  }

  #assemble(gateway: Gateway, bridge: Bridge): Started {
    const addresses = new Addresses(this.#configuration, this.#hub);
    const homeserver = new Homeserver(bridge, gateway.metrics, {
      away: () => {
        this.#started?.backfill.broke();
        this.#started?.health.look();
      },
      answered: () => this.#started?.health.answered(),
    });
    const { database, clock, inbox, log } = gateway;
    const leg: Leg = {
      gateway,
      homeserver,
      addresses,
      ghosts: new Ghosts({ addresses, homeserver, database }),
      portals: new PortalTable(database, clock),
      turns: new Turns(),
    };
    const backfill = new Backfill({
      leg,
      intake: new Intake(inbox, addresses),
      skipped: new SkippedTransactions(clock),
      onSkipped: () => {
        this.#afterSkipped ??= setTimeout(() => {
          this.#afterSkipped = null;
          this.#readBack();
        }, skippedPause);
      },
    });
    const health = new HomeserverHealth({
      homeserver,
      id: this.#configuration.id,
      log,
      onBack: () => {
        gateway.resumeDeliveries();
        this.#readBack();
      },
    });
    return {
      leg,
      bridge,
      backfill,
      opener: new PortalOpener(leg, (room) => {
        this.#repairSoon(room);
      }),
      shower: new EventShower(leg),
      health,
      background: new Background(log),
      watch: new ConnectionWatch(this.#configuration.homeserverUrl, () => {
        backfill.broke();
        health.look();
      }),
    };
  }

  /** The bot acts from the first request on; homeservers do not all make it by themselves. */
  async #registerBot(homeserver: Homeserver): Promise<void> {
    const body = {
      type: 'm.login.application_service',
      username: this.#configuration.senderLocalpart,
      inhibit_login: true,
    };
    try {
      await homeserver.request({ method: 'POST', path: '/v3/register', body });
    } catch (cause) {
      if (!(cause instanceof HomeserverError && cause.errcode === 'M_USER_IN_USE')) throw cause;
    }
  }

  /** What people did that the homeserver did not deliver, in every room. */
  #readBack(): void {
    const { background, leg, backfill } = this.#running();
    background.run('backfill', async () => {
      const rooms = await leg.gateway.links.all();
      await eachLane(
        rooms,
        roomsAtOnce,
        (room) => room.nativeRoom,
        (room) => backfill.read(room),
      );
    });
  }

  #repairSoon(room: LinkedRoom): void {
    this.#running().background.run(`reconcile ${room.room}`, () => this.reconcile(room));
  }

  #running(): Started {
    if (this.#started === null) throw new Error('The Matrix network is used before it was started');
    return this.#started;
  }
}

/** The homeserver lost our registration: everything waits until it has it again, or all of it would count as refused. */
function lockedOut(cause: unknown): RetryLater | null {
  if (!(cause instanceof HomeserverError && cause.status === 401)) return null;
  return new RetryLater('The homeserver does not know the as_token any more; give it the registration file again', {
    cause,
  });
}

async function closeBridge(bridge: Bridge): Promise<void> {
  try {
    await bridge.close();
  } catch (cause) {
    // Of a server that could not listen: everything else was closed before it.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_SERVER_NOT_RUNNING')) throw cause;
  }
}

/** Names that are too long for an alias are in it as a hash, which only the hub's rooms themselves can resolve. */
async function roomBehind({ addresses, gateway }: Leg, alias: string): Promise<RoomUri | null> {
  const named = addresses.roomOf(alias);
  if (named !== null || !addresses.mayBeHashed(alias)) return named;
  return (await gateway.rooms.list()).find((room) => addresses.aliasOf(room) === alias) ?? null;
}

/** @param hub our hub's domain: the short aliases are for its rooms. */
export function createMatrixNetwork(configuration: MatrixConfiguration, hub: ProviderDomain): Network {
  return new MatrixNetwork(configuration, hub);
}
