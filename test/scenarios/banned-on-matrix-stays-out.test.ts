import { scenario } from './support/scenario.ts';

scenario('KB-03: a banned Matrix user is let in by nobody', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ admin: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.bans(juliet);
  await juliet.sees(juliet.banned());
  await juliet.isRefusedEntry();
  await juliet.isRefusedSpeech('let me in');
  await hub.lists(juliet, 'banned');
});
