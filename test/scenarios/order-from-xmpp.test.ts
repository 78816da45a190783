import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario('OD-01: many messages of an XMPP user arrive on Matrix in order, each once', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  const texts = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  for (const text of texts) await romeo.says(text);
  await juliet.sees(romeo.said('line 30'));
  const heard = juliet.client.seen(message({ text: /^line /, from: romeo.matrixId }));
  expect(heard.map(({ content }) => content['body'])).toEqual(texts);
});
