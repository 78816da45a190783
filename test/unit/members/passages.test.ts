import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { alice, bob, type House, onMatrix, onXmpp, openHouse } from './house.ts';

describe('many who enter and leave at once', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    await house.open(alice, [bob]);
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  const crowd: readonly UserUri[] = Array.from({ length: 500 }, (_, n) => (n % 2 ? onMatrix : onXmpp)(`guest-${n}`));

  it('UP-42: 500 joins of one burst take at most 10 commits, and members and hub agree', async () => {
    const before = (await house.rooms.inspect(house.room))!;
    const outcomes = await Promise.all(crowd.map((user) => house.attempt('join', user, {})));
    expect(outcomes.filter(({ type }) => type === 'accepted')).toHaveLength(500);
    const after = (await house.rooms.inspect(house.room))!;
    expect(after.epoch - before.epoch).toBeLessThanOrEqual(10n);
    expect(after).toMatchObject({ agreesWithHub: true, hostedLeaves: 503, pendingProposals: 0 });
    const joined = (await house.events()).flatMap((event) => (event.type === 'joined' ? [event.user] : []));
    expect(new Set(joined)).toEqual(new Set([alice, bob, ...crowd]));
    expect(joined).toHaveLength(502);
  }, 240_000);

  it('UP-23 UP-42: 200 leaves of one burst share commits too, and each is told once', async () => {
    const before = (await house.rooms.inspect(house.room))!;
    const leaving = crowd.slice(100, 300);
    const outcomes = await Promise.all(leaving.map((user) => house.attempt('leave', user, {})));
    expect(outcomes.filter(({ type }) => type === 'accepted')).toHaveLength(200);
    const after = (await house.rooms.inspect(house.room))!;
    expect(after.epoch - before.epoch).toBeLessThanOrEqual(4n);
    expect(after).toMatchObject({ agreesWithHub: true, hostedLeaves: 303 });
    const left = (await house.events()).flatMap((event) => (event.type === 'left' ? [event.user] : []));
    expect(left.sort()).toEqual([...leaving].sort());
  }, 240_000);

  it('RC-06: of a burst into a room with a limit as many enter as fit', async () => {
    await house.open(alice);
    await house.attempt('set-policy', alice, { flags: { maxUsers: 6 } });
    const outcomes = await Promise.all(crowd.slice(0, 12).map((user) => house.attempt('join', user, {})));
    const room = await house.hub.inspect(house.room);
    const entered = outcomes.filter(({ type }) => type === 'accepted').length;
    expect(room?.state.clients.size).toBe(1 + entered);
    expect(entered).toBeGreaterThan(0);
    expect(entered).toBeLessThanOrEqual(6);
    expect(outcomes.filter(({ type }) => type === 'refused').every((o) => 'rule' in o && o.rule === 'room-full')).toBe(
      true,
    );
  }, 120_000);

  it('OD-16: the same cause again gives the same outcome and no second event', async () => {
    await house.open(alice);
    const join = () => house.attempt('join', bob, { nickname: 'Bob' }, 'matrix:77:join');
    const [first, second] = await Promise.all([join(), join()]);
    expect(second).toEqual(first);
    expect(await join()).toEqual(first);
    const say = () => house.attempt('send', bob, { body: { kind: 'text', text: 'once' } }, 'matrix:78:send');
    const said = await say();
    expect(await say()).toEqual(said);
    await house.restart();
    expect(await say()).toEqual(said);
    expect(await join()).toEqual(first);
    const refused = () => house.attempt('kick', bob, { user: alice }, 'matrix:79:kick');
    const no = await refused();
    expect(no.type).toBe('refused');
    await house.attempt('set-role', alice, { user: bob, role: 7 });
    expect(await refused()).toEqual(no);
    const types = (await house.events()).map(({ type }) => type);
    expect(types).toEqual(['created', 'joined', 'joined', 'message', 'role-changed']);
  }, 120_000);
});
