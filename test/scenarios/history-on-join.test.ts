import { scenario } from './support/scenario.ts';

scenario('an XMPP user who comes late is shown what was said before', async ({ room }) => {
  const { juliet, romeo, paris } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'], outside: 'xmpp:paris' });
  await juliet.says('first');
  await romeo.sees(juliet.said('first'));
  await romeo.says('second');
  await juliet.sees(romeo.said('second'));
  await paris.joins();
  await paris.sees(juliet.saidBefore('first'));
  await paris.sees(romeo.saidBefore('second'));
});
