import { expect } from 'vitest';
import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'OD-02: what an XMPP user says while the homeserver is dead arrives there later, in order',
  async ({ room, stage }) => {
    const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
    await stage.kills('synapse');
    await romeo.says('one');
    await romeo.says('two');
    await romeo.sees(romeo.said('two'));
    await stage.starts('synapse');
    await juliet.client.sees(message({ text: 'two', from: romeo.matrixId }), 40_000);
    const heard = juliet.client.seen(message({ text: /^(one|two)$/, from: romeo.matrixId }));
    expect(heard.map(({ content }) => content['body'])).toEqual(['one', 'two']);
  },
);
