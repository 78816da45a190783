import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidDatabase, openDatabase } from '../../../src/store/index.ts';
import { describeDatabase } from './database-suite.ts';
import { prepareDatabase } from './prepared-database.ts';

const directory = await mkdtemp(join(tmpdir(), 'mimi-store-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describeDatabase('PGlite', () => openDatabase({ kind: 'pglite', directory: join(directory, 'suite') }));

describe("an embedded database's directory", () => {
  const address = { kind: 'pglite', directory: join(directory, 'own') } as const;

  it('belongs to one process, is readable by its owner only, and opens again with what was stored', async () => {
    await prepareDatabase(address.directory);
    const first = await openDatabase(address);
    await expect(openDatabase(address)).rejects.toThrow(/used by the process \d+/);
    expect((await stat(address.directory)).mode & 0o777).toBe(0o700);
    await first.transaction((tx) => tx.query('CREATE TABLE note (text text)'));
    await first.transaction((tx) => tx.query("INSERT INTO note VALUES ('kept')"));
    await first.close();

    // What a process leaves behind that was killed: a process id that is somebody else's now, or nobody's.
    await writeFile(join(address.directory, 'in-use-by'), `${process.pid} 1 another-boot`);
    const second = await openDatabase(address);
    expect(await second.read('SELECT text FROM note')).toEqual([{ text: 'kept' }]);
    await second.close();
  });

  it('is refused with advice when it can not be made', async () => {
    await writeFile(join(directory, 'file'), '');
    const opening = openDatabase({ kind: 'pglite', directory: join(directory, 'file', 'below') });
    await expect(opening).rejects.toThrow(InvalidDatabase);
    await expect(opening).rejects.toThrow('database.directory');
  });
});

describe('statements that an embedded database keeps parsed', () => {
  it('are planned anew now and then, go on after an error, and may be more than it keeps', async () => {
    const statements = join(directory, 'statements');
    await prepareDatabase(statements);
    const database = await openDatabase({ kind: 'pglite', directory: statements });
    const doubled = (value: number) => database.read('SELECT $1::int * 2 AS doubled', [value]);
    for (let use = 1; use <= 2_100; use++) expect(await doubled(use)).toEqual([{ doubled: 2 * use }]);
    for (let number = 1; number <= 600; number++) {
      expect(await database.read(`SELECT $1::int + ${number} AS sum`, [1])).toEqual([{ sum: 1 + number }]);
    }
    await expect(database.read('SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(database.read('SELECT nothing FROM nowhere WHERE $1::int = 1', [1])).rejects.toMatchObject({
      code: '42P01',
    });
    expect(await doubled(7)).toEqual([{ doubled: 14 }]);
    expect(await database.read('SELECT $1::int + 1 AS sum', [1])).toEqual([{ sum: 2 }]);
    await database.close();
    await expect(doubled(1)).rejects.toThrow('after it was closed');
  });
});

it('an embedded database takes no more room for what comes after what was deleted and swept', async () => {
  const swept = join(directory, 'swept');
  await prepareDatabase(swept);
  const database = await openDatabase({ kind: 'pglite', directory: swept });
  await database.transaction((tx) => tx.query('CREATE TABLE note (id int PRIMARY KEY, text text)'));
  const fill = async (): Promise<bigint> => {
    await database.transaction((tx) =>
      tx.query("INSERT INTO note SELECT n, repeat('x', 200) FROM generate_series(1, 2000) AS n"),
    );
    const [size] = await database.read<{ octets: bigint }>("SELECT pg_relation_size('note') AS octets");
    await database.transaction((tx) => tx.query('DELETE FROM note'));
    return size?.octets ?? 0n;
  };
  const once = await fill();
  await database.sweep();
  expect(once).toBeGreaterThan(400_000n);
  expect(await fill()).toBeLessThanOrEqual(once);
  await database.close();
});
