import { describe, expect, it } from 'vitest';
import { presetRoles } from '../../../src/policy/index.ts';
import { answer, as, roomWith, user, withRole } from './rooms.ts';

const { banned, guest, member } = presetRoles;

describe('a role 1 that is not named "banned"', () => {
  // What its holders may do and how many there may be is then said by the role, as of any other.
  const state = withRole(roomWith(), banned, {
    name: 'Banned',
    capabilities: roomWith().roles.find(({ index }) => index === guest)?.capabilities ?? [],
    maximumActiveParticipants: null,
  });

  it('RC-02 KB-04: nobody is banned or unbanned', () => {
    expect(answer(state, as('admin'), { type: 'ban', user: user('guest') })).toBe('ban-role-missing');
    expect(answer(state, as('admin'), { type: 'unban', user: user('outcast'), role: guest })).toBe('ban-role-missing');
    expect(answer(state, as('admin'), { type: 'unban', user: user('outcast'), role: 0 })).toBe(
      'target-not-a-participant',
    );
  });

  it('RC-02: it is given and taken as any role', () => {
    const give = { type: 'change-role', user: user('guest'), role: banned } as const;
    expect(answer(state, as('admin'), give)).toBe('allowed');
    expect(answer(state, as('moderator'), { ...give, user: user('admin') })).toBe('role-change-not-authorized');
    expect(answer(state, as('admin'), { type: 'change-role', user: user('outcast'), role: member })).toBe('allowed');
    expect(answer(state, as('admin'), { type: 'remove-participant', user: user('outcast') })).toBe('allowed');
  });

  it('RC-02 BP-13: a ban role does not get another name where the banned would be too many', () => {
    const { roles } = state;
    const users = state.participants.filter(({ user: entry }) => entry.includes('/u/')).length;
    const bounded = (maxUsers: number) => ({ ...roomWith(), base: { ...roomWith().base, maxUsers } });
    expect(answer(bounded(users - 1), as('owner'), { type: 'change-roles', roles })).toBe('room-full');
    expect(answer(bounded(users), as('owner'), { type: 'change-roles', roles })).toBe('allowed');
  });

  it('RC-02: its holders speak, bring their clients and count', () => {
    const present = { ...state, clients: new Map([...state.clients, [user('outcast'), 1]]) };
    expect(answer(present, as('outcast'), { type: 'send-message' })).toBe('allowed');
    expect(answer(state, as('outcast'), { type: 'add-own-client' })).toBe('allowed');
    expect(answer(state, as('outcast'), { type: 'find-room' })).toBe('allowed');
    const users = state.participants.filter(({ user: entry }) => entry.includes('/u/')).length;
    const full = { ...state, base: { ...state.base, maxUsers: users } };
    expect(answer(full, as('x'), { type: 'join' })).toBe('room-full');
    const asBanned = { ...roomWith(), base: full.base };
    expect(answer(asBanned, as('x'), { type: 'join' })).toBe('allowed');
  });
});
