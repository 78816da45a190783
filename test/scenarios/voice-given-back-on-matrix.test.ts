import { scenario } from './support/scenario.ts';

scenario('KB-08 KB-10: voice that is given back on Matrix is heard from XMPP', async ({ room }) => {
  const { juliet, romeo } = await room({ owner: 'matrix:juliet', visitor: 'xmpp:romeo' });
  await romeo.isRefusedSpeech('can you hear me?');
  await juliet.makes(romeo, 'guest');
  await romeo.sees(romeo.is('guest'));
  await romeo.says('thank you');
  await juliet.sees(romeo.said('thank you'));
});
