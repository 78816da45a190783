import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  capabilities,
  checkRoomState,
  decideCommit,
  decideProposal,
  decide,
  effectiveState,
  type HandshakeProposal,
  InvalidPolicy,
  type Role,
  type RoomState,
} from '../../../src/policy/index.ts';
import { as, list, type Person, persons, remove, roomWith, user } from './rooms.ts';

const governing = [
  capabilities.canAddParticipant,
  capabilities.canRemoveParticipant,
  capabilities.canBan,
  capabilities.canUnban,
  capabilities.canKick,
  capabilities.canChangeUserRole,
] as const;
const index = fc.integer({ min: 0, max: 7 });
const limit = fc.option(fc.nat(3));

/** Any governing rights, changes and limits that a role may have. */
const governs = fc.record({
  held: fc.subarray([...governing]),
  changes: fc.uniqueArray(fc.record({ from: index, targets: fc.uniqueArray(index, { maxLength: 8 }) }), {
    selector: ({ from }) => from,
    maxLength: 8,
  }),
  least: fc.nat(2),
  leastActive: fc.nat(2),
  most: limit,
  mostActive: limit,
});

const anyRoom: fc.Arbitrary<RoomState> = fc
  .record({
    roles: fc.array(governs, { minLength: 8, maxLength: 8 }),
    maxUsers: limit.map((most) => (most === null ? null : most + 5)),
    clients: fc.array(fc.nat(2), { minLength: persons.length, maxLength: persons.length }),
    fixed: fc.boolean(),
  })
  .map(({ roles, maxUsers, clients, fixed }) => {
    const state = roomWith();
    const governed = state.roles.map((role): Role => {
      const more = roles[role.index];
      if (!more) return role;
      return {
        ...role,
        capabilities: more.held,
        authorizedRoleChanges: more.changes,
        minimumParticipants: more.least,
        maximumParticipants: more.most === null ? null : more.most + more.least,
        minimumActiveParticipants: more.leastActive,
        maximumActiveParticipants: more.mostActive === null ? null : more.mostActive + more.leastActive,
      };
    });
    const leaves = persons.flatMap((name, at) =>
      name === 'outcast' || clients[at] === 0 ? [] : [[user(name), clients[at]!] as const],
    );
    return {
      ...state,
      roles: governed,
      base: { ...state.base, maxUsers, fixedMembership: fixed },
      clients: new Map([...leaves, [user('founder'), 1]]),
    };
  })
  .filter(isValid);

function isValid(state: RoomState): boolean {
  try {
    checkRoomState(state);
    return true;
  } catch (fault) {
    if (fault instanceof InvalidPolicy) return false;
    throw fault;
  }
}

const person = fc.constantFrom<Person | 'stranger'>(...persons, 'stranger');
const attempt = fc.record({
  by: fc.constantFrom<Person | 'stranger'>(...persons, 'stranger'),
  target: person,
  role: index,
  type: fc.constantFrom('add-participant', 'remove-participant', 'kick', 'ban', 'change-role' as const),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;

/** The same will as an action, as the list update, and as all that a commit of it holds; null where there is no such update. */
function threeWays(
  state: RoomState,
  { by, target, role, type }: Attempt,
): { action: Action; bare: HandshakeProposal | null; whole: readonly HandshakeProposal[] } | null {
  const listed = state.participants.some((entry) => entry.user === user(target));
  const removes = Array.from({ length: state.clients.get(user(target)) ?? 0 }, () => remove(as(by), target));
  switch (type) {
    case 'add-participant': {
      if (listed || role < 2) return null;
      const bare = list.add(as(by), target, role);
      return { action: { type, user: user(target), role }, bare, whole: [bare] };
    }
    case 'remove-participant': {
      if (!listed) return null;
      const bare = list.remove(state, as(by), target);
      return { action: { type, user: user(target) }, bare, whole: [bare, ...removes] };
    }
    case 'ban': {
      const bare = listed ? list.change(state, as(by), target, 1) : list.add(as(by), target, 1);
      return { action: { type, user: user(target) }, bare, whole: [bare, ...removes] };
    }
    case 'change-role': {
      if (!listed || role < 2) return null;
      const bare = list.change(state, as(by), target, role);
      return { action: { type, user: user(target), role }, bare, whole: [bare] };
    }
    case 'kick':
      // One Remove of several is not yet the kick; and a kick of who has no client has none.
      return removes.length === 0 ? null : { action: { type, user: user(target) }, bare: null, whole: removes };
  }
}

describe('one will, three ways', () => {
  it('RC-31 AC-05 AC-06: an action, its proposal and its commit are judged alike, whatever roles and limits a room has', () => {
    const seen = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(anyRoom, fc.array(attempt, { minLength: 10, maxLength: 30 }), (state, attempts) => {
        for (const each of attempts) {
          const ways = each.by === each.target ? null : threeWays(state, each);
          if (!ways) continue;
          const { allowed } = decide(state, as(each.by), ways.action);
          seen[allowed ? 'allowed' : 'refused']++;
          const context = [each.by, each.type, each.target, each.role];
          if (ways.bare) expect([...context, decideProposal(state, ways.bare).allowed]).toEqual([...context, allowed]);
          const committed = decideCommit(state, {
            committer: as(each.by),
            external: false,
            proposals: ways.whole.map((proposal) => ({ ...proposal, byReference: false })),
            after: effectiveState(state, ways.whole),
          });
          expect([...context, committed.allowed]).toEqual([...context, allowed]);
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.allowed).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });
});
