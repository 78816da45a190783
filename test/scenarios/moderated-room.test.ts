import { scenario } from './support/scenario.ts';

scenario('KB-08: in a moderated room a newcomer is heard only after a moderator gave voice', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', guest: 'matrix:juliet' }, { preset: 'moderated' });
  await hub.lists(juliet, 'visitor');
  await juliet.isRefusedSpeech('may I?');
  await romeo.makes(juliet, 'guest');
  await juliet.sees(juliet.is('guest'));
  await juliet.says('I may.');
  await romeo.sees(juliet.said('I may.'));
});
