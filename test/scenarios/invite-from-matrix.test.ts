import { scenario } from './support/scenario.ts';

scenario('RC-07: an owner on Matrix invites an XMPP user into a members-only room', async ({ room, hub }) => {
  const { juliet, romeo } = await room({ owner: 'matrix:juliet', outside: 'xmpp:romeo' }, { preset: 'members-only' });
  await juliet.invites(romeo);
  await hub.lists(romeo, 'member');
  await romeo.joins();
  await juliet.sees(romeo.joined());
});
