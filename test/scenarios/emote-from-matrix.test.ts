import { scenario } from './support/scenario.ts';

scenario('FX-03: an emote of a Matrix user is one on XMPP', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await juliet.client.emotes('waves');
  await romeo.sees(juliet.said('/me waves'));
});
