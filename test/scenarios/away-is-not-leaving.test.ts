import { scenario } from './support/scenario.ts';

scenario('an XMPP user who goes offline is no occupant any more but stays a member', async ({ room, hub }) => {
  const { romeo, nurse, juliet } = await room({ guest: ['xmpp:romeo', 'xmpp:nurse', 'matrix:juliet'] });
  await romeo.leaves();
  await nurse.sees(romeo.left());
  await juliet.doesNotSee(romeo.left());
  await hub.holdsALeafOf(romeo);
});
