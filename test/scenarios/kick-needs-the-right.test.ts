import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('KB-02: an XMPP user without the right kicks nobody', async ({ room, hub, addresses }) => {
  const { romeo, juliet } = await room({ guest: 'xmpp:romeo', member: 'matrix:juliet' });
  await expect(romeo.client.kicks(addresses().muc, juliet.nick)).rejects.toThrow(/^forbidden/);
  await juliet.doesNotSee(juliet.kicked());
  await hub.holdsALeafOf(juliet);
});
