import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Actor,
  decideCommit,
  decideProposal,
  effectiveState,
  presetRoles,
  refuseOutranked,
} from '../../../src/policy/index.ts';
import { parseDomain } from '../../../src/identifiers/index.ts';
import { as, indexOf, listProposal, remove, roomWith, theHub, user, withRole } from './rooms.ts';

const { member, admin } = presetRoles;

describe('what a hub asks beside the policy', () => {
  const state = roomWith();

  it('AC-06: a hub may ask more of its users than the policy does, bare and in a commit', () => {
    const kick = remove(as('moderator'), 'owner');
    expect(decideProposal(state, kick, [], refuseOutranked)).toMatchObject({ rule: 'outranked' });
    for (const byReference of [false, true]) {
      const proposals = [{ ...kick, byReference }];
      const committer = byReference ? as('member') : as('moderator');
      const change = { committer, external: false, proposals, after: effectiveState(state, proposals) };
      expect(decideCommit(state, change)).toEqual({ allowed: true });
      expect(decideCommit(state, change, refuseOutranked)).toMatchObject({ rule: 'outranked' });
    }
  });

  it('is asked although numbers refuse, for which another proposal makes up', () => {
    // Two admins at least, who may make others admins, and whose pair to 0 is there for leaving.
    const founding = state.roles.find(({ index }) => index === admin)?.authorizedRoleChanges ?? [];
    const appointing = founding.map((change) =>
      change.from === member ? { ...change, targets: [...change.targets, admin] } : change,
    );
    const two = withRole(state, admin, { minimumParticipants: 2, authorizedRoleChanges: appointing });
    const room = { ...two, participants: [...two.participants, { user: user('second'), role: admin }] };
    const swap = listProposal(as('admin'), {
      changedRoleParticipants: [{ userIndex: indexOf(room, 'member'), role: admin }],
      removedIndices: [indexOf(room, 'second')],
      addedParticipants: [],
    });
    const proposals = [{ ...swap, byReference: false }];
    const change = { committer: as('admin'), external: false, proposals, after: effectiveState(room, proposals) };
    expect(decideCommit(room, change)).toEqual({ allowed: true });
    expect(decideCommit(room, change, refuseOutranked)).toMatchObject({ rule: 'outranked' });
    expect(decideProposal(room, swap, [], refuseOutranked)).toMatchObject({ rule: 'outranked' });
  });

  it('asks it of everybody but the hub, about kicks and removals alone', () => {
    const ofOwner = { user: user('owner') } as const;
    const others: readonly Action[] = [
      { type: 'ban', ...ofOwner },
      { type: 'change-role', ...ofOwner, role: presetRoles.guest },
      { type: 'remove-client', ...ofOwner },
    ];
    const kick = { type: 'kick', ...ofOwner } as const;
    expect(refuseOutranked(state, as('moderator'), kick)?.rule).toBe('outranked');
    expect(refuseOutranked(state, theHub, kick)).toBeNull();
    const elsewhere: Actor = { type: 'provider', domain: parseDomain('elsewhere.example') };
    expect(refuseOutranked(state, elsewhere, kick)?.rule).toBe('outranked');
    expect(others.map((action) => refuseOutranked(state, as('moderator'), action))).toEqual([null, null, null]);
  });
});
