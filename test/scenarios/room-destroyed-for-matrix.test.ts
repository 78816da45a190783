import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'UP-40: a room that is destroyed on XMPP puts its Matrix users out, and says why',
  async ({ room, hub, addresses }) => {
    const { romeo, juliet } = await room({ owner: 'xmpp:romeo', guest: 'matrix:juliet' });
    await romeo.client.destroys(addresses().muc, 'the end');
    await hub.isGone();
    await juliet.client.sees(message({ text: /destroyed: the end/, kind: 'notice' }));
    await juliet.sees(juliet.kicked());
    await juliet.isRefusedEntry();
  },
);
