import { scenario } from './support/scenario.ts';

scenario('RC-14: a Matrix user who leaves is gone on XMPP and from the hub', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await juliet.leaves();
  await romeo.sees(juliet.left());
  await hub.doesNotList(juliet);
});
