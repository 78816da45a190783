import { scenario } from './support/scenario.ts';

scenario('KB-08 KB-10: voice that is given back on XMPP is heard from Matrix', async ({ room }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', visitor: 'matrix:juliet' });
  await juliet.isRefusedSpeech('can you hear me?');
  await romeo.makes(juliet, 'guest');
  await juliet.sees(juliet.is('guest'));
  await juliet.says('thank you');
  await romeo.sees(juliet.said('thank you'));
});
