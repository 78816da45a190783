import { xml } from '@xmpp/client';
import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario('OD-16: a stanza that an XMPP client sends twice is one message', async ({ room, addresses }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const stanza = () =>
    xml('message', { to: addresses().muc, type: 'groupchat', id: 'twice' }, xml('body', {}, 'only once'));
  await romeo.client.sends(stanza());
  await romeo.client.sends(stanza());
  await romeo.says('and then');
  await juliet.sees(romeo.said('and then'));
  expect(juliet.client.seen(message({ text: 'only once', from: romeo.matrixId }))).toHaveLength(1);
});
