import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'GW-05: an encrypted message on Matrix is answered with a notice, once, and shown to nobody',
  async ({ room }) => {
    const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
    for (const ciphertext of ['AwgAEnB', 'AwgBEnC']) {
      await juliet.client.sends('m.room.encrypted', {
        algorithm: 'm.megolm.v1.aes-sha2',
        session_id: 'session',
        ciphertext,
      });
    }
    await juliet.client.sees(message({ text: /cannot be read by this gateway/, kind: 'notice' }));
    await juliet.says('in plain words');
    await romeo.sees(juliet.said('in plain words'));
    expect(juliet.client.seen(message({ text: /cannot be read by this gateway/ }))).toHaveLength(1);
    expect(romeo.client.sightings.all.filter((seen) => seen.kind === 'says' && seen.nick === juliet.name)).toHaveLength(
      1,
    );
  },
);
