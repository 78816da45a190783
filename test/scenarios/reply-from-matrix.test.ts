import { scenario } from './support/scenario.ts';

scenario(
  'an answer from Matrix arrives on XMPP without the quotation that its client put before it',
  async ({ room }) => {
    const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
    const said = await juliet.client.says('wherefore?');
    await juliet.client.sends('m.room.message', {
      msgtype: 'm.text',
      body: `> <${juliet.matrixId}> wherefore?\n\nbecause`,
      'm.relates_to': { 'm.in_reply_to': { event_id: said } },
    });
    await romeo.sees(juliet.said('because'));
  },
);
