import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import {
  assertFence,
  type Database,
  openLeases,
  openVault,
  rotateSealed,
  type SealedColumn,
} from '../../../src/store/index.ts';

const silent = createLog({ level: 'silent' });
const keyOf = (id: string, octet: number) => ({ id, key: new Uint8Array(32).fill(octet) });

interface Note {
  readonly id: bigint;
  readonly text: string;
}

/** What both engines must do alike. */
export function describeDatabase(engine: string, open: () => Promise<Database>): void {
  describe(`a database on ${engine}`, () => {
    let database: Database;

    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());
    beforeEach(() =>
      database.transaction(async (tx) => {
        await tx.query('DROP TABLE IF EXISTS note');
        await tx.query(
          'CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text UNIQUE, octets bytea, many bytea[], numbers bigint[], fields jsonb)',
        );
        await tx.query('DELETE FROM lease');
      }),
    );

    const add = (text: string) => database.transaction((tx) => tx.query('INSERT INTO note (text) VALUES ($1)', [text]));
    const texts = async (): Promise<string[]> =>
      (await database.read<Note>('SELECT text FROM note ORDER BY id')).map(({ text }) => text);

    describe('values', () => {
      it('gives bytes, big numbers, arrays of both and JSON back as they went in', async () => {
        const octets = new Uint8Array([0, 1, 255]);
        await database.transaction((tx) =>
          tx.query('INSERT INTO note (octets, many, numbers, fields) VALUES ($1, $2, $3, $4)', [
            octets,
            [octets, new Uint8Array()],
            [2n ** 62n, -1n],
            JSON.stringify({ list: [1, 'two'] }),
          ]),
        );
        const [row] = await database.read('SELECT octets, many, numbers, fields, count(*) OVER () AS count FROM note');
        expect(row).toEqual({
          octets,
          many: [octets, new Uint8Array()],
          numbers: [2n ** 62n, -1n],
          fields: { list: [1, 'two'] },
          count: 1n,
        });
      });

      it('counts the rows that a writer changed', async () => {
        await add('a');
        await add('b');
        const { affected } = await database.transaction((tx) => tx.query("UPDATE note SET text = text || '!'"));
        expect(affected).toBe(2);
      });
    });

    describe('transactions', () => {
      it('keeps nothing of a transaction that failed, and runs no action of it', async () => {
        let ran = false;
        const failing = database.transaction(async (tx) => {
          await tx.query("INSERT INTO note (text) VALUES ('lost')");
          tx.afterCommit(() => {
            ran = true;
          });
          throw new Error('changed my mind');
        });
        await expect(failing).rejects.toThrow('changed my mind');
        expect(await texts()).toEqual([]);
        expect(ran).toBe(false);
      });

      it('refuses to commit after a statement failed, even if its error was swallowed', async () => {
        await add('taken');
        const failing = database.transaction(async (tx) => {
          await tx.query("INSERT INTO note (text) VALUES ('before')");
          await tx.query("INSERT INTO note (text) VALUES ('taken')").catch(() => 'swallowed');
        });
        await expect(failing).rejects.toThrow(/unique/);
        expect(await texts()).toEqual(['taken']);
      });

      it('undoes a savepoint alone, with its actions', async () => {
        const actions: string[] = [];
        await database.transaction(async (tx) => {
          await tx.query("INSERT INTO note (text) VALUES ('kept')");
          tx.afterCommit(() => actions.push('kept'));
          const failing = tx.savepoint(async () => {
            tx.afterCommit(() => actions.push('undone'));
            await tx.query("INSERT INTO note (text) VALUES ('undone')");
            await tx.query("INSERT INTO note (text) VALUES ('kept')");
          });
          await expect(failing).rejects.toThrow(/unique/);
          await tx.query("INSERT INTO note (text) VALUES ('after')");
        });
        expect(await texts()).toEqual(['kept', 'after']);
        expect(actions).toEqual(['kept']);
      });

      it('refuses a second way to the database inside a transaction, which could wait forever', async () => {
        const inside = (work: () => Promise<unknown>) => database.transaction(() => work());
        await expect(inside(() => database.read('SELECT 1'))).rejects.toThrow('use its tx');
        await expect(inside(() => database.grouped(() => Promise.resolve()))).rejects.toThrow('use its tx');
        await expect(inside(() => database.transaction(() => Promise.resolve()))).rejects.toThrow('use its tx');
      });

      it('lets an action after the commit use the database', async () => {
        const seen = await new Promise<readonly string[]>((resolve) => {
          void database.transaction(async (tx) => {
            await tx.query("INSERT INTO note (text) VALUES ('seen')");
            tx.afterCommit(() => resolve(texts()));
          });
        });
        expect(seen).toEqual(['seen']);
      });
    });

    describe('group commit', () => {
      it('stores what many callers wrote at once, and answers each with its own result', async () => {
        const callers = Array.from({ length: 300 }, (_, index) =>
          database.grouped(async (tx) => {
            const { rows } = await tx.query<Note>('INSERT INTO note (text) VALUES ($1) RETURNING id, text', [
              `n${index}`,
            ]);
            return rows[0]?.text;
          }),
        );
        expect(await Promise.all(callers)).toEqual(callers.map((_, index) => `n${index}`));
        expect(await texts()).toHaveLength(300);
      });

      it('writes single statements alone or in a group, and tells of each in the order of commits', async () => {
        const told: string[] = [];
        const insert = 'INSERT INTO note (text) VALUES ($1) RETURNING text';
        const write = (text: string) =>
          database.write<{ text: string }>(insert, [text], ({ rows }) => told.push(...rows.map((row) => row.text)));
        expect(await write('alone')).toEqual({ rows: [{ text: 'alone' }], affected: 1 });
        const others = Array.from({ length: 20 }, (_, index) => `together ${index}`);
        const settled = await Promise.allSettled([...others.map(write), write('alone')]);
        expect(settled.map(({ status }) => status)).toEqual([...others.map(() => 'fulfilled'), 'rejected']);
        await expect(write('alone')).rejects.toMatchObject({ code: '23505' });
        expect(told).toEqual(['alone', ...others]);
        expect(await texts()).toEqual(told);
      });

      it('lets one caller fail without harm to the others of its group', async () => {
        await add('taken');
        const actions: string[] = [];
        const write = (text: string) =>
          database.grouped(async (tx) => {
            tx.afterCommit(() => actions.push(text));
            await tx.query('INSERT INTO note (text) VALUES ($1)', [text]);
          });
        const outcomes = await Promise.allSettled(['a', 'b', 'taken', 'c'].map(write));
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
        expect(await texts()).toEqual(['taken', 'a', 'b', 'c']);
        expect(actions).toEqual(['a', 'b', 'c']);
      });
    });

    describe('notifications', () => {
      it('wakes a listener after the commit and not before', async () => {
        const heard: string[] = [];
        let wake = (): void => undefined;
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const stop = await database.listen('notes', (payload) => {
          heard.push(payload);
          wake();
        });
        await expect(
          database.transaction(async (tx) => {
            await database.notify(tx, 'notes', 'never');
            throw new Error('rolled back');
          }),
        ).rejects.toThrow('rolled back');
        await database.transaction((tx) => database.notify(tx, 'notes', 'now'));
        await woken;
        await stop();
        expect(heard).toEqual(['now']);
      });
    });

    describe('leases', () => {
      it('gives a lease to one holder, with a number that grows with every holder', async () => {
        const leases = await openLeases(database, { log: silent });
        const first = await leases.acquire('room/1');
        expect(first?.fence).toBe(1n);
        expect(await leases.acquire('room/1')).toBeNull();
        await first?.release();
        const second = await leases.acquire('room/1');
        expect(second?.fence).toBe(2n);
        await leases.close();
      });

      it('gives all that it holds to the next holder when it is closed', async () => {
        const leases = await openLeases(database, { log: silent });
        for (const name of ['room/1', 'room/2']) await leases.acquire(name);
        const next = await openLeases(database, { log: silent });
        await leases.close();
        const fences = [await next.acquire('room/1'), await next.acquire('room/2')].map((lease) => lease?.fence);
        expect(fences).toEqual([2n, 2n]);
        await next.close();
      });

      it('refuses the write of a holder that was replaced', async () => {
        const leases = await openLeases(database, { log: silent });
        const lease = await leases.acquire('room/1');
        if (lease === null) throw new Error('not acquired');
        await database.transaction((tx) => assertFence(tx, lease));
        await database.transaction((tx) => tx.query('UPDATE lease SET fence = fence + 1'));
        await expect(database.transaction((tx) => assertFence(tx, lease))).rejects.toThrow(RetryLater);
        await leases.close();
      });

      it('tells a holder that it was replaced', async () => {
        const leases = await openLeases(database, { log: silent, ttlMs: 60 });
        const lease = await leases.acquire('room/1');
        if (lease === null) throw new Error('not acquired');
        const lost = new Promise((resolve) => lease.lost.addEventListener('abort', resolve));
        await database.transaction((tx) => tx.query('UPDATE lease SET fence = fence + 1, holder = 0'));
        await lost;
        expect(lease.lost.aborted).toBe(true);
        await leases.close();
      });
    });

    describe('rotation of keys', () => {
      const column: SealedColumn = {
        table: 'note',
        column: 'octets',
        key: ['id'],
        place: ([id]) => `note/${String(id)}`,
      };

      it('seals everything again under the newest key, so that the old one can go', async () => {
        const old = openVault([keyOf('old', 1)]);
        await database.transaction(async (tx) => {
          for (let id = 1; id <= 1_200; id++)
            await tx.query('INSERT INTO note (octets) VALUES ($1)', [
              old.seal(new Uint8Array([id % 256]), `note/${id}`),
            ]);
        });
        const both = openVault([keyOf('new', 2), keyOf('old', 1)]);
        expect(await rotateSealed(database, both, [column])).toEqual(new Map([['note.octets', 1_200]]));
        expect(await rotateSealed(database, both, [column])).toEqual(new Map([['note.octets', 0]]));

        const newest = openVault([keyOf('new', 2)]);
        const rows = await database.read<{ id: bigint; octets: Uint8Array }>('SELECT id, octets FROM note');
        for (const { id, octets } of rows)
          expect(newest.open(octets, `note/${id}`)).toEqual(new Uint8Array([Number(id % 256n)]));
      });
    });
  });
}
