import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario('MF-16: a message has the same time in the archive on XMPP and on Matrix', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await romeo.says('what time is it?');
  const shown = await juliet.client.sees(message({ text: 'what time is it?', from: romeo.matrixId }));
  const archived = await romeo.client.readsArchive(romeo.muc);
  const stamp = archived.find(({ message: { text } }) => text === 'what time is it?')?.stamp;
  expect(stamp?.getTime()).toBe(shown.origin_server_ts);
});
