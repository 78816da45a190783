import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario("the room's archive on XMPP has what both sides said, each once and in order", async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await juliet.says('from Matrix');
  await romeo.sees(juliet.said('from Matrix'));
  await romeo.says('from XMPP');
  await juliet.sees(romeo.said('from XMPP'));
  const archived = await romeo.client.readsArchive(romeo.muc);
  expect(archived.map(({ message }) => message.text).filter((text) => text !== '')).toEqual([
    'from Matrix',
    'from XMPP',
  ]);
});
