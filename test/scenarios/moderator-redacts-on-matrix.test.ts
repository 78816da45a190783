import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a moderator on Matrix takes back what an XMPP user said', async ({ room }) => {
  const { juliet, romeo } = await room({ moderator: 'matrix:juliet', guest: 'xmpp:romeo' });
  await romeo.says('buy my potions');
  const own = await romeo.client.hears(romeo.muc, romeo.nick, 'buy my potions');
  const shown = await juliet.client.sees(message({ text: 'buy my potions', from: romeo.matrixId }));
  await juliet.client.redacts(shown.event_id, 'spam');
  await romeo.sees(sights.tookBack({ stanzaId: own.stanzaId ?? '' }));
});
