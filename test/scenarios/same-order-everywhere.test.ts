import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario('OD-01: what both sides say at once stands in one order for everybody', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      await juliet.says(`j${index}`);
      await romeo.says(`r${index}`);
    }),
  );
  for (let index = 0; index < 10; index += 1) {
    await romeo.sees(juliet.said(`j${index}`));
    await romeo.sees(romeo.said(`r${index}`));
  }
  const live = romeo.client.sightings.all.filter(({ kind }) => kind === 'says').map(({ text }) => text);
  const archived = (await romeo.client.readsArchive(romeo.muc)).map(({ message }) => message.text);
  expect(archived.filter((text) => /^[jr][0-9]$/.test(text))).toEqual(live);
});
