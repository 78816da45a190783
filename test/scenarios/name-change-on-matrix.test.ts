import { gone, present } from './actors/xmpp-matchers.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'ID-10: a new display name on Matrix is the new nick on XMPP, and roles stay',
  async ({ room, hub, addresses }) => {
    const { juliet, romeo } = await room({ moderator: 'matrix:juliet', guest: 'xmpp:romeo' });
    await juliet.client.renames('capulet');
    await romeo.client.sees(gone(addresses().muc, juliet.name, { code: 303 }));
    await romeo.client.sees(present(addresses().muc, 'capulet'));
    await hub.lists(juliet, 'moderator');
  },
);
