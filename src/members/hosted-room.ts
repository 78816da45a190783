import type { RoomUri, UserUri } from '../identifiers/index.ts';
import {
  encrypt,
  forgetGenerations,
  type HostedGroup,
  keepUpdates,
  memberAt,
  type OwnKeyPackage,
} from '../mls/index.ts';
import type { RoomState } from '../policy/index.ts';
import { roomStateOf, userOf } from '../provider/index.ts';
import { type Outcome, RetryLater, type RoomEvent, type RoomView } from '../rooms/index.ts';
import type { Lease } from '../store/index.ts';
import type { ArchiveRoom } from './archive.ts';
import type { MembersContext } from './members-context.ts';
import { Generations } from './generations.ts';
import type { AttemptRecord, RoomRow } from './hosted-tables.ts';
import { viewOf } from './room-view.ts';

/** Milliseconds in which what is stored is adopted, or something is wrong. */
const patience = 10_000;

/** What one of our ciphertexts says, until it is seen in the log. */
export interface Outgoing {
  readonly cause: string;
  readonly event: Extract<RoomEvent, { type: 'message' | 'retracted' }>;
}

/** A commit of ours that the hub may have accepted. */
export interface Prepared {
  readonly next: HostedGroup;
}

/**
 * A room in memory. There is one per room and process, and this process is the room's only writer (its lease's fence is
 * compared in each write). Its fields change only when what they say is durable.
 */
export class HostedRoom {
  readonly context: MembersContext;
  readonly lease: Lease;
  row: RoomRow;
  group: HostedGroup;
  state: RoomState;
  readonly nicknames: Map<string, string>;
  readonly generations: Generations;
  /** Hosted users on their way in, by hex of their key package's ref. */
  readonly arrivals = new Map<string, OwnKeyPackage>();
  readonly prepared = new Map<string, Prepared>();
  readonly attempts = new Map<string, AttemptRecord>();
  /** Causes whose proposals a commit made void; whoever proposed them proposes again. */
  readonly lost = new Set<string>();
  /** By hex of the ciphertext's hash. */
  readonly outgoing = new Map<string, Outgoing>();
  commits = 0;
  /** When the keys of all hosted leaves were renewed last; a room begins with fresh ones. */
  keysRenewedAt: number;
  /** When that was last begun in this process. */
  renewalTriedAt = 0;
  /** Leaves whose keys were renewed since, by hex of their signature key. */
  readonly renewed = new Set<string>();
  /** Set when something broke that only a person can mend; the room then takes nothing in and refuses to act. */
  broken: Error | null = null;
  /** Called when it has stopped; whoever opened the room opens it again. */
  onStop: () => void = () => undefined;
  #view: RoomView | null = null;
  /** Sending keys that were dropped since the last adoption: what is being taken in may have begun before. */
  readonly #sent = new Map<number, number>();
  #leaves: Map<UserUri, number> | null = null;
  #waiting = new Set<() => void>();
  readonly #outcomes = new Map<string, PromiseWithResolvers<Outcome>>();

  constructor(o: {
    readonly context: MembersContext;
    readonly lease: Lease;
    readonly row: RoomRow;
    readonly group: HostedGroup;
    readonly nicknames: Map<string, string>;
    readonly generations: Generations;
  }) {
    this.context = o.context;
    this.lease = o.lease;
    this.row = o.row;
    this.keysRenewedAt = Math.max(o.row.keysRenewedAt, o.row.createdAt);
    this.group = o.group;
    this.state = roomStateOf(o.group.public, o.row.uri, o.context.hub.domain);
    this.nicknames = o.nicknames;
    this.generations = o.generations;
  }

  get uri(): RoomUri {
    return this.row.uri;
  }

  get archiveRoom(): ArchiveRoom {
    return this.row;
  }

  /** null after the room was destroyed. */
  view(): RoomView | null {
    if (this.row.destroyed) return null;
    this.#view ??= viewOf({
      room: this.uri,
      group: this.group.public,
      state: this.state,
      nicknames: this.nicknames,
      networks: this.context.networks,
      seq: this.row.lastSeq,
      createdAt: this.row.createdAt,
    });
    // Messages move the position and nothing else: who is in a large room is not looked up for each of them.
    if (this.#view.seq !== this.row.lastSeq) this.#view = { ...this.#view, seq: this.row.lastSeq };
    return this.#view;
  }

  /**
   * What was taken in: a new epoch, or the same with something pending or read. Of the same epoch, what was proposed and
   * sent while it was being taken in is kept: a commit that holds Updates whose keys are gone could never be processed.
   */
  adopt(group: HostedGroup): void {
    const began = group.public.context !== this.group.public.context;
    this.group = began ? group : this.#withOwnDeeds(group);
    this.#sent.clear();
    if (!began) return;
    this.state = roomStateOf(group.public, this.uri, this.context.hub.domain);
    this.#leaves = null;
    this.#view = null;
  }

  #withOwnDeeds(group: HostedGroup): HostedGroup {
    if (group === this.group) return group;
    const kept = keepUpdates(group, this.group);
    return [...this.#sent].reduce((left, [leaf, below]) => forgetGenerations(left, leaf, below), kept);
  }

  /** Keeps the keys of Updates that `proposer`, a version of this epoch's group, has made. Nothing was taken in with it. */
  keepUpdates(proposer: HostedGroup): void {
    this.group = keepUpdates(this.group, proposer);
  }

  /**
   * Encrypts a message of a hosted leaf and drops its key (RFC 9420 §9.2): whoever tries again sends the same bytes, and
   * nobody here opens them.
   */
  seal(leaf: number, generation: number, plaintext: Uint8Array): Uint8Array {
    const ciphertext = encrypt(this.group, leaf, { generation, plaintext });
    this.group = forgetGenerations(this.group, leaf, generation + 1);
    this.#sent.set(leaf, generation + 1);
    return ciphertext;
  }

  /** Call after anything was taken in. @param shown whether a view shows more of it than the position */
  refresh(shown = true): void {
    if (shown) this.#view = null;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const resolve of waiting) resolve();
  }

  /** Leaf of a hosted user; null when it has none. */
  leafOf(user: UserUri): number | null {
    this.#leaves ??= new Map(
      this.group.local.flatMap(({ leafIndex }) => {
        const member = memberAt(this.group.public, leafIndex);
        return member ? [[userOf(member), leafIndex] as const] : [];
      }),
    );
    return this.#leaves.get(user) ?? null;
  }

  /** Resolves when something was taken in from the log. @throws RetryLater when nothing came in time */
  async changed(milliseconds: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const wake = (): void => resolve(undefined);
    this.#waiting.add(wake);
    const timer = setTimeout(() => {
      reject(new RetryLater(`Nothing new came from the hub of ${this.uri} in ${milliseconds} ms`));
    }, milliseconds);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(wake);
    }
  }

  /** Resolves when the view shows the event at this position of the archive. @throws RetryLater */
  async shows(seq: number): Promise<void> {
    const until = Date.now() + patience;
    while (this.row.lastSeq < seq) {
      this.assertWorking();
      await this.changed(until - Date.now());
    }
  }

  /** Resolves with what came of an attempt once it stands in the archive. @throws RetryLater when the room stops */
  outcomeOf(cause: string): Promise<Outcome> {
    const waiting = this.#outcomes.get(cause) ?? Promise.withResolvers<Outcome>();
    this.#outcomes.set(cause, waiting);
    // Whoever asked may have got another answer by the time that the room stops.
    waiting.promise.catch(() => undefined);
    return waiting.promise;
  }

  settle(cause: string, outcome: Outcome): void {
    this.#outcomes.get(cause)?.resolve(outcome);
    this.#outcomes.delete(cause);
  }

  /** Something broke that only a person can mend, or another process has taken over: nobody waits here any more. */
  stop(error: Error): void {
    this.broken = error;
    for (const { reject } of this.#outcomes.values()) {
      reject(new RetryLater(`${this.uri} has stopped: ${error.message}`, { cause: error }));
    }
    this.#outcomes.clear();
    this.refresh();
    this.onStop();
  }

  forgetOutcome(cause: string): void {
    this.#outcomes.delete(cause);
  }

  assertWorking(): void {
    if (this.broken) throw new RetryLater(`${this.uri} has stopped: ${this.broken.message}`, { cause: this.broken });
    if (this.lease.lost.aborted) throw new RetryLater(`Another process has taken over ${this.uri}`);
  }
}
