import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('an edit on Matrix arrives on XMPP as something readable', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const eventId = await juliet.client.says('helo');
  await romeo.sees(juliet.said('helo'));
  await juliet.client.corrects(eventId, 'hello');
  const shown = await romeo.client.sees({
    words: 'the new text',
    matches: ({ kind, nick, text }) => kind === 'says' && nick === juliet.nick && text.includes('hello'),
  });
  expect(shown.text).not.toContain('\n');
});
