import { scenario } from './support/scenario.ts';

scenario('KB-03: an admin on Matrix bans an XMPP user', async ({ room, hub }) => {
  const { juliet, romeo, nurse } = await room({ admin: 'matrix:juliet', guest: ['xmpp:romeo', 'xmpp:nurse'] });
  await juliet.bans(romeo, 'trolling');
  await romeo.sees(romeo.banned({ reason: 'trolling' }));
  await nurse.sees(romeo.banned({ reason: 'trolling' }));
  await hub.lists(romeo, 'banned');
  await hub.holdsNoLeafOf(romeo);
});
