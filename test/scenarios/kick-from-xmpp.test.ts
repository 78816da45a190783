import { scenario } from './support/scenario.ts';

scenario('KB-01: a moderator on XMPP kicks a Matrix user', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', member: 'matrix:juliet' });
  await romeo.kicks(juliet, 'spam');
  await romeo.sees(juliet.kicked({ reason: 'spam' }));
  await juliet.sees(juliet.kicked({ reason: 'spam' }));
  await hub.holdsNoLeafOf(juliet);
  await hub.lists(juliet, 'member');
});
