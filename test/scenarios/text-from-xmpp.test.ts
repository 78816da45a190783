import { scenario } from './support/scenario.ts';

scenario('FX-01: plain text arrives from XMPP on Matrix as it was written', async ({ room }) => {
  const { juliet, romeo } = await room({ guest: ['matrix:juliet', 'xmpp:romeo'] });
  for (const text of [
    'one line',
    'two\nlines',
    'emoji 🦊👩‍👩‍👧',
    'עברית and العربية',
    '<b>&amp;</b> is no markup',
    'tab\tand  spaces',
  ]) {
    await romeo.says(text);
    await juliet.sees(romeo.said(text));
  }
});
