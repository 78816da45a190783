import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Engine, Session } from './engine.ts';
import { InvalidDatabase } from './invalid-database.ts';

/** A numbered file of statements; never edited once it was released. */
interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Any number that nothing else in the database uses as an advisory lock. */
const advisoryLock = 4_930_871;

async function readMigrations(directory: URL): Promise<readonly Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, directory), 'utf8');
      return {
        number: Number(file.slice(0, 4)),
        name: file.slice(5, -4),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

function checkApplied(applied: readonly Applied[], known: readonly Migration[]): void {
  const byNumber = new Map(known.map((migration) => [migration.number, migration]));
  const newest = known.at(-1)?.number ?? 0;
  for (const { number, name, checksum } of applied) {
    const migration = byNumber.get(number);
    if (migration === undefined)
      throw new InvalidDatabase(
        'newer-release',
        `The database was made by a newer release: it has step ${number} (${name}), this release ends at ${newest}. Start the newer release again, or restore the backup from before the upgrade.`,
      );
    if (migration.checksum !== checksum)
      throw new InvalidDatabase(
        'edited-migration',
        `Step ${number} (${migration.name}) of the database's structure is not the one that was applied. Use a release as it was published; during development, start with an empty database.`,
      );
  }
}

async function migrateIn(session: Session, migrations: readonly Migration[]): Promise<readonly string[]> {
  await session.execute(
    'CREATE TABLE IF NOT EXISTS migration (number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await session.query<Applied>('SELECT number, name, checksum FROM migration ORDER BY number');
  checkApplied(rows, migrations);
  const done = new Set(rows.map(({ number }) => number));
  const applied: string[] = [];
  for (const migration of migrations) {
    if (done.has(migration.number)) continue;
    await session.query('BEGIN');
    try {
      await session.execute(migration.sql);
      await session.query('INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)', [
        migration.number,
        migration.name,
        migration.checksum,
      ]);
      await session.query('COMMIT');
    } catch (error) {
      await session.query('ROLLBACK');
      throw error;
    }
    applied.push(migration.name);
  }
  return applied;
}

/**
 * Brings the database's structure up to date, one process at a time, and returns the names of the steps that were taken.
 * @throws InvalidDatabase `newer-release` or `edited-migration`
 */
export async function migrate(engine: Engine, directory: URL): Promise<readonly string[]> {
  const migrations = await readMigrations(directory);
  return engine.withSession(async (session) => {
    await session.execute(`SELECT pg_advisory_lock(${advisoryLock})`);
    try {
      return await migrateIn(session, migrations);
    } finally {
      await session.execute(`SELECT pg_advisory_unlock(${advisoryLock})`);
    }
  });
}
