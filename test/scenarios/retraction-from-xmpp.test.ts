import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';
import { sights } from './support/sight.ts';

scenario('a message that its author retracts on XMPP is redacted on Matrix', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await romeo.says('a slip of the tongue');
  const own = await romeo.client.hears(romeo.muc, romeo.nick, 'a slip of the tongue');
  const shown = await juliet.client.sees(message({ text: 'a slip of the tongue', from: romeo.matrixId }));
  await romeo.client.retracts(romeo.muc, own.stanzaId ?? '');
  await juliet.sees(sights.tookBack({ matrixEvent: shown.event_id }));
});
