import { expect } from 'vitest';
import { gone, present } from './actors/xmpp-matchers.ts';
import { scenario } from './support/scenario.ts';

scenario('an occupant keeps its id when it comes back under another nick (XEP-0421)', async ({ room, addresses }) => {
  const { romeo, nurse } = await room({ guest: ['xmpp:romeo', 'xmpp:nurse'] });
  await romeo.leaves();
  const left = await nurse.client.sees(gone(addresses().muc, romeo.nick));
  await romeo.client.joins(addresses().muc, 'montague');
  const after = await nurse.client.sees(present(addresses().muc, 'montague'));
  expect(after.occupantId).toBe(left.occupantId);
  expect(after.occupantId).not.toBeNull();
});
