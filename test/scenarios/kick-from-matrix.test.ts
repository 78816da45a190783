import { scenario } from './support/scenario.ts';

scenario('KB-01: a moderator on Matrix kicks an XMPP user', async ({ room, hub }) => {
  const { juliet, romeo, nurse } = await room({
    moderator: 'matrix:juliet',
    member: ['xmpp:romeo', 'xmpp:nurse'],
  });
  await juliet.kicks(romeo, 'spam');
  await romeo.sees(romeo.kicked({ reason: 'spam' }));
  await nurse.sees(romeo.kicked({ reason: 'spam' }));
  await hub.holdsNoLeafOf(romeo);
});
