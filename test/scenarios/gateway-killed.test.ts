import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('OD-02: what a Matrix user says while the gateway is dead arrives, once', async ({ room, stage }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await stage.kills('gateway');
  await juliet.says('is anybody there?');
  await stage.starts('gateway');
  await romeo.client.hears(romeo.muc, juliet.nick, 'is anybody there?', 30_000);
  await juliet.says('good');
  await romeo.sees(juliet.said('good'));
  const heard = romeo.client.sightings.all.filter(({ text }) => text === 'is anybody there?');
  expect(heard).toHaveLength(1);
});
