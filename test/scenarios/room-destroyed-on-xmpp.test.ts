import { scenario } from './support/scenario.ts';

scenario('UP-40: a room that its owner destroys on XMPP is gone everywhere', async ({ room, hub, addresses }) => {
  const { romeo, nurse } = await room({ owner: 'xmpp:romeo', guest: ['xmpp:nurse', 'matrix:juliet'] });
  await romeo.client.destroys(addresses().muc, 'the end');
  await nurse.sees(nurse.left());
  await hub.isGone();
});
