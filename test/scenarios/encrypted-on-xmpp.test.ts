import { xml } from '@xmpp/client';
import { refused } from './actors/xmpp-matchers.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'an OMEMO message is refused to its sender, and nobody is shown a placeholder',
  async ({ room, addresses }) => {
    const { romeo, juliet } = await room({ guest: ['xmpp:romeo', 'matrix:juliet'] });
    const encrypted = xml('encrypted', { xmlns: 'eu.siacs.conversations.axolotl' });
    await romeo.client.says(addresses().muc, 'I sent you an OMEMO encrypted message', encrypted);
    await romeo.client.sees(refused(addresses().muc, 'not-acceptable'));
    await juliet.doesNotSee(romeo.said('I sent you an OMEMO encrypted message'));
  },
);
