import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomUri, type UserUri } from '../../../src/identifiers/index.ts';
import type { Attempt, Outcome } from '../../../src/rooms/index.ts';
import { alice, bob, type House, hubDomain, onXmpp, openHouse } from './house.ts';

const accepted: unknown = expect.objectContaining({ type: 'accepted' });
const refused: unknown = expect.objectContaining({ type: 'refused', rule: 'too-many-rooms' });

describe('rooms of one user', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ roomsPerUser: 3 });
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  let made = 0;
  const creation = (by: UserUri, name: string, cause = `test:made-${++made}`): Attempt => {
    return { type: 'create-room', by, room: roomUri(hubDomain, name), preset: 'open', nickname: 'n', cause };
  };
  const create = (by: UserUri, name: string, cause?: string): Promise<Outcome> =>
    house.rooms.attempt(creation(by, name, cause));

  it('are as many as the operator allows, also when they are asked for at once; others have their own', async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => create(alice, `hers-${index}`)));
    expect(outcomes.filter(({ type }) => type === 'accepted')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome.type === 'refused')).toEqual([refused, refused, refused]);
    expect(await house.rooms.check(creation(alice, 'hers-too'))).toEqual(refused);
    expect(await create(bob, 'his')).toEqual(accepted);
    expect(await house.rooms.check(creation(bob, 'his-too'))).toEqual(accepted);
  });

  it('count as long as they are there, and over a restart', async () => {
    const carl = onXmpp('carl');
    for (const name of ['one', 'two', 'three']) expect(await create(carl, name)).toEqual(accepted);
    await house.restart();
    expect(await create(carl, 'four')).toEqual(refused);
    house.room = roomUri(hubDomain, 'two');
    expect(await house.attempt('destroy-room', carl, {})).toEqual(accepted);
    expect(await create(carl, 'four')).toEqual(accepted);
    expect(await create(carl, 'five')).toEqual(refused);
  });

  it('do not count when the operator makes them, and the same request again has its first answer', async () => {
    const dora = onXmpp('dora');
    for (const name of ['a', 'b', 'c', 'd']) expect(await create(dora, name, `admin:${name}`)).toEqual(accepted);
    expect(await create(dora, 'e', 'test:again')).toEqual(accepted);
    expect(await create(dora, 'e', 'test:again')).toEqual(accepted);
    expect(await create(dora, 'f')).toEqual(accepted);
    expect(await create(dora, 'g')).toEqual(accepted);
    expect(await create(dora, 'h')).toEqual(refused);
  });
});
