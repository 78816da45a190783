import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario('FX-03: an emote of an XMPP user is one on Matrix', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await romeo.says('/me waves');
  const seen = await juliet.client.sees(message({ text: 'waves', kind: 'emote', from: romeo.matrixId }));
  expect(seen.content['msgtype']).toBe('m.emote');
});
