import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario(
  'GW-03: a room that refuses gateways tells an XMPP user why there is no way in',
  async ({ room, addresses, hub }) => {
    const { romeo } = await room({ outside: 'xmpp:romeo' }, { refuseGateways: true });
    const entering = romeo.client.joins(addresses().muc);
    await expect(entering).rejects.toThrow(/not-allowed.*admits nobody through a gateway/s);
    await hub.doesNotList(romeo);
  },
);
