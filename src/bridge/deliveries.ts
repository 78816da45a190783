import type { RoomUri } from '../identifiers/index.ts';
import type { Log, Metrics } from '../observe/index.ts';
import { RetryLater, type RoomEvent, type Rooms } from '../rooms/index.ts';
import type { Clock } from '../store/index.ts';
import { backoff } from './backoff.ts';
import type { LinkedRoom, Network } from './contract.ts';
import { RoomDelivery } from './room-delivery.ts';
import type { LinkListener } from './room-links.ts';

/** Rooms that are shown at the same time. */
const parallelRooms = 32;
const gaugeIntervalMs = 2_000;

export interface DeliveriesSurroundings {
  readonly network: Network;
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Makes a confirmed position durable soon. */
  readonly save: (room: RoomUri, seq: number) => void;
  /** Resolves when everything that the network brought in until now was handled. */
  readonly inboxSettled: () => Promise<void>;
}

interface Worker {
  readonly delivery: RoomDelivery;
  state: 'idle' | 'queued' | 'running' | 'waiting';
  /** Something came while it was running. */
  again: boolean;
  timer: NodeJS.Timeout | null;
  /** Makes a reconciliation due that failed, and how many did since one succeeded. */
  repairTimer: NodeJS.Timeout | null;
  failedRepairs: number;
  /** `due`: when the room is idle; `ready`: what the network brought in before was handled. */
  reconciliation: 'none' | 'due' | 'asked' | 'ready';
}

/** Follows every linked room and shows its events, each room in order and on its own. */
export class Deliveries implements LinkListener {
  readonly #around: DeliveriesSurroundings;
  readonly #meters: ReturnType<typeof declareMeters>;
  readonly #workers = new Map<RoomUri, Worker>();
  readonly #queue: Worker[] = [];
  #running = 0;
  #begun = false;
  #stopped = false;
  #unfollow: (() => void) | null = null;
  #onIdle: (() => void)[] = [];
  #gauging: NodeJS.Timeout | null = null;

  constructor(around: DeliveriesSurroundings) {
    this.#around = around;
    this.#meters = declareMeters(around.metrics);
  }

  linked(link: LinkedRoom, confirmed: number): void {
    const { network, rooms, log } = this.#around;
    const name = network.name;
    const delivery = new RoomDelivery(link, confirmed, {
      rooms,
      network,
      log,
      confirmed: (_, events, position) => {
        // A confirmation that comes after the room was unlinked, or linked anew, is of no use any more.
        if (this.#workers.get(link.room)?.delivery === delivery) this.#confirmed(link.room, events, position);
      },
      skipped: () => {
        this.#meters.skipped.add({ network: name });
        const worker = this.#workers.get(link.room);
        if (worker !== undefined) worker.reconciliation = 'due';
      },
      putOff: () => this.#meters.putOff.add({ network: name }),
    });
    const worker: Worker = {
      ...{ delivery, state: 'idle', again: false, timer: null },
      ...{ repairTimer: null, failedRepairs: 0, reconciliation: 'none' },
    };
    this.#workers.set(link.room, worker);
    this.#wake(worker);
  }

  unlinked(room: RoomUri): void {
    const worker = this.#workers.get(room);
    if (worker === undefined) return;
    clearTimers(worker);
    this.#workers.delete(room);
  }

  /** Starts to show what is not confirmed, and then reconciles every room. */
  begin(): void {
    this.#begun = true;
    this.#gauging = setInterval(() => this.#gauge(), gaugeIntervalMs);
    this.#unfollow = this.#around.rooms.onEvents((room, lastSeq) => {
      const worker = this.#workers.get(room);
      if (worker === undefined) return;
      worker.delivery.sawLatest(lastSeq);
      this.#wake(worker);
    });
    for (const worker of this.#workers.values()) {
      worker.reconciliation = 'due';
      this.#wake(worker);
    }
  }

  /** The network is back: what is unconfirmed is shown again at once, then every room is reconciled. */
  resume(): void {
    for (const worker of this.#workers.values()) {
      worker.delivery.restart();
      worker.reconciliation = 'due';
      if (worker.timer !== null) clearTimeout(worker.timer);
      worker.timer = null;
      if (worker.state === 'waiting') worker.state = 'idle';
      this.#wake(worker);
    }
  }

  confirmedUpTo(room: RoomUri): number {
    return this.#workers.get(room)?.delivery.confirmed ?? 0;
  }

  /** Shows nothing more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unfollow?.();
    if (this.#gauging !== null) clearInterval(this.#gauging);
    for (const worker of this.#workers.values()) clearTimers(worker);
    this.#queue.length = 0;
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  #wake(worker: Worker): void {
    if (!this.#begun || this.#stopped) return;
    if (worker.state === 'running') worker.again = true;
    if (worker.state !== 'idle') return;
    worker.state = 'queued';
    this.#queue.push(worker);
    this.#fill();
  }

  #fill(): void {
    while (this.#running < parallelRooms) {
      const worker = this.#queue.shift();
      if (worker === undefined) return;
      this.#running++;
      worker.state = 'running';
      void this.#run(worker);
    }
  }

  async #run(worker: Worker): Promise<void> {
    const delay = await this.#steps(worker);
    this.#running--;
    worker.state = 'idle';
    if (delay !== null) this.#rest(worker, delay);
    else if (worker.again) this.#wake(worker);
    if (this.#running === 0) {
      for (const resolve of this.#onIdle) resolve();
      this.#onIdle = [];
    }
    this.#fill();
  }

  /** Milliseconds after which the room wants to be shown again; null when there is nothing left to show. */
  async #steps(worker: Worker): Promise<number | null> {
    while (!this.#isOver(worker)) {
      worker.again = false;
      const step = await worker.delivery.step();
      if (step.type === 'wait') return step.delay;
      if (step.type === 'more') continue;
      if (worker.reconciliation === 'due') this.#askForReconciliation(worker);
      if (worker.reconciliation === 'ready') await this.#reconcile(worker);
      return null;
    }
    return null;
  }

  /** Nobody is to be woken for a room that is shown no more. */
  #isOver(worker: Worker): boolean {
    return this.#stopped || this.#workers.get(worker.delivery.link.room) !== worker;
  }

  #rest(worker: Worker, delay: number): void {
    if (this.#isOver(worker)) return;
    worker.state = 'waiting';
    worker.timer = setTimeout(() => {
      worker.timer = null;
      worker.state = 'idle';
      this.#wake(worker);
    }, delay);
  }

  /** Only after what the network itself brought in was handled: it may be the reason for a difference. */
  #askForReconciliation(worker: Worker): void {
    worker.reconciliation = 'asked';
    void this.#around.inboxSettled().then(() => {
      if (worker.reconciliation !== 'asked') return;
      worker.reconciliation = 'ready';
      this.#wake(worker);
    });
  }

  async #reconcile(worker: Worker): Promise<void> {
    const { network, log } = this.#around;
    const { link } = worker.delivery;
    worker.reconciliation = 'none';
    clearRepair(worker);
    try {
      await network.reconcile(link);
      worker.failedRepairs = 0;
    } catch (error) {
      // Until it succeeds the network shows what it showed.
      log.warn({ room: link.room, error }, 'a room could not be reconciled with the network yet');
      if (!(error instanceof RetryLater) || this.#isOver(worker)) return;
      worker.repairTimer = setTimeout(
        () => {
          worker.repairTimer = null;
          worker.reconciliation = 'due';
          this.#wake(worker);
        },
        backoff(worker.failedRepairs++, error.after),
      );
    }
  }

  #confirmed(room: RoomUri, events: readonly RoomEvent[], position: number): void {
    const { network, clock, save } = this.#around;
    save(room, position);
    const now = clock();
    for (const event of events)
      this.#meters.seconds.observe(Math.max(0, now - event.acceptedAt) / 1000, { network: network.name });
    const worker = this.#workers.get(room);
    if (worker?.delivery.heldBack === true) this.#wake(worker);
  }

  #gauge(): void {
    let unconfirmed = 0;
    for (const { delivery } of this.#workers.values()) unconfirmed += delivery.unconfirmed;
    this.#meters.unconfirmed.set(unconfirmed, { network: this.#around.network.name });
  }
}

function clearTimers(worker: Worker): void {
  if (worker.timer !== null) clearTimeout(worker.timer);
  worker.timer = null;
  clearRepair(worker);
}

/** There is one repair to come at most, however often rooms are reconciled meanwhile. */
function clearRepair(worker: Worker): void {
  if (worker.repairTimer !== null) clearTimeout(worker.repairTimer);
  worker.repairTimer = null;
}

function declareMeters(metrics: Metrics) {
  const labels = ['network'];
  return {
    unconfirmed: metrics.gauge('mimi_delivery_unconfirmed', 'Room events that a network has not confirmed yet', labels),
    seconds: metrics.histogram(
      'mimi_delivery_seconds',
      'Time from the acceptance of an event to the confirmation of its delivery',
      labels,
    ),
    skipped: metrics.counter('mimi_delivery_skipped_total', 'Events that could not be shown and were skipped', labels),
    putOff: metrics.counter('mimi_delivery_retries_total', 'Times that showing a room was put off', labels),
  };
}
