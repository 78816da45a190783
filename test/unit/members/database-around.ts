import type { Database, Transaction } from '../../../src/store/index.ts';

type Work<T> = (tx: Transaction) => Promise<T>;

/** Calls `run` with `work`, or with what takes its place. */
export type Around = <T>(run: (work: Work<T>) => Promise<T>, work: Work<T>) => Promise<T>;

/** The database with something done around each of its writes. Closing it leaves the real one open. */
export function databaseAround(raw: Database, around: Around, read: Database['read']): Database {
  return {
    kind: raw.kind,
    read,
    transaction: (work) => around((inner) => raw.transaction(inner), work),
    grouped: (work) => around((inner) => raw.grouped(inner), work),
    write: (sql, values, committed) =>
      around(
        (inner) => raw.grouped(inner),
        async (tx) => {
          const result = await tx.query<Parameters<NonNullable<typeof committed>>[0]['rows'][number]>(sql, values);
          if (committed) tx.afterCommit(() => committed(result));
          return result;
        },
      ),
    notify: (tx, channel, payload) => raw.notify(tx, channel, payload),
    listen: (channel, listener) => raw.listen(channel, listener),
    showPresence: (holder) => raw.showPresence(holder),
    sweep: () => raw.sweep(),
    close: () => Promise.resolve(),
  };
}
