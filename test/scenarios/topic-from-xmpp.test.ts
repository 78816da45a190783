import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a subject that is set on XMPP is the topic on Matrix', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.setsTopic('Mantua');
  await juliet.sees(sights.topicIs('Mantua'));
  expect((await hub.room()).subject).toBe('Mantua');
});
