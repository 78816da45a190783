import { scenario } from './support/scenario.ts';

scenario('KB-08 KB-10: a moderator on Matrix takes the voice of an XMPP user', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ owner: 'matrix:juliet', guest: 'xmpp:romeo' });
  await juliet.makes(romeo, 'visitor');
  await romeo.sees(romeo.is('visitor'));
  await romeo.isRefusedSpeech('can you hear me?');
  await hub.lists(romeo, 'visitor');
});
