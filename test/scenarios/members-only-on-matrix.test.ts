import { scenario } from './support/scenario.ts';

scenario('RC-09: a members-only room lets no Matrix stranger in', async ({ room, hub }) => {
  const { juliet } = await room(
    { owner: 'xmpp:romeo', member: 'matrix:nurse', outside: 'matrix:juliet' },
    { preset: 'members-only' },
  );
  await juliet.isRefusedEntry();
  await hub.doesNotList(juliet);
});
