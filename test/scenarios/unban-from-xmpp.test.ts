import { scenario } from './support/scenario.ts';

scenario('KB-06: an admin on XMPP lifts the ban of a Matrix user, who comes back', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ admin: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.bans(juliet);
  await juliet.sees(juliet.banned());
  await romeo.unbans(juliet);
  await hub.doesNotList(juliet);
  await juliet.sees(juliet.unbanned());
  await juliet.joins();
  await juliet.says('thank you');
  await romeo.sees(juliet.said('thank you'));
});
