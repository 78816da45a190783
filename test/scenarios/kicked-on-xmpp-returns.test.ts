import { scenario } from './support/scenario.ts';

scenario('KB-01: an XMPP user who was kicked may come back at once', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ moderator: 'matrix:juliet', guest: 'xmpp:romeo' });
  await juliet.kicks(romeo);
  await romeo.sees(romeo.kicked());
  await hub.holdsNoLeafOf(romeo);
  await romeo.joins();
  await romeo.says('I am back');
  await juliet.sees(romeo.said('I am back'));
  await hub.holdsALeafOf(romeo);
});
