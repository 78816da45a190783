import { scenario } from './support/scenario.ts';

scenario('OD-02: a restart of the gateway throws nobody out, and talk goes on', async ({ room, stage, hub }) => {
  const { juliet, romeo, nurse } = await room({ guest: ['matrix:juliet', 'xmpp:romeo', 'xmpp:nurse'] });
  await stage.restarts('gateway');
  await romeo.says('still here');
  await juliet.sees(romeo.said('still here'));
  await nurse.sees(romeo.said('still here'));
  await juliet.says('me too');
  await romeo.sees(juliet.said('me too'));
  await nurse.doesNotSee(romeo.left());
  await hub.holdsALeafOf(nurse);
});
