import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('a nick that is taken by somebody from Matrix is refused with a conflict', async ({ room, addresses }) => {
  const { juliet, romeo } = await room({ guest: 'matrix:juliet', outside: 'xmpp:romeo' });
  await expect(romeo.client.joins(addresses().muc, juliet.nick)).rejects.toThrow(/conflict/);
  await romeo.joins();
  await juliet.sees(romeo.joined());
});
