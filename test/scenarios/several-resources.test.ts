import { expect } from 'vitest';
import { XmppPerson } from './actors/xmpp-person.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'several clients of one XMPP user are one occupant, who is gone with the last',
  async ({ room, addresses, stage }) => {
    const { romeo, nurse, juliet } = await room({ guest: ['xmpp:romeo', 'xmpp:nurse', 'matrix:juliet'] });
    const phone = await XmppPerson.connect({ ...(await stage.xmppAccount(romeo.name)), resource: 'phone' });
    await phone.joins(addresses().muc, romeo.nick);
    await juliet.says('to both of you');
    await romeo.sees(juliet.said('to both of you'));
    expect((await phone.hears(addresses().muc, juliet.nick, 'to both of you')).delayed).toBeNull();
    await phone.leaves(addresses().muc);
    await nurse.doesNotSee(romeo.left());
    await romeo.leaves();
    await nurse.sees(romeo.left());
    await phone.disconnects();
  },
);
