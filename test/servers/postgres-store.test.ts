import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/observe/index.ts';
import { RetryLater } from '../../src/rooms/index.ts';
import { openDatabase, openLeases } from '../../src/store/index.ts';
import { describeDatabase } from '../unit/store/database-suite.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

let databases = 0;
const open = (url: string) => openDatabase({ kind: 'postgres', url, poolSize: 5 });
const emptyDatabase = () => postgres.createDatabase(`test_${++databases}`);
const silent = createLog({ level: 'silent' });

describeDatabase('PostgreSQL', async () => open(await emptyDatabase()));

async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof RetryLater) || tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe('PostgreSQL as a server', () => {
  it('is told apart when it is down, has no such database, or refuses the user', async () => {
    const url = new URL(postgres.url);
    url.port = '1';
    await expect(open(url.href)).rejects.toThrow(RetryLater);
    await expect(open(url.href)).rejects.toThrow("127.0.0.1:1 can't be reached (ECONNREFUSED)");
    url.port = String(postgres.port);
    url.pathname = '/absent';
    await expect(open(url.href)).rejects.toThrow('Create it with createdb');
    url.pathname = '/postgres';
    url.username = 'nobody-here';
    await expect(open(url.href)).rejects.toThrow('refuses the user or password of database.url');
  });

  it('lets several processes bring the structure up to date at once', async () => {
    const url = await emptyDatabase();
    const all = await Promise.all([open(url), open(url), open(url)]);
    const [rows] = await Promise.all(all.map((database) => database.read('SELECT number FROM migration')));
    expect(rows?.length).toBeGreaterThan(0);
    await Promise.all(all.map((database) => database.close()));
  });

  it('runs a transaction again that lost in a deadlock', async () => {
    const database = await open(await emptyDatabase());
    await database.transaction(async (tx) => {
      await tx.query('CREATE TABLE pair (id int PRIMARY KEY, n int)');
      await tx.query('INSERT INTO pair VALUES (1, 0), (2, 0)');
    });
    const firstLocks = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const bothLocked = Promise.all(firstLocks.map(({ promise }) => promise));
    const raise = (order: readonly number[], turn: number) =>
      database.transaction(async (tx) => {
        for (const id of order) {
          await tx.query('UPDATE pair SET n = n + 1 WHERE id = $1', [id]);
          firstLocks[turn]?.resolve(null);
          await bothLocked;
        }
      });
    await Promise.all([raise([1, 2], 0), raise([2, 1], 1)]);
    expect(await database.read('SELECT n FROM pair')).toEqual([{ n: 2 }, { n: 2 }]);
    await database.close();
  });

  it('OD-02: answers "later" while the server is killed, then goes on with nothing lost, and hears notifications again', async () => {
    const database = await open(await emptyDatabase());
    await database.transaction((tx) => tx.query('CREATE TABLE note (n int)'));
    let heard = Promise.withResolvers<string>();
    await database.listen('notes', (payload) => heard.resolve(payload));
    await database.grouped((tx) => tx.query('INSERT INTO note VALUES (1)'));

    await postgres.kill();
    await expect(database.grouped((tx) => tx.query('INSERT INTO note VALUES (2)'))).rejects.toThrow(RetryLater);
    await expect(database.read('SELECT 1')).rejects.toThrow(RetryLater);
    await postgres.start();

    expect(await heard.promise).toBe('');
    heard = Promise.withResolvers<string>();
    await eventually(() => database.grouped((tx) => tx.query('INSERT INTO note VALUES (3)')));
    await database.transaction((tx) => database.notify(tx, 'notes', 'again'));
    expect(await heard.promise).toBe('again');
    expect(await database.read('SELECT n FROM note ORDER BY n')).toEqual([{ n: 1 }, { n: 3 }]);
    await database.close();
  });

  it('gives the lease of a process whose connections are gone to the next at once, and not that of a living one', async () => {
    const url = await emptyDatabase();
    const [first, second] = await Promise.all([open(url), open(url)]);
    const theirs = await openLeases(first, { log: silent });
    const ours = await openLeases(second, { log: silent });
    expect((await theirs.acquire('network/xmpp'))?.fence).toBe(1n);
    expect(await ours.acquire('network/xmpp')).toBeNull();
    // As after kill -9: connections end, nothing was released.
    await first.close();
    expect((await ours.acquire('network/xmpp'))?.fence).toBe(2n);
    await ours.close();
    await second.close();
  });
});
