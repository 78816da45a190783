import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a topic that is set on Matrix is the subject on XMPP', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ owner: 'matrix:juliet', guest: 'xmpp:romeo' });
  await juliet.setsTopic('Verona');
  await romeo.sees(sights.topicIs('Verona'));
  expect((await hub.room()).subject).toBe('Verona');
});
