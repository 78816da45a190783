import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a message that its author redacts on Matrix is taken back on XMPP', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const eventId = await juliet.client.says('a slip of the tongue');
  const heard = await romeo.client.hears(romeo.muc, juliet.nick, 'a slip of the tongue');
  await juliet.client.redacts(eventId);
  await romeo.sees(sights.tookBack({ stanzaId: heard.stanzaId ?? '' }));
});
