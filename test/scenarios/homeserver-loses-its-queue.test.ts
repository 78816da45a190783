import { scenario } from './support/scenario.ts';

scenario(
  'OD-02: what a killed homeserver never delivered arrives on XMPP all the same, in order',
  async ({ room, stage }) => {
    const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
    const words = ['one', 'two', 'three', 'four', 'five'];
    await stage.kills('gateway');
    for (const word of words) await juliet.says(word);
    // The events wait in the homeserver's memory, which is lost now.
    await stage.kills('synapse');
    await stage.starts('synapse');
    await stage.starts('gateway');
    for (const word of words) await romeo.sees(juliet.said(word));
    await juliet.says('six');
    await romeo.sees(juliet.said('six'));
  },
);
