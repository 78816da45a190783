import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('a private message between two XMPP users reaches only the one', async ({ room, addresses }) => {
  const { romeo, nurse, juliet } = await room({ guest: ['xmpp:romeo', 'xmpp:nurse', 'matrix:juliet'] });
  await romeo.client.saysPrivately(addresses().muc, nurse.nick, 'psst');
  const whisper = await nurse.client.sees({ words: 'a whisper', matches: ({ kind }) => kind === 'private' });
  expect(whisper.text).toBe('psst');
  await juliet.doesNotSee(romeo.said('psst'));
});
