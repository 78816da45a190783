import { message } from './actors/matrix-events.ts';
import { scenario } from './support/scenario.ts';

scenario(
  'GW-09 RC-30: the last owner who takes the own power on Matrix gets it back and is told why',
  async ({ room, hub }) => {
    const { juliet, nurse } = await room({ owner: 'matrix:juliet', guest: 'matrix:nurse' });
    await juliet.makes(juliet, 'guest');
    await juliet.client.sees(message({ text: /The change of role was not allowed/, kind: 'notice' }));
    await nurse.sees(juliet.is('owner'));
    await hub.lists(juliet, 'owner');
  },
);
