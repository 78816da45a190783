import { randomBytes } from 'node:crypto';
import type { Log } from '../observe/index.ts';
import { RetryLater } from '../rooms/index.ts';
import type { Database, Lease, Leases, Transaction } from './contract.ts';

/** Long enough for a database that restarts, short enough for a host that vanished without closing its connections. */
const defaultTtlMs = 30_000;

const now = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;

/**
 * Takes a free or expired lease, or one whose holder's connection is gone: a killed process is replaced at once, and only
 * one whose host vanished silently is waited for. On PGlite any other holder is a former process of this directory.
 */
const take = `
  INSERT INTO lease AS held (name, holder, fence, expires_at) VALUES ($1, $2, 1, ${now} + $3)
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = held.fence + 1, expires_at = excluded.expires_at
  WHERE held.expires_at <= ${now} OR pg_try_advisory_xact_lock(held.holder)
  RETURNING fence`;

class HeldLease implements Lease {
  readonly name: string;
  readonly fence: bigint;
  readonly #abort = new AbortController();
  readonly #release: (lease: HeldLease) => Promise<void>;

  constructor(name: string, fence: bigint, release: (lease: HeldLease) => Promise<void>) {
    this.name = name;
    this.fence = fence;
    this.#release = release;
  }

  get lost(): AbortSignal {
    return this.#abort.signal;
  }

  lose(): void {
    this.#abort.abort();
  }

  release(): Promise<void> {
    return this.#release(this);
  }
}

/** The advisory lock's key that stands for this process: random, so that it is nobody's from before. */
function newHolder(): bigint {
  return randomBytes(8).readBigInt64BE();
}

export interface LeaseOptions {
  readonly log: Log;
  /** Milliseconds after which an unrenewed lease may be taken over. */
  readonly ttlMs?: number;
}

/** Begins to hold leases for this process. @throws RetryLater when the database is away. */
export async function openLeases(database: Database, options: LeaseOptions): Promise<Leases> {
  const holder = newHolder();
  const ttl = options.ttlMs ?? defaultTtlMs;
  const held = new Map<string, HeldLease>();
  await database.showPresence(holder);

  async function release(lease: HeldLease): Promise<void> {
    if (held.get(lease.name) !== lease) return;
    held.delete(lease.name);
    // The row stays, so that the fence never goes back.
    await database.transaction((tx) =>
      tx.query(`UPDATE lease SET expires_at = 0 WHERE name = $1 AND fence = $2`, [lease.name, lease.fence]),
    );
  }

  async function renew(): Promise<void> {
    if (held.size === 0) return;
    const leases = [...held.values()];
    const { rows } = await database.transaction((tx) =>
      tx.query<{ name: string; fence: bigint }>(
        `UPDATE lease SET expires_at = ${now} + $3 WHERE name = ANY($1) AND holder = $2 RETURNING name, fence`,
        [leases.map(({ name }) => name), holder, ttl],
      ),
    );
    const fences = new Map(rows.map(({ name, fence }) => [name, fence]));
    for (const lease of leases) {
      if (fences.get(lease.name) === lease.fence || held.get(lease.name) !== lease) continue;
      held.delete(lease.name);
      options.log.warn({ lease: lease.name }, 'another process has taken over what this one held');
      lease.lose();
    }
  }

  const timer = setInterval(() => {
    // While the database is away nothing can be taken over either; the next renewal finds out who has what.
    renew().catch((error: unknown) => options.log.warn({ error }, 'leases could not be renewed'));
  }, ttl / 3);
  // Holding something is no reason for a process to stay.
  timer.unref();

  return {
    async acquire(name) {
      if (held.has(name)) return null;
      const { rows } = await database.transaction((tx) => tx.query<{ fence: bigint }>(take, [name, holder, ttl]));
      const [row] = rows;
      if (row === undefined) return null;
      const lease = new HeldLease(name, row.fence, release);
      held.set(name, lease);
      return lease;
    },
    async close() {
      clearInterval(timer);
      const names = [...held.keys()];
      held.clear();
      if (names.length === 0) return;
      await database.transaction((tx) =>
        tx.query(`UPDATE lease SET expires_at = 0 WHERE name = ANY($1) AND holder = $2`, [names, holder]),
      );
    },
  };
}

/**
 * Makes a transaction fail unless the lease is still the one that its writer was given; nobody can take it over before
 * the transaction ends.
 * @throws RetryLater when another holder has it
 */
export async function assertFence(tx: Transaction, lease: Pick<Lease, 'name' | 'fence'>): Promise<void> {
  const { rows } = await tx.query('SELECT 1 FROM lease WHERE name = $1 AND fence = $2 FOR SHARE', [
    lease.name,
    lease.fence,
  ]);
  if (rows.length === 0) throw new RetryLater(`The lease "${lease.name}" was taken over by another process.`);
}
