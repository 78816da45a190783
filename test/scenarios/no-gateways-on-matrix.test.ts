import { scenario } from './support/scenario.ts';

scenario(
  'GW-03: a room that refuses gateways shows a Matrix user out and says why',
  async ({ room, addresses, hub }) => {
    const { juliet } = await room({ outside: 'matrix:juliet' }, { refuseGateways: true });
    await juliet.client.joins(addresses().alias);
    const reason = 'this room admits nobody through a gateway, because a gateway ends the encryption';
    await juliet.sees(juliet.kicked({ reason }));
    await hub.doesNotList(juliet);
  },
);
