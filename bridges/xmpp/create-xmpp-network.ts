import type { Gateway, InboxItem, LinkedRoom, Network } from '../../src/bridge/index.ts';
import type { XmppConfiguration } from '../../src/config/index.ts';
import type { ProviderDomain } from '../../src/identifiers/index.ts';
import { type RoomEvent, RetryLater } from '../../src/rooms/index.ts';
import { handleItem } from './inbound/handle-item.ts';
import { OpenQuestions } from './inbound/open-questions.ts';
import { OrderedAcceptance } from './inbound/ordered-acceptance.ts';
import { routeStanza } from './inbound/route-stanza.ts';
import { checkOccupants } from './muc/check-occupants.ts';
import type { Service } from './muc/contract.ts';
import { openOccupantIdKey, occupantIds } from './muc/occupant-id.ts';
import { Occupancy } from './muc/occupancy.ts';
import { readOccupants } from './muc/occupant-table.ts';
import { announce } from './muc/presence.ts';
import { removeGuests } from './muc/remove-guests.ts';
import { RoomDirectory } from './muc/room-directory.ts';
import { showEvent } from './outbound/show-events.ts';
import type { ComponentStream, StreamEvents } from './stream/contract.ts';
import { openComponentStream } from './stream/open-component-stream.ts';

/** Gives the stream; tests put their own in its place. */
export type OpenStream = (events: StreamEvents, gateway: Gateway) => ComponentStream;

interface Running {
  readonly service: Service;
  readonly directory: RoomDirectory;
  readonly occupancy: Occupancy;
  readonly acceptance: OrderedAcceptance;
  readonly questions: OpenQuestions;
  readonly stopLinking: () => void;
}

export interface XmppNetworkOptions {
  /** Seconds after which guests who are away are removed. */
  readonly removeGuestsAfter?: number;
  readonly open?: OpenStream;
}

const aDay = 86_400;
/** Milliseconds between two looks for guests who stay away. */
const guestRound = 600_000;

/**
 * XMPP as an attached network: a component (XEP-0114) that serves the hub's rooms as MUC rooms (XEP-0045).
 * @param hub domain of the hub, whose rooms have the short addresses
 */
export function createXmppNetwork(
  config: XmppConfiguration,
  hub: ProviderDomain,
  options: XmppNetworkOptions = {},
): Network {
  return new XmppNetwork(config, hub, {
    removeGuestsAfter: options.removeGuestsAfter ?? aDay,
    open: options.open ?? ((events, gateway) => componentStream(config, events, gateway)),
  });
}

function componentStream(config: XmppConfiguration, events: StreamEvents, gateway: Gateway): ComponentStream {
  const { host, port, domain, home, secret, keepAlive } = config;
  const options = { host, port, domain, home, secret, keepAlive, log: gateway.log, random: Math.random };
  return openComponentStream(options, events);
}

class XmppNetwork implements Network {
  readonly name = 'xmpp';
  readonly #config: XmppConfiguration;
  readonly #hub: ProviderDomain;
  readonly #options: Required<XmppNetworkOptions>;
  #rounds: NodeJS.Timeout | null = null;
  #running: Running | null = null;
  #inFlight = 0;
  #stopping = false;
  #ended: string | null = null;

  constructor(config: XmppConfiguration, hub: ProviderDomain, options: Required<XmppNetworkOptions>) {
    this.#config = config;
    this.#hub = hub;
    this.#options = options;
  }

  async start(gateway: Gateway): Promise<void> {
    const stream = this.#options.open(this.#streamEvents(gateway), gateway);
    const { domain, providerDomain, home, admins, historyLength } = this.#config;
    const service: Service = {
      domain,
      hub: this.#hub,
      names: { provider: providerDomain, home },
      admins: new Set(admins),
      historyLength,
      stream,
      gateway,
      occupantIdOf: occupantIds(await openOccupantIdKey(gateway.database, gateway.vault)),
    };
    const directory = new RoomDirectory(service, await readOccupants(gateway.database));
    const occupancy = new Occupancy(service);
    const stopLinking = await directory.linkAll();
    const acceptance = new OrderedAcceptance(gateway);
    this.#running = { service, directory, occupancy, acceptance, questions: new OpenQuestions(), stopLinking };
    await stream.open();
    const round = Math.min(guestRound, this.#options.removeGuestsAfter * 500);
    this.#rounds = setInterval(() => {
      this.#removeGuests(gateway);
    }, round);
    this.#rounds.unref();
  }

  async handle(item: InboxItem): Promise<void> {
    await handleItem(this.#parts(), item);
  }

  async show(linked: LinkedRoom, events: readonly RoomEvent[], confirm: (seq: number) => Promise<void>): Promise<void> {
    const { service, directory, occupancy } = this.#parts();
    if (!service.stream.isUp()) throw new RetryLater('the XMPP server is not connected');
    const jid = directory.jidOf(linked.room);
    const found = await directory.find(jid);
    const room = found?.room ?? (await directory.known(jid));
    const last = events.at(-1);
    if (last === undefined) return;
    if (room !== null) {
      await room.exclusive(async () => {
        for (const event of events) {
          // Of a former room of this name.
          if (event.acceptedAt < room.createdAt) continue;
          await showEvent({ service, directory, occupancy, room, view: found?.view ?? null }, event);
          room.shownUpTo = Math.max(room.shownUpTo, event.seq);
          await service.stream.drained();
        }
      });
    }
    // The next batch may go while this one's ping is on its way; what a lost stream leaves unconfirmed is shown again.
    service.stream.confirmed().then(
      () => confirm(last.seq),
      (error: unknown) => {
        if (!(error instanceof RetryLater)) throw error;
      },
    );
  }

  async reconcile(linked: LinkedRoom): Promise<void> {
    const { service, directory, occupancy } = this.#parts();
    const found = await directory.findByUri(linked.room);
    if (found === null) return;
    const { room } = found;
    await room.exclusive(async () => {
      const view = await service.gateway.rooms.view(room.uri);
      if (view === null) return;
      const { came, went } = room.syncRemote(view);
      for (const occupant of went) {
        const standing = { ...room.standing(view, occupant.user), role: 'none' } as const;
        announce(service, room, view, occupant, { standing, unavailable: true });
      }
      for (const occupant of came) {
        announce(service, room, view, occupant, { standing: room.standing(view, occupant.user) });
      }
      occupancy.endInactive(room, view);
    });
  }

  health(): readonly string[] {
    const trouble = this.#ended ?? this.#running?.service.stream.trouble() ?? null;
    return trouble === null ? [] : [trouble];
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const running = this.#running;
    if (running === null) return;
    running.stopLinking();
    if (this.#rounds !== null) clearInterval(this.#rounds);
    // What still waits for the database then is not acknowledged: its senders see that it was not reflected.
    const patience = Date.now() + 5_000;
    while (this.#inFlight > 0 && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.service.stream.close();
  }

  #streamEvents(gateway: Gateway): StreamEvents {
    return {
      stanza: async (stanza) => {
        if (this.#stopping) return;
        this.#inFlight += 1;
        try {
          await routeStanza(this.#parts(), stanza);
        } finally {
          this.#inFlight -= 1;
        }
      },
      up: () => {
        gateway.resumeDeliveries();
        this.#checkOccupants(gateway);
      },
      down: (why) => {
        gateway.log.warn({ why }, 'The XMPP server is gone; everything waits until it is back.');
      },
      ended: (why) => {
        this.#ended = why.message;
        gateway.log.error({ why: why.message }, 'The XMPP server refuses this component; correct that and restart.');
      },
    };
  }

  #checkOccupants(gateway: Gateway): void {
    const { service, directory, occupancy } = this.#parts();
    const checking = directory.openStored().then((rooms) => checkOccupants(service, occupancy, rooms));
    checking.catch((error: unknown) => {
      gateway.log.error({ error }, 'Occupants could not be checked after connecting to the XMPP server.');
    });
  }

  #removeGuests(gateway: Gateway): void {
    const { service, directory } = this.#parts();
    removeGuests(service, directory, this.#options.removeGuestsAfter * 1000).catch((error: unknown) => {
      // Whatever it was, the next round comes.
      gateway.log.warn({ error }, 'Guests who stay away could not be removed now.');
    });
  }

  #parts(): Running {
    if (this.#running === null) throw new RetryLater('the XMPP network has not started yet');
    return this.#running;
  }
}
