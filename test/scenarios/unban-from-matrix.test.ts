import { scenario } from './support/scenario.ts';

scenario('KB-06: an admin on Matrix lifts the ban of an XMPP user, who comes back', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ admin: 'matrix:juliet', guest: 'xmpp:romeo' });
  await juliet.bans(romeo);
  await romeo.sees(romeo.banned());
  await juliet.unbans(romeo);
  await hub.doesNotList(romeo);
  await romeo.joins();
  await romeo.says('thank you');
  await juliet.sees(romeo.said('thank you'));
});
