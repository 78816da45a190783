import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alice, bob, type House, openHouse, story } from './house.ts';

describe('a conversation', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    await house.open(alice, [bob]);
  });
  afterAll(() => house.close(), 60_000);

  it('UP-01: a room begins with its creator as owner, and others join and talk', async () => {
    const said = await house.attempt('send', bob, { body: { kind: 'text', text: 'Hello' } });
    expect(said).toMatchObject({ type: 'accepted', seq: 4 });
    expect(story(await house.events())).toEqual([
      'created by alice',
      'joined alice',
      'joined bob',
      'message bob: Hello',
    ]);
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true, hostedLeaves: 3 });
  });
});
