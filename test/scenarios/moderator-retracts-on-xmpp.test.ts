import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a moderator on XMPP takes back what a Matrix user said', async ({ room }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', guest: 'matrix:juliet' });
  const eventId = await juliet.client.says('buy my potions');
  const heard = await romeo.client.hears(romeo.muc, juliet.nick, 'buy my potions');
  await romeo.client.moderates(romeo.muc, heard.stanzaId ?? '', 'spam');
  await juliet.sees(sights.tookBack({ matrixEvent: eventId }));
});
