import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('OD-01: many messages of a Matrix user arrive on XMPP in order, each once', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const texts = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  for (const text of texts) await juliet.says(text);
  await romeo.sees(juliet.said('line 30'));
  const heard = romeo.client.sightings.all.filter(({ kind, nick }) => kind === 'says' && nick === juliet.nick);
  expect(heard.map(({ text }) => text)).toEqual(texts);
});
