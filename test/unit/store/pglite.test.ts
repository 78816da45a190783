import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidDatabase, openDatabase } from '../../../src/store/index.ts';
import { describeDatabase } from './database-suite.ts';

const directory = await mkdtemp(join(tmpdir(), 'mimi-store-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describeDatabase('PGlite', () => openDatabase({ kind: 'pglite', directory: join(directory, 'suite') }));

describe("an embedded database's directory", () => {
  const address = { kind: 'pglite', directory: join(directory, 'own') } as const;

  it('belongs to one process, is readable by its owner only, and opens again with what was stored', async () => {
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
