import { scenario } from './support/scenario.ts';

scenario('RC-16: an owner on XMPP takes the role of a Matrix moderator', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ owner: 'xmpp:romeo', moderator: 'matrix:juliet' });
  await romeo.makes(juliet, 'member');
  await juliet.sees(juliet.is('member'));
  await romeo.sees(juliet.is('member'));
  await hub.lists(juliet, 'member');
});
