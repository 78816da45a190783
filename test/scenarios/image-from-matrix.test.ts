import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('an image from Matrix is one readable line on XMPP', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await juliet.client.sends('m.room.message', {
    msgtype: 'm.image',
    body: 'balcony.jpg',
    url: 'mxc://localhost/abcdefgh',
    info: { mimetype: 'image/jpeg', size: 1000 },
  });
  const shown = await romeo.client.sees({
    words: 'a line about the image',
    matches: ({ kind, nick, text }) => kind === 'says' && nick === juliet.nick && text.includes('balcony.jpg'),
  });
  expect(shown.text).not.toContain('\n');
});
