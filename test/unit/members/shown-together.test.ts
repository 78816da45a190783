import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presetRoles } from '../../../src/policy/index.ts';
import type { Database, Transaction } from '../../../src/store/index.ts';
import { databaseAround } from './database-around.ts';
import { alice, bob, type House, openHouse } from './house.ts';

/** A database whose answer to the next transaction that archives something is held back: it is durable, nobody heard. */
class HoldingDatabase {
  readonly #raw: Database;
  #hold: { readonly held: () => void; readonly until: Promise<unknown> } | null = null;

  constructor(raw: Database) {
    this.#raw = raw;
  }

  /** Resolves when an answer is held, with the way to let it go. */
  holdsNext(): Promise<() => void> {
    const until = Promise.withResolvers<undefined>();
    return new Promise((resolve) => {
      this.#hold = { held: () => resolve(() => until.resolve(undefined)), until: until.promise };
    });
  }

  get database(): Database {
    const raw = this.#raw;
    const holding = async <T>(
      run: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
      work: (tx: Transaction) => Promise<T>,
    ): Promise<T> => {
      const texts: string[] = [];
      const told: (() => void)[] = [];
      const result = await run((tx) => {
        told.length = 0;
        return work({
          query: (sql, values) => {
            texts.push(sql);
            return tx.query(sql, values);
          },
          savepoint: (inner) => tx.savepoint(inner),
          afterCommit: (action) => told.push(action),
        });
      });
      const hold = this.#hold;
      if (hold && texts.some((sql) => sql.includes('INSERT INTO archive_event'))) {
        this.#hold = null;
        hold.held();
        await hold.until;
      }
      for (const action of told) action();
      return result;
    };
    return databaseAround(raw, holding, (sql, values) => raw.read(sql, values));
  }
}

describe('an event that is stored and that the room’s view does not show yet', () => {
  let house: House;
  let holding: HoldingDatabase;
  beforeAll(async () => {
    house = await openHouse({
      perProcess: (raw) => {
        holding = new HoldingDatabase(raw);
        return () => holding.database;
      },
    });
    await house.open(alice, [bob]);
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  const roleOfBob = async () => (await house.rooms.view(house.room))?.participants.get(bob)?.role;
  const newest = async () => (await house.rooms.view(house.room))!.seq;

  it('a change of role is told with the view that has it, never before', async () => {
    const before = { seq: await newest(), role: await roleOfBob() };
    const held = holding.holdsNext();
    const outcome = house.attempt('set-role', alice, { user: bob, role: presetRoles.visitor }, 'revoke');
    const letGo = await held;
    const stored = await house.database.read('SELECT 1 FROM archive_event WHERE cause = $1', ['revoke']);
    expect(stored).toHaveLength(1);
    expect({ seq: await newest(), role: await roleOfBob() }).toEqual(before);
    expect(await house.events(before.seq)).toEqual([]);
    const page = await house.rooms.archive(house.room, { after: before.seq, limit: 10 });
    expect(page.events).toEqual([]);
    letGo();
    await outcome;
    expect(await house.events(before.seq)).toMatchObject([{ type: 'role-changed', user: bob, seq: before.seq + 1 }]);
    expect(await roleOfBob()).toBe(presetRoles.visitor);
    expect(await newest()).toBe(before.seq + 1);
  });

  it('a message is told, and found by its id, when the view has reached it', async () => {
    const before = await newest();
    const held = holding.holdsNext();
    const outcome = house.attempt('send', alice, { body: { kind: 'text', text: 'hello' } });
    const letGo = await held;
    expect(await house.events(before)).toEqual([]);
    letGo();
    expect(await outcome).toMatchObject({ type: 'accepted', seq: before + 1 });
    const [event] = await house.events(before);
    expect(event).toMatchObject({ type: 'message', seq: before + 1 });
    expect(await newest()).toBe(before + 1);
  });

  it('what was told from memory is what the archive holds', async () => {
    for (const text of ['one', 'two', 'three']) await house.attempt('send', alice, { body: { kind: 'text', text } });
    const all = await house.events();
    const last = all.at(-1)!.seq;
    const told = await house.events(last - 3);
    expect(told).toHaveLength(3);
    await house.restart();
    expect(await house.events(last - 3)).toEqual(told);
    expect(await house.events()).toEqual(all);
  });
});
