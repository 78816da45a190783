import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario(
  'RC-09: a members-only room refuses an XMPP stranger with registration-required',
  async ({ room, addresses, hub }) => {
    const { romeo } = await room({ owner: 'matrix:juliet', outside: 'xmpp:romeo' }, { preset: 'members-only' });
    await expect(romeo.client.joins(addresses().muc)).rejects.toThrow(/registration-required/);
    await hub.doesNotList(romeo);
  },
);
