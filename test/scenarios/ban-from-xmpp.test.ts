import { scenario } from './support/scenario.ts';

scenario('KB-03: an admin on XMPP bans a Matrix user', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ admin: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.bans(juliet, 'trolling');
  await juliet.sees(juliet.banned({ reason: 'trolling' }));
  await romeo.sees(juliet.banned({ reason: 'trolling' }));
  await hub.lists(juliet, 'banned');
  await hub.holdsNoLeafOf(juliet);
});
