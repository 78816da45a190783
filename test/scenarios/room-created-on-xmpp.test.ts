import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('a room that is made on XMPP can be joined from Matrix', async ({ room, addresses, stage }) => {
  const { romeo, juliet } = await room({ outside: ['xmpp:romeo', 'matrix:juliet'] });
  const name = `made-by-${romeo.name}`;
  const muc = addresses().muc.replace(/^[^@]+/, name);
  const own = await romeo.client.joins(muc, romeo.name);
  expect(own.codes).toContain(201);
  await romeo.client.acceptsDefaults(muc);
  await juliet.client.joins(`#_mimi_${name}:localhost`);
  await romeo.client.says(muc, 'welcome');
  await juliet.sees(romeo.said('welcome'));
  expect((await stage.room(`mimi://mimi.localhost/r/${name}`))?.participants.map(({ role }) => role)).toContain(
    'owner',
  );
});
