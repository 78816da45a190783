import { xml } from '@xmpp/client';
import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario(
  'an occupant who pings itself is told that it is still in the room (XEP-0410)',
  async ({ room, addresses }) => {
    const { romeo } = await room({ guest: ['xmpp:romeo', 'matrix:juliet'] });
    const answer = await romeo.client.asks('get', `${addresses().muc}/${romeo.nick}`, [
      xml('ping', { xmlns: 'urn:xmpp:ping' }),
    ]);
    expect(answer.attrs.type).toBe('result');
  },
);
