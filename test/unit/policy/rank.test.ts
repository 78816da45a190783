import { describe, expect, it } from 'vitest';
import {
  type Action,
  decideCommit,
  decideProposal,
  effectiveState,
  presetRoles,
  refuseOutranked,
} from '../../../src/policy/index.ts';
import { as, remove, roomWith, theHub, user } from './rooms.ts';

describe('what a hub asks beside the policy', () => {
  const state = roomWith();

  it('AC-06: a hub may ask more of its users than the policy does, bare and in a commit', () => {
    const kick = remove(as('moderator'), 'owner');
    expect(decideProposal(state, kick, [], refuseOutranked)).toMatchObject({ rule: 'role-change-not-authorized' });
    for (const byReference of [false, true]) {
      const proposals = [{ ...kick, byReference }];
      const committer = byReference ? as('member') : as('moderator');
      const change = { committer, external: false, proposals, after: effectiveState(state, proposals) };
      expect(decideCommit(state, change)).toEqual({ allowed: true });
      expect(decideCommit(state, change, refuseOutranked)).toMatchObject({ rule: 'role-change-not-authorized' });
    }
  });

  it('asks it of users alone, about kicks and removals alone', () => {
    const ofOwner = { user: user('owner') } as const;
    const actions: readonly Action[] = [
      { type: 'ban', ...ofOwner },
      { type: 'change-role', ...ofOwner, role: presetRoles.guest },
      { type: 'remove-client', ...ofOwner },
    ];
    expect(refuseOutranked(state, as('moderator'), { type: 'kick', ...ofOwner })?.rule).toBe(
      'role-change-not-authorized',
    );
    expect(refuseOutranked(state, theHub, { type: 'kick', ...ofOwner })).toBeNull();
    expect(actions.map((action) => refuseOutranked(state, as('moderator'), action))).toEqual([null, null, null]);
  });
});
