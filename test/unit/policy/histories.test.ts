import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  checkRoomState,
  componentIds,
  decideCommit,
  decideProposal,
  effectiveState,
  type HandshakeProposal,
  newRoomState,
  participantList,
  participantListUpdate,
  type PresetName,
  applyPolicyComponent,
  type RoomState,
} from '../../../src/policy/index.ts';
import { add, as, hub, indexOf, list, remove, room, theHub, user } from './rooms.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin'];
const name = fc.constantFrom(...names);

/** What somebody tries next; it is made into proposals of the room as it then is. */
interface Try {
  readonly kind: 'join' | 'list' | 'change' | 'strike' | 'kick' | 'ban' | 'leave' | 'client' | 'commit';
  readonly by: string;
  readonly target: string;
  readonly role: number;
}
const tries: fc.Arbitrary<readonly Try[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('join', 'list', 'change', 'strike', 'kick', 'ban', 'leave', 'client', 'commit' as const),
    by: name,
    target: name,
    role: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 10, maxLength: 60 },
);

function proposalsOf(state: RoomState, attempt: Try): readonly HandshakeProposal[] {
  const { by, target, role } = attempt;
  const actor: Actor = role === 9 ? theHub : as(by);
  const listed = indexOf(state, target) >= 0;
  const removes = Array.from({ length: state.clients.get(user(target)) ?? 0 }, () => remove(actor, target));
  switch (attempt.kind) {
    case 'join':
      return indexOf(state, by) >= 0 ? [] : [list.add(theHub, by, 3), add(as(by), by)];
    case 'list':
      return role === 1 ? [] : [list.add(actor, target, role), add(actor, target)];
    case 'change':
      return listed && role !== 1 ? [list.change(state, actor, target, role)] : [];
    case 'strike':
      return listed ? [list.remove(state, actor, target), ...removes] : [];
    case 'kick':
      return removes;
    case 'ban':
      return listed ? [list.change(state, actor, target, 1), ...removes] : [list.add(actor, target, 1)];
    case 'leave': {
      if (indexOf(state, by) < 0) return [];
      const others = Array.from({ length: (state.clients.get(user(by)) ?? 1) - 1 }, () => remove(as(by), by));
      return [list.remove(state, as(by), by), { by: as(by), type: 'self-remove', user: user(by) }, ...others];
    }
    case 'client':
      // The hub lists whoever comes in by oneself (the kind `join`); here only who is listed brings another client.
      return role < 5
        ? indexOf(state, by) >= 0
          ? [add(as(by), by)]
          : []
        : (state.clients.get(user(by)) ?? 0) > 0
          ? [remove(as(by), by)]
          : [];
    case 'commit':
      return [];
  }
}

const owners = (state: RoomState): number => state.participants.filter((entry) => entry.role === 7).length;

function expectValid(state: RoomState): void {
  expect(() => checkRoomState(state)).not.toThrow();
  expect(owners(state)).toBeGreaterThan(0);
  for (const [client, count] of state.clients) {
    expect(count).toBeGreaterThan(0);
    expect(state.participants.find((entry) => entry.user === client)?.role ?? 0).toBeGreaterThan(1);
  }
}

describe('histories of a room', () => {
  it('UP-19: whatever is accepted goes into one commit, and the room stays valid', () => {
    fc.assert(
      fc.property(fc.constantFrom<PresetName>('open', 'members-only', 'moderated'), tries, (preset, attempts) => {
        let state: RoomState = {
          ...newRoomState(preset, { room, creator: user('alice'), hub }),
          clients: new Map([[user('alice'), 1]]),
        };
        let pending: readonly HandshakeProposal[] = [];
        for (const attempt of [...attempts, { kind: 'commit', by: 'alice', target: 'bob', role: 0 } as const]) {
          if (attempt.kind !== 'commit') {
            const bundle = proposalsOf(state, attempt);
            // A bundle is accepted as a whole (UP-13), and what is pending must fit one commit.
            let next = pending;
            const taken = bundle.every((proposal) => {
              if (!decideProposal(state, proposal, next).allowed) return false;
              next = [...next, proposal];
              return true;
            });
            if (!taken) continue;
            const trial = decideCommit(state, {
              committer: theHub,
              external: false,
              proposals: next.map((proposal) => ({ ...proposal, byReference: true })),
              after: effectiveState(state, next),
            });
            expect([attempt, trial]).toEqual([attempt, { allowed: true }]);
            pending = next;
            continue;
          }
          const after = effectiveState(state, pending);
          expectValid(after);
          const updates = pending.flatMap((proposal) =>
            proposal.type === 'component' && proposal.update ? [proposal.update] : [],
          );
          const component = applyPolicyComponent(
            componentIds.participantList,
            participantList.encode(state.participants),
            updates,
          );
          expect(participantList.decode(component)).toEqual(after.participants);
          expect(updates.every((update) => participantListUpdate.decode(update).removedIndices.length < 2)).toBe(true);
          state = after;
          pending = [];
        }
        expectValid(state);
      }),
      { numRuns: 400 },
    );
  });

  it('RC-05: nobody gains a role by any history in which only others act', () => {
    const ranks = fc.array(
      fc.record({
        actor: fc.constantFrom('bob', 'carol'),
        target: fc.constantFrom('dave', 'erin'),
        role: fc.integer({ min: 1, max: 7 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(ranks, (steps) => {
        const base = newRoomState('open', { room, creator: user('alice'), hub });
        const start = { bob: 5, carol: 6, dave: 3, erin: 4 };
        let state: RoomState = {
          ...base,
          participants: [
            ...base.participants,
            ...Object.entries(start).map(([who, role]) => ({ user: user(who), role })),
          ],
          clients: new Map(Object.keys(start).map((who) => [user(who), 1])),
        };
        for (const { actor, target, role } of steps) {
          const proposal = list.change(state, as(actor), target, role);
          if (decideProposal(state, proposal).allowed) state = effectiveState(state, [proposal]);
        }
        // A moderator and an admin can lift nobody to admin or owner, and can't touch each other here.
        expect(state.participants.filter((entry) => entry.role >= 6).map((entry) => entry.user)).toEqual([
          user('alice'),
          `mimi://${hub}`,
          user('carol'),
        ]);
      }),
    );
  });
});
