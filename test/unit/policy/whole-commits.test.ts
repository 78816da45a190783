import { describe, expect, it } from 'vitest';
import { type Actor, decideCommit, effectiveState, presetRoles, type RoomState } from '../../../src/policy/index.ts';
import type { HandshakeProposal } from '../../../src/policy/index.ts';
import { add, as, list, remove, roomWith, ruleOf, user, withRole } from './rooms.ts';

const { member, guest, owner } = presetRoles;

function committed(state: RoomState, by: Actor, proposals: readonly HandshakeProposal[], byReference = false): string {
  const all = proposals.map((proposal) => ({ ...proposal, byReference }));
  return ruleOf(
    decideCommit(state, { committer: by, external: false, proposals: all, after: effectiveState(state, all) }),
  );
}

describe('what a commit is asked as a whole', () => {
  it('RC-17 KB-03: nobody has a right by the very change that it is for', () => {
    const roles = roomWith().roles.map((role) =>
      role.index === owner ? { ...role, capabilities: [...role.capabilities, 0x0010] } : role,
    );
    const state = { ...roomWith(), roles, preauthorized: [{ claims: [], role: owner }] };
    for (const name of ['guest', 'outcast']) {
      const change = list.change(state, as(name), name, owner);
      expect(committed(state, as('owner'), [change], true)).toBe(name === 'outcast' ? 'banned' : 'lacks-capability');
    }
  });

  it('BL-03: one commit may exchange the logger, and hides nothing else behind it', () => {
    const logging = { logging: 'required', machineReadablePolicy: '', humanReadablePolicy: '' } as const;
    const logged = (name: string): RoomState => ({
      ...roomWith(),
      components: { logging: { ...logging, loggers: [user('guest'), user(name)] } },
    });
    const exchange = [remove(as('moderator'), 'guest'), add(as('member'), 'x'), list.add(as('member'), 'x', guest)];
    expect(committed(logged('x'), as('member'), exchange, true)).toBe('allowed');
    expect(committed(logged('y'), as('member'), exchange, true)).toBe('logging-required');
    const weak = withRole(logged('x'), presetRoles.moderator, { capabilities: [] });
    expect(committed(weak, as('member'), exchange, true)).toBe('lacks-capability');
  });

  it('BP-03: one commit may exchange who stays outside, and hides nothing else behind it', () => {
    const state = roomWith();
    const here = state.participants.flatMap(({ user: one, role }) => (role > 1 ? [one] : []));
    const below: RoomState = {
      ...state,
      base: { ...state.base, parentDependent: true, parentRoom: 'mimi://mimi.example.org/r/parent' },
      parentMembers: new Set<string>([...here, user('x')]),
    };
    const leave = [remove(as('guest'), 'guest'), list.remove(below, as('guest'), 'guest')];
    const swap = (role: number) => [...leave, list.add(as('member'), 'x', role)];
    expect(committed(below, as('owner'), [list.add(as('member'), 'x', member)], true)).toBe('parent-whole');
    expect(committed(below, as('owner'), swap(guest), true)).toBe('allowed');
    expect(committed(below, as('owner'), swap(owner), true)).toBe('role-change-not-authorized');
  });
});
