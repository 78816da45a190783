import { scenario } from './support/scenario.ts';

scenario(
  'RC-09: an owner on Matrix closes the room to strangers, and XMPP strangers are refused',
  async ({ room, hub }) => {
    const { juliet, romeo, paris } = await room({
      owner: 'matrix:juliet',
      guest: 'xmpp:romeo',
      outside: 'xmpp:paris',
    });
    await juliet.client.setsState('m.room.join_rules', { join_rule: 'invite' });
    await romeo.client.sees({
      words: 'the room being members-only now',
      matches: (seen) => seen.kind !== 'refused' && seen.codes.includes(104),
    });
    await paris.isRefusedEntry();
    await hub.doesNotList(paris);
    await romeo.says('still here');
    await juliet.sees(romeo.said('still here'));
  },
);
