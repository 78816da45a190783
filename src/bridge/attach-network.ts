import type { RoomUri } from '../identifiers/index.ts';
import type { Log, Metrics } from '../observe/index.ts';
import { RetryLater, type Rooms } from '../rooms/index.ts';
import type { Clock, Database, Lease, Leases, Vault } from '../store/index.ts';
import { backoff } from './backoff.ts';
import type { Gateway, LinkedRoom, Network } from './contract.ts';
import { Deliveries } from './deliveries.ts';
import { DurableInbox } from './durable-inbox.ts';
import { NativeIdTable } from './native-id-table.ts';
import { RoomLinks } from './room-links.ts';
import { WriteBehind } from './write-behind.ts';

const standbyIntervalMs = 2_000;

/** What a network needs of the house. */
export interface Surroundings {
  readonly rooms: Rooms;
  readonly database: Database;
  readonly vault: Vault;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface AttachedNetwork {
  /**
   * Resolves when the first connection stands and events flow; while another process has the network, or it is away, it
   * waits. Rejects with what start() threw that repeating won't mend (a wrong secret).
   */
  readonly ready: Promise<void>;
  /** Aborted when another process has taken the network over: end this process, so that it starts again as the standby. */
  readonly lost: AbortSignal;
  /** One sentence per problem; empty when all is well. */
  health(): readonly string[];
  /** Inbound items that are not handled yet. */
  waiting(): number;
  /** Where the network shows a room; null when it does not (yet). */
  linkOf(room: RoomUri): Promise<LinkedRoom | null>;
  /** Lets what is in flight end, and makes it durable. */
  stop(): Promise<void>;
}

class Attachment implements AttachedNetwork {
  readonly ready: Promise<void>;
  readonly #network: Network;
  readonly #around: Surroundings;
  readonly #log: Log;
  readonly #inbox: DurableInbox;
  readonly #positions: WriteBehind<RoomUri, number>;
  readonly #links: RoomLinks;
  readonly #deliveries: Deliveries;
  readonly #stopping = new AbortController();
  readonly #lost = new AbortController();
  #lease: Lease | null = null;
  #state: 'standby' | 'starting' | 'running' = 'standby';
  #startAttempted = false;

  constructor(network: Network, around: Surroundings) {
    const { database, vault, clock, metrics, rooms } = around;
    this.#network = network;
    this.#around = around;
    this.#log = around.log.with({ network: network.name });
    const log = this.#log;
    this.#inbox = new DurableInbox({
      network: network.name,
      database,
      vault,
      clock,
      log,
      metrics,
      handle: (item) => network.handle(item),
    });
    this.#positions = new WriteBehind(
      (positions) => this.#links.saveConfirmed(positions),
      (error) => log.warn({ error }, 'confirmed positions could not be written yet'),
    );
    this.#deliveries = new Deliveries({
      network,
      rooms,
      clock,
      log,
      metrics,
      save: (room, seq) => this.#positions.put(room, seq),
      inboxSettled: () => this.#inbox.settled(),
    });
    this.#links = new RoomLinks(database, network.name, {
      linked: (link, confirmed) => this.#deliveries.linked(link, confirmed),
      unlinked: (room) => {
        this.#positions.forget(room);
        this.#deliveries.unlinked(room);
      },
    });
    this.ready = this.#start();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  health(): readonly string[] {
    switch (this.#state) {
      case 'standby':
        return [`${this.#network.name}: waiting until no other process has this network`];
      case 'starting':
        return [`${this.#network.name}: not connected yet`, ...this.#network.health()];
      case 'running':
        return this.#network.health();
    }
  }

  waiting(): number {
    return this.#inbox.waiting();
  }

  linkOf(room: RoomUri): Promise<LinkedRoom | null> {
    return this.#links.byRoom(room);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#state !== 'starting') {
      // A start that failed was reported by `ready`.
      await this.ready.catch(() => undefined);
    }
    await Promise.all([this.#deliveries.stop(), this.#inbox.stop()]);
    // A start that still waits for a connection ends by this.
    if (this.#startAttempted) await this.#network.stop();
    await this.#positions.close();
    await this.#lease?.release();
  }

  async #start(): Promise<void> {
    await this.#repeatedly(() => this.#takeLease());
    if (this.#isStopping()) return;
    this.#state = 'starting';
    await this.#repeatedly(async () => {
      await this.#links.load();
      return true;
    });
    const gateway = this.#gateway();
    await this.#repeatedly(async () => {
      this.#startAttempted = true;
      await this.#network.start(gateway);
      return true;
    });
    await this.#repeatedly(async () => {
      await this.#inbox.begin();
      return true;
    });
    if (this.#isStopping()) return;
    this.#deliveries.begin();
    this.#state = 'running';
    this.#log.info({}, 'the network is attached');
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #takeLease(): Promise<boolean> {
    const lease = await this.#around.leases.acquire(`network/${this.#network.name}`);
    if (lease === null) return false;
    this.#lease = lease;
    lease.lost.addEventListener('abort', () => {
      this.#log.error({}, 'another process has taken over this network');
      this.#lost.abort();
    });
    return true;
  }

  /** Until it succeeds, fails for good, or we are stopped. */
  async #repeatedly(step: () => Promise<boolean>): Promise<void> {
    for (let failures = 0; !this.#isStopping(); ) {
      try {
        if (await step()) return;
        await this.#pause(standbyIntervalMs);
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        this.#log.warn({ error }, 'the network can not be attached yet');
        await this.#pause(backoff(failures++, error.after));
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isStopping()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stopping.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #gateway(): Gateway {
    const { rooms, database, vault, clock, metrics } = this.#around;
    return {
      rooms,
      inbox: this.#inbox,
      links: this.#links,
      nativeIds: new NativeIdTable(database, this.#network.name, clock),
      database,
      vault,
      clock,
      log: this.#log,
      metrics,
      resumeDeliveries: () => this.#deliveries.resume(),
      deliveredUpTo: (room) => Promise.resolve(this.#deliveries.confirmedUpTo(room)),
    };
  }
}

/** Attaches a network: takes its lease, starts it, handles what comes in and shows what holds, until `stop`. */
export function attachNetwork(network: Network, around: Surroundings): AttachedNetwork {
  const attachment = new Attachment(network, around);
  // Whoever awaits `ready` gets the failure; that nobody does yet must not end the process.
  attachment.ready.catch(() => undefined);
  return attachment;
}
