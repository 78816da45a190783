import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario(
  'a private message from XMPP to somebody on Matrix is answered with an error, not lost',
  async ({ room, addresses }) => {
    const { romeo, juliet } = await room({ guest: ['xmpp:romeo', 'matrix:juliet'] });
    await romeo.client.saysPrivately(addresses().muc, juliet.nick, 'psst');
    const refusal = await romeo.client.sees({ words: 'an error', matches: ({ kind }) => kind === 'refused' });
    expect(refusal.error).not.toBeNull();
    await juliet.doesNotSee(romeo.said('psst'));
  },
);
