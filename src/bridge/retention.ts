import type { Log } from '../observe/index.ts';
import type { Clock, Database } from '../store/index.ts';

const dayMs = 24 * 60 * 60 * 1000;
const intervalMs = 60 * 60 * 1000;
/** Small, so that a first clean-up of a large table doesn't hold up what people wait for. */
const batch = 1_000;

/** Something that is kept for a number of days. */
export interface RetentionRule {
  readonly what: string;
  readonly days: number;
  /** Forgets what is older than `before` (milliseconds since 1970) and returns how much that was. */
  readonly forgetBefore: (before: number) => Promise<number>;
}

async function deleteInBatches(
  database: Database,
  table: string,
  key: string,
  condition: string,
  before: number,
): Promise<number> {
  for (let total = 0; ; ) {
    const { affected } = await database.transaction((tx) =>
      tx.query(
        `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${batch})`,
        [before],
      ),
    );
    total += affected;
    if (affected < batch) return total;
  }
}

/**
 * Identities that are remembered against repetition, items that could not be handled, and what was answered to causes
 * that led to no event: without its identity nothing asks for the answer again. Identities with a time window go when it
 * has passed.
 */
export async function forgetInboundBefore(database: Database, before: number, now: number): Promise<number> {
  const passed = await deleteInBatches(database, 'bridge_seen', 'network, identity', 'expires_at <= $1', now);
  const seen = await deleteInBatches(database, 'bridge_seen', 'network, identity', 'seen_at < $1', before);
  const failed = await deleteInBatches(
    database,
    'bridge_inbox',
    'id',
    'error IS NOT NULL AND received_at < $1',
    before,
  );
  const answered = await deleteInBatches(database, 'attempt_outcome', 'cause', 'at < $1', before);
  return passed + seen + failed + answered;
}

/** Which native event showed which message; kept as long as the archive that it points into. */
export function forgetNativeIdsBefore(database: Database, before: number): Promise<number> {
  return deleteInBatches(database, 'bridge_native_id', 'id', 'recorded_at < $1', before);
}

/** Applies the rules now and every hour, and then sweeps the database. Returns the way to stop. */
export function startRetention(
  rules: readonly RetentionRule[],
  { database, clock, log }: { readonly database: Pick<Database, 'sweep'>; readonly clock: Clock; readonly log: Log },
): () => Promise<void> {
  let running = Promise.resolve();
  async function applyAll(): Promise<void> {
    for (const { what, days, forgetBefore } of rules) {
      try {
        const count = await forgetBefore(clock() - days * dayMs);
        if (count > 0) log.info({ what, count, days }, 'forgot what was kept long enough');
      } catch (error) {
        log.warn({ what, error }, 'what was kept long enough could not be forgotten; the next hour tries again');
      }
    }
    try {
      await database.sweep();
    } catch (error) {
      log.warn({ error }, 'the database could not be swept; the next hour tries again');
    }
  }
  const begin = (): void => {
    running = running.then(applyAll);
  };
  begin();
  const timer = setInterval(begin, intervalMs);
  return () => {
    clearInterval(timer);
    return running;
  };
}
