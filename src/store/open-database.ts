import type { Database } from './contract.ts';
import { translated } from './database-errors.ts';
import { EngineDatabase } from './database.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { openPgliteEngine } from './pglite-engine.ts';
import { openPostgresEngine } from './postgres-engine.ts';

/** Where the database is; `database` of the configuration. */
export type DatabaseAddress =
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize: number }
  | { readonly kind: 'pglite'; readonly directory: string };

export interface OpenOptions {
  /** Directory of numbered .sql files, with a trailing slash; this release's own by default. */
  readonly migrations?: URL;
}

/**
 * Opens the database and brings its structure up to date.
 * @throws RetryLater when it can't be reached now
 * @throws InvalidDatabase when it can't be used as it is; the message says what to do
 */
export async function openDatabase(address: DatabaseAddress, options: OpenOptions = {}): Promise<Database> {
  const engine = await openEngine(address);
  try {
    await migrate(engine, options.migrations ?? new URL('./migrations/', import.meta.url));
  } catch (error) {
    await engine.close();
    throw translated(error, engine.address);
  }
  return new EngineDatabase(engine);
}

async function openEngine(address: DatabaseAddress): Promise<Engine> {
  return address.kind === 'postgres' ? openPostgresEngine(address) : openPgliteEngine(address);
}
