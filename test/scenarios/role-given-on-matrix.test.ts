import { scenario } from './support/scenario.ts';

scenario('RC-16: an owner on Matrix makes an XMPP user a moderator, who then can kick', async ({ room, hub }) => {
  const { juliet, romeo, paris } = await room({
    owner: 'matrix:juliet',
    member: 'xmpp:romeo',
    guest: 'matrix:paris',
  });
  await juliet.makes(romeo, 'moderator');
  await romeo.sees(romeo.is('moderator'));
  await hub.lists(romeo, 'moderator');
  await romeo.kicks(paris);
  await paris.sees(paris.kicked());
});
