import { scenario } from './support/scenario.ts';

scenario('RC-16: an owner on XMPP makes a Matrix user an admin, who then can ban', async ({ room, hub }) => {
  const { romeo, juliet, paris } = await room({
    owner: 'xmpp:romeo',
    member: 'matrix:juliet',
    guest: 'xmpp:paris',
  });
  await romeo.makes(juliet, 'admin');
  await juliet.sees(juliet.is('admin'));
  await hub.lists(juliet, 'admin');
  await juliet.bans(paris);
  await paris.sees(paris.banned());
});
