import { expect } from 'vitest';
import { state } from './actors/matrix-events.ts';
import { gone, present } from './actors/xmpp-matchers.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'ID-10: a new nick on XMPP is the new display name on Matrix, of the same user',
  async ({ room, addresses }) => {
    const { romeo, nurse, juliet } = await room({ guest: ['xmpp:romeo', 'xmpp:nurse', 'matrix:juliet'] });
    await romeo.client.changesNick(addresses().muc, 'montague');
    await nurse.client.sees(gone(addresses().muc, romeo.name, { code: 303 }));
    await nurse.client.sees(present(addresses().muc, 'montague'));
    const renamed = await juliet.client.sees(state('m.room.member', { membership: 'join', displayname: 'montague' }));
    expect(renamed.state_key).toBe(romeo.matrixId);
  },
);
