import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/index.ts';
import { prepareDatabase } from './prepared-database.ts';

const directory = await mkdtemp(join(tmpdir(), 'mimi-migrate-'));
const steps = join(directory, 'steps');
const address = { kind: 'pglite', directory: join(directory, 'database') } as const;
afterAll(() => rm(directory, { recursive: true, force: true }));

const step = (file: string, sql: string) => writeFile(join(steps, file), sql);
const migrations = pathToFileURL(`${steps}/`);

async function opened<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(address, { migrations });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('migrations', () => {
  beforeEach(async () => {
    await rm(steps, { recursive: true, force: true });
    await rm(address.directory, { recursive: true, force: true });
    await mkdir(steps);
    await prepareDatabase(address.directory, migrations);
    await step('0001-first.sql', 'CREATE TABLE first (a int); INSERT INTO first VALUES (1);');
  });

  it('are applied once, in order of their numbers, missing ones included', async () => {
    await step('0003-third.sql', 'INSERT INTO first VALUES (3);');
    await opened((database) => database.read('SELECT 1'));
    await step('0002-second.sql', 'INSERT INTO first VALUES (2);');
    await step('0010-tenth.sql', 'INSERT INTO first VALUES (10);');
    const rows = await opened((database) => database.read('SELECT a FROM first ORDER BY a'));
    expect(rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 10 }]);
  });

  it('leave nothing of a step that fails, and go on from it next time', async () => {
    await step('0002-second.sql', 'INSERT INTO first VALUES (2); SELECT nonsense;');
    await expect(opened((database) => database.read('SELECT 1'))).rejects.toThrow('nonsense');
    await step('0002-second.sql', 'INSERT INTO first VALUES (2);');
    expect(await opened((database) => database.read('SELECT a FROM first ORDER BY a'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('refuse a database of a newer release, and say so', async () => {
    await step('0002-second.sql', 'INSERT INTO first VALUES (2);');
    await opened((database) => database.read('SELECT 1'));
    await rm(join(steps, '0002-second.sql'));
    await expect(opened((database) => database.read('SELECT 1'))).rejects.toThrow(
      'made by a newer release: it has step 2 (second), this release ends at 1',
    );
  });

  it('refuse a step that was edited after it was applied', async () => {
    await opened((database) => database.read('SELECT 1'));
    await step('0001-first.sql', 'CREATE TABLE first (a bigint);');
    await expect(opened((database) => database.read('SELECT 1'))).rejects.toThrow(
      "Step 1 (first) of the database's structure is not the one that was applied",
    );
  });
});
