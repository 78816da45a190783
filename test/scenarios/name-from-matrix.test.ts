import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a room that is renamed on Matrix has the new name in the hub', async ({ room, hub }) => {
  const { juliet } = await room({ owner: 'matrix:juliet', guest: 'xmpp:romeo' }, { name: 'Verona' });
  await juliet.sees(sights.nameIs('Verona'));
  await juliet.client.setsName('Mantua');
  await expect.poll(async () => (await hub.room()).name, { timeout: 10_000 }).toBe('Mantua');
});
