import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/index.ts';
import { alice, bob, carol, type House, onMatrix, openHouse, story } from '../unit/members/house.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

describe('hub and members on PostgreSQL', () => {
  let postgres: Postgres;
  let house: House;
  beforeAll(async () => {
    postgres = await startPostgres();
    house = await openHouse({ database: await openDatabase({ kind: 'postgres', url: postgres.url, poolSize: 4 }) });
    await house.open(alice, [bob, carol]);
  });
  afterAll(async () => {
    await house.close();
    await postgres.stop();
  });

  const say = (text: string) => house.attempt('send', bob, { body: { kind: 'text', text } });

  it('UP-42 OD-01: a room’s life is the same as on the embedded database', async () => {
    expect(await say('hello')).toMatchObject({ type: 'accepted' });
    await house.attempt('kick', alice, { user: carol, reason: 'spam' });
    await house.attempt('ban', alice, { user: carol });
    await house.attempt('rename', bob, { nickname: 'Bobby' });
    const said = await say('oops');
    await house.attempt('retract', bob, { target: said.type === 'accepted' ? said.messageId! : undefined! });
    await house.attempt('set-metadata', alice, { subject: 'Roses' });
    expect(story(await house.events()).slice(4)).toEqual([
      'message bob: hello',
      'kicked carol by alice',
      'banned carol by alice',
      'renamed bob',
      'message bob: oops',
      'retracted by bob',
      'details-changed by alice',
    ]);
    await house.restart();
    expect(await say('after a restart')).toMatchObject({ type: 'accepted' });
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
  });

  it('OD-01: messages and joins side by side on several connections leave no gap', async () => {
    const guests = Array.from({ length: 40 }, (_, n) => onMatrix(`guest-${n}`));
    const outcomes = await Promise.all([
      ...guests.map((user) => house.attempt('join', user, {})),
      ...Array.from({ length: 100 }, (_, n) => say(`message ${n}`)),
    ]);
    expect(outcomes.every(({ type }) => type === 'accepted')).toBe(true);
    const log = await house.hub.log.after(house.room, 0, 10_000);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    const events = await house.events();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter((event) => event.type === 'message' && event.body.text.startsWith('message'))).toHaveLength(
      100,
    );
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true });
  });
});
