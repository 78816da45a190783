import { scenario } from './support/scenario.ts';

scenario('KB-08 KB-10: a moderator on XMPP takes the voice of a Matrix user', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.makes(juliet, 'visitor');
  await romeo.sees(juliet.is('visitor'));
  await juliet.sees(juliet.is('visitor'));
  await juliet.isRefusedSpeech('can you hear me?');
  await hub.lists(juliet, 'visitor');
});
