import { scenario } from './support/scenario.ts';

scenario('KB-05: somebody who never came can be banned, and is refused when coming', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ admin: 'matrix:juliet', outside: 'xmpp:romeo' });
  await juliet.bans(romeo);
  await hub.lists(romeo, 'banned');
  await romeo.isRefusedEntry();
});
