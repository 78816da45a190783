import { type Outcome, RetryLater } from '../rooms/index.ts';
import { type DestructionAttempt, destroyHostedRoom } from './destroy-room.ts';
import { actDirectly } from './direct-handshake.ts';
import type { DirectAttempt } from './handshake-change.ts';
import type { HostedRoom } from './hosted-room.ts';
import { recordOutcome } from './hosted-tables.ts';
import type { Intake } from './intake.ts';
import { commitPending, type Passage, passAll } from './passages.ts';
import { renewKeys } from './renew-keys.ts';

interface Job {
  readonly attempt: Passage | DirectAttempt | DestructionAttempt;
  readonly done: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/** Users who enter or leave in one commit; more would hold up everybody else's changes. */
const largestBatch = 250;

/** Milliseconds before what is pending is committed again after that failed. */
const pendingPause = 2000;

const isPassage = (attempt: Job['attempt']): attempt is Passage => attempt.type === 'join' || attempt.type === 'leave';

/**
 * What changes a room's membership or policy or ends it, one commit after the other: commits of one group can't be made side by
 * side. Passages that wait next to one another share a commit, so the first join of an idle room is committed at once
 * and a burst in few.
 */
export class HandshakeQueue {
  readonly #room: HostedRoom;
  readonly #intake: Intake;
  readonly #jobs: Job[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;
  #renewal: PromiseWithResolvers<boolean> | null = null;

  constructor(room: HostedRoom, intake: Intake) {
    this.#room = room;
    this.#intake = intake;
  }

  /** Resolves when the outcome is durable. @throws RetryLater */
  async attempt(attempt: Job['attempt']): Promise<Outcome> {
    this.#room.assertWorking();
    const job = Promise.withResolvers<Outcome>();
    const settled = this.#room.outcomeOf(attempt.cause);
    this.#jobs.push({ attempt, done: job.resolve, fail: job.reject });
    this.#wake();
    try {
      return await Promise.race([settled, job.promise]);
    } finally {
      this.#room.forgetOutcome(attempt.cause);
    }
  }

  /** Commits what other providers' users propose, and what a crash left behind. */
  settlePending(): void {
    this.#wake();
  }

  /** Renews keys of hosted leaves once nothing else is to be done. Resolves with whether any are new. @throws RetryLater */
  renewKeys(): Promise<boolean> {
    this.#renewal ??= Promise.withResolvers<boolean>();
    const { promise } = this.#renewal;
    this.#wake();
    return promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#jobs.length > 0 || this.#renewal !== null) this.#wake();
    });
  }

  /** Nobody else may come to commit it, and until then nobody can speak in the room. */
  #wakeLater(): void {
    setTimeout(() => {
      if (!this.#stopped && !this.#room.broken && !this.#room.row.destroyed) this.#wake();
    }, pendingPause).unref();
  }

  async #run(): Promise<void> {
    // Attempts that are made in the same turn of the event loop are one burst.
    await new Promise((resolve) => setImmediate(resolve));
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      try {
        await this.#do(batch);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    await this.#renew();
    try {
      const { row, group } = this.#room;
      if (!row.destroyed && group.public.pending.size > 0) await commitPending(this.#room, this.#intake);
    } catch (error) {
      this.#room.context.log.warn({ room: this.#room.uri, error }, 'what is pending will be committed later');
      this.#wakeLater();
    }
  }

  async #renew(): Promise<void> {
    const renewal = this.#renewal;
    if (renewal === null) return;
    this.#renewal = null;
    try {
      this.#room.assertWorking();
      renewal.resolve(await renewKeys(this.#room, this.#intake));
    } catch (error) {
      renewal.reject(error);
    }
  }

  /** The next attempt, with all passages that follow it directly if it is one. */
  #take(): readonly Job[] {
    const [first] = this.#jobs;
    if (!first) return [];
    if (!isPassage(first.attempt)) return this.#jobs.splice(0, 1);
    const other = this.#jobs.findIndex(({ attempt }) => !isPassage(attempt));
    return this.#jobs.splice(0, Math.min(other < 0 ? this.#jobs.length : other, largestBatch));
  }

  async #do(batch: readonly Job[]): Promise<void> {
    this.#room.assertWorking();
    // A destruction finds out by itself whether it is the one that was done.
    if (this.#room.row.destroyed && batch.some(({ attempt }) => attempt.type !== 'destroy-room')) {
      throw new RetryLater(`${this.#room.uri} has ended`);
    }
    const passages = batch.flatMap(({ attempt }) => (isPassage(attempt) ? [attempt] : []));
    if (passages.length > 0) {
      const decided: [Passage, Outcome][] = [];
      await passAll(this.#room, this.#intake, passages, (passage, outcome) => {
        if (outcome) decided.push([passage, outcome]);
      });
      await this.#record(decided);
      return;
    }
    for (const { attempt, done } of batch) {
      if (isPassage(attempt)) continue;
      if (attempt.type === 'destroy-room') {
        done(await destroyHostedRoom(this.#room, this.#intake, attempt));
        continue;
      }
      const outcome = await actDirectly(this.#room, this.#intake, attempt);
      if (outcome) await this.#record([[attempt, outcome]]);
    }
  }

  /** Outcomes that no archived event tells. */
  async #record(decided: readonly (readonly [Job['attempt'], Outcome])[]): Promise<void> {
    if (decided.length === 0) return;
    const { context } = this.#room;
    await context.database.grouped(async (tx) => {
      for (const [{ cause }, outcome] of decided) await recordOutcome(tx, cause, outcome, context.clock());
    });
    for (const [{ cause }, outcome] of decided) this.#room.settle(cause, outcome);
  }
}
