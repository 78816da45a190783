import { scenario } from './support/scenario.ts';

scenario('KB-01: a Matrix user who was kicked may come back at once', async ({ room, hub }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', guest: 'matrix:juliet' });
  await romeo.kicks(juliet);
  await juliet.sees(juliet.kicked());
  await romeo.sees(juliet.kicked());
  await juliet.joins();
  await romeo.sees(juliet.joined());
  await juliet.says('I am back');
  await romeo.sees(juliet.said('I am back'));
  await hub.holdsALeafOf(juliet);
});
