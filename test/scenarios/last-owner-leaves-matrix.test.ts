import { expect } from 'vitest';
import { scenario } from './support/scenario.ts';

scenario(
  'GW-09: the last owner who leaves on Matrix is invited back, since a room needs an owner',
  async ({ room, hub }) => {
    const { juliet, nurse } = await room({ owner: 'matrix:juliet', guest: 'matrix:nurse' });
    await juliet.leaves();
    await expect.poll(() => nurse.client.membershipOf(juliet.matrixId), { timeout: 15_000 }).toBe('invite');
    await hub.lists(juliet, 'owner');
    await juliet.joins();
    await juliet.says('so I stay');
    await nurse.sees(juliet.said('so I stay'));
  },
);
