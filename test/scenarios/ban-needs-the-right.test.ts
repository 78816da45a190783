import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('KB-04: a moderator on XMPP bans nobody, since that takes an admin', async ({ room, hub, addresses }) => {
  const { romeo, juliet } = await room({ moderator: 'xmpp:romeo', member: 'matrix:juliet' });
  const address = romeo.client.addressOf(addresses().muc, juliet.nick);
  await expect(romeo.client.bans(addresses().muc, address)).rejects.toThrow(/^forbidden/);
  await juliet.doesNotSee(juliet.banned());
  await hub.lists(juliet, 'member');
});
