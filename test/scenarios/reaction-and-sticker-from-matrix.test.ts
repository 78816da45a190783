import { scenario } from './support/scenario.ts';

scenario('a reaction and a sticker from Matrix are one readable line each on XMPP', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const said = await juliet.client.says('a rose');
  await juliet.client.sends('m.reaction', {
    'm.relates_to': { rel_type: 'm.annotation', event_id: said, key: '🌹' },
  });
  await romeo.sees(juliet.said('reacted with 🌹'));
  await juliet.client.sends('m.sticker', { body: 'balcony', url: 'mxc://localhost/abcdefgh', info: {} });
  await romeo.sees(juliet.said('sent a sticker "balcony" (mxc://localhost/abcdefgh)'));
});
