import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { UserUri } from '../../../src/identifiers/index.ts';
import { roomStateOf } from '../../../src/provider/index.ts';
import { alice, bob, carol, erin, hubDomain, onMatrix, onXmpp, openHouse } from './house.ts';

const people: readonly UserUri[] = [alice, bob, carol, erin, onMatrix('mallory'), onXmpp('trent')];

type Move = {
  readonly what: 'join' | 'leave' | 'kick' | 'ban' | 'unban' | 'remove' | 'invite' | 'role' | 'say' | 'name' | 'policy';
  readonly by: UserUri;
  readonly to: UserUri;
  readonly role: number;
};

const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom(
    ...([
      'join',
      'join',
      'leave',
      'kick',
      'ban',
      'unban',
      'remove',
      'invite',
      'role',
      'say',
      'name',
      'policy',
    ] as const),
  ),
  // The owner acts often, or nearly everything would be refused.
  by: fc.oneof(fc.constant(alice), fc.constantFrom(...people)),
  to: fc.constantFrom(...people),
  role: fc.integer({ min: 0, max: 7 }),
});

const house = await openHouse();
afterAll(() => house.close());

describe('whatever people try', () => {
  function make({ what, by, to, role }: Move) {
    switch (what) {
      case 'join':
      case 'leave':
        return house.attempt(what, by, {});
      case 'kick':
      case 'ban':
      case 'remove':
      case 'unban':
        return house.attempt(what, by, { user: to });
      case 'invite':
        return house.attempt('invite', by, { user: to, role });
      case 'role':
        return house.attempt('set-role', by, { user: to, role });
      case 'say':
        return house.attempt('send', by, { body: { kind: 'text', text: 'words' } });
      case 'name':
        return house.attempt('set-metadata', by, { name: `name ${role}` });
      case 'policy':
        return house.attempt('set-policy', by, { flags: { membersOnly: role > 3, moderated: role % 2 === 0 } });
    }
  }

  async function agree(): Promise<void> {
    const room = (await house.hub.inspect(house.room))!;
    const view = (await house.rooms.view(house.room))!;
    expect(await house.rooms.inspect(house.room)).toMatchObject({ agreesWithHub: true, pendingProposals: 0 });
    expect(roomStateOf(room.publicGroup, house.room, hubDomain)).toEqual(room.state);
    const users = room.state.participants.filter(({ user }) => user.includes('/u/'));
    expect([...view.participants.values()].map(({ user, role, active }) => ({ user, role, active }))).toEqual(
      users.map(({ user, role }) => ({ user, role, active: (room.state.clients.get(user) ?? 0) > 0 })),
    );
    for (const [user] of room.state.clients) expect(users.map((one) => one.user)).toContain(user);
    const events = await house.events();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  }

  it('UP-42: hub, members and view hold the same after each step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { maxLength: 10 }), async (story) => {
        await house.open(alice, [bob, carol]);
        for (const together of story) {
          await Promise.all(together.map(make));
          await agree();
        }
      }),
      { numRuns: 12 },
    );
  }, 300_000);
});
