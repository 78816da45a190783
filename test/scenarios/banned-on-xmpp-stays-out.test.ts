import { expect } from 'vitest';
import { XmppPerson } from './actors/xmpp-person.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'KB-03: a banned XMPP user can come back with no nick, from no client, and not by speaking',
  async ({ room, hub, addresses, stage }) => {
    const { juliet, romeo } = await room({ admin: 'matrix:juliet', guest: 'xmpp:romeo' });
    await juliet.bans(romeo);
    await romeo.sees(romeo.banned());
    await romeo.isRefusedEntry();
    await expect(romeo.client.joins(addresses().muc, 'innocent')).rejects.toThrow(/forbidden/);
    const phone = await XmppPerson.connect({ ...(await stage.xmppAccount(romeo.name)), resource: 'phone' });
    await expect(phone.joins(addresses().muc, 'phone')).rejects.toThrow(/forbidden/);
    await phone.disconnects();
    await romeo.isRefusedSpeech('let me in');
    await hub.lists(romeo, 'banned');
  },
);
